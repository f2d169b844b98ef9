using Piwa.Chain.Bubblegum;
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

    /// <summary>The version of Bubblegum. A lane keeps the one that it began with.</summary>
    /// <value><see cref="LeafVersion.V1"/> by default. Version 2 costs a fee of 90,000 lamports an asset.</value>
    public LeafVersion Version { get; set; }

    /// <summary>The Metaplex Core collection that all of the lane's assets are minted into: part of what their leaves say. Its account counts
    /// them, so that all lanes of a collection share what the network lets one account take in a block.</summary>
    /// <value>Null by default: none. Needs <see cref="LeafVersion.V2"/>. See <see cref="Collections.CoreCollections"/>.</value>
    public PublicKey? Collection { get; set; }

    /// <summary>Who decides over the collection; signs each mint.</summary>
    /// <value>Null by default: the tree's delegate.</value>
    public ISigner? CollectionAuthority { get; set; }

    internal override ISigner? Writer => TreeDelegate;

    internal override string WriterName => nameof(TreeDelegate);

    internal override ILaneKind Kind => new MintingKind(Version, Collection);

    internal override IEnumerable<ISigner> Signers => CollectionAuthority is null ? base.Signers : [.. base.Signers, CollectionAuthority];

    internal override IEnumerable<string> Violations
    {
        get
        {
            if (!Enum.IsDefined(Version))
                yield return $"Version must be V1 or V2, not {Version}.";
            if (Collection is not null && Version != LeafVersion.V2)
                yield return "Collection needs Version V2: trees of version 1 know none of Metaplex Core.";
            if (CollectionAuthority is not null && Collection is null)
                yield return "CollectionAuthority must be null where there is no Collection.";
        }
    }
}
