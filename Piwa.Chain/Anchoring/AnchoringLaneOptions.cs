using Piwa.Chain.Keys;
using Piwa.Chain.Minting;

namespace Piwa.Chain.Anchoring;

/// <summary>How an <see cref="AnchoringLane"/> works.</summary>
public sealed class AnchoringLaneOptions : TreeLaneOptions
{
    /// <summary>The deepest tree unless told otherwise: 16,384 shards for a rent of 0.22 SOL, and proofs of 14 hashes.</summary>
    public const int DefaultMaximumTreeDepth = 14;

    /// <summary>Starts with the defaults: trees of up to 16,384 roots.</summary>
    public AnchoringLaneOptions()
        : base(DefaultMaximumTreeDepth)
    {
    }

    /// <summary>Creates the trees and appends to them; nobody else can.</summary>
    /// <value>None by default; must be set. May be the payer.</value>
    public ISigner? Authority { get; set; }

    internal override ISigner? Writer => Authority;

    internal override string WriterName => nameof(Authority);

    internal override ILaneKind Kind => AnchoringKind.Instance;
}
