using Piwa.Chain.Keys;
using Piwa.Chain.Minting;

namespace Piwa.Chain.Economy.Payouts;

/// <summary>How a <see cref="PayoutLane"/> works.</summary>
public sealed class PayoutLaneOptions : TreeLaneOptions
{
    /// <summary>The deepest tree unless told otherwise: 16,384 payouts for a rent of 0.22 SOL, and proofs of 14 hashes.</summary>
    public const int DefaultMaximumTreeDepth = 14;

    /// <summary>Starts with the defaults: trees of up to 16,384 payouts.</summary>
    public PayoutLaneOptions()
        : base(DefaultMaximumTreeDepth)
    {
    }

    /// <summary>Owns what is paid out, in its associated token account, and the trees; nobody else can append to them.</summary>
    /// <value>None by default; must be set. May be the payer.</value>
    public ISigner? Treasury { get; set; }

    /// <summary>The mint of RENDER.</summary>
    /// <value>None by default; must be set.</value>
    public PublicKey Mint { get; set; }

    internal override ISigner? Writer => Treasury;

    internal override string WriterName => nameof(Treasury);

    internal override ILaneKind Kind => PayoutKind.Instance;

    internal override IEnumerable<string> Violations
    {
        get
        {
            if (Mint == default)
                yield return "Mint must be set.";
        }
    }
}
