using Piwa.Chain.Bubblegum;
using Piwa.Chain.Hashing;
using Piwa.Chain.Keys;

namespace Piwa.Chain.Ledger.Assets;

/// <summary>An asset as it is at one moment.</summary>
/// <param name="Leaf">The leaf; the last one, if the asset is burnt.</param>
/// <param name="LeafHash">The leaf's hash, which stands in the tree unless the asset is burnt.</param>
/// <param name="Metadata">The metadata.</param>
/// <param name="Tree">The tree's account.</param>
/// <param name="Authority">The tree's configuration.</param>
/// <param name="SequenceNumber">Number of changes of the tree up to the asset's last one.</param>
/// <param name="IsBurnt">Whether the leaf has been removed.</param>
internal sealed record AssetView(
    LeafSchema Leaf,
    Hash256 LeafHash,
    AssetMetadata Metadata,
    PublicKey Tree,
    PublicKey Authority,
    ulong SequenceNumber,
    bool IsBurnt);
