using Piwa.Chain.Keys;
using Piwa.Chain.Trees;

namespace Piwa.Chain.Minting;

/// <summary>How a <see cref="MintingLane"/> works.</summary>
public sealed class MintingLaneOptions : TreeLaneOptions
{
    /// <summary>Starts with the defaults: trees of up to 1,048,576 leaves.</summary>
    public MintingLaneOptions()
        : base(TreeSize.DefaultMaximumDepth)
    {
    }

    /// <summary>Creates the trees and mints into them.</summary>
    /// <value>None by default; must be set. May be the payer.</value>
    public ISigner? TreeDelegate { get; set; }

    internal override ISigner? Writer => TreeDelegate;

    internal override string WriterName => nameof(TreeDelegate);

    internal override ILaneKind Kind => MintingKind.Instance;
}
