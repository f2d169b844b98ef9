using Piwa.Chain.Keys;
using Piwa.Chain.Ledger.Assets;
using Piwa.Chain.Minting;
using Piwa.Chain.Trees;

namespace Piwa.Chain.Ledger.Serving.Das;

/// <summary>Proves that assets stand in their trees, from the trees' leaves.</summary>
/// <remarks>
/// A tree is hashed when a proof of it is first asked for, and again when it has changed. The last few stay, with 64 bytes a leaf. One
/// proof is made at a time, so that nothing is hashed twice; the ledger is held while leaves are copied, not while they are hashed. Safe to
/// use from several threads: the lock is taken before the ledger's.
/// </remarks>
internal sealed class AssetProver(EmbeddedLedger ledger)
{
    /// <summary>Trees that stay: as many as clients page through side by side, within bounds of memory.</summary>
    private const int KeptTrees = 4;

    private readonly Lock _gate = new();
    private readonly ProofCache _trees = new(KeptTrees);

    /// <summary>The proof of an asset against the root that its tree has now; null if there is no such asset, or if it is burnt.</summary>
    /// <exception cref="InvalidDataException">The tree's account has another root than its leaves.</exception>
    public (AssetPlace Place, MerkleProof Proof)? Prove(PublicKey id)
    {
        lock (_gate)
        {
            AssetPlace? place = ledger.LocateAsset(id, tree => _trees.Find(tree)?.Root);
            if (place is null)
                return null;
            MerkleTree nodes = place.Leaves.Length == 0 ? _trees.Find(place.Tree)! : MerkleTree.Build(place.Depth, place.Leaves);
            if (nodes.Root != place.Root)
                throw new InvalidDataException($"The leaves of tree {place.Tree} have the root {nodes.Root}, its account has {place.Root}.");
            _trees.Put(place.Tree, nodes);
            return (place, nodes.GetProof((int)place.LeafIndex));
        }
    }

    /// <summary>The proofs of assets, in any order. Those of one tree are made together, or many trees would push each other out.</summary>
    public IEnumerable<(PublicKey Id, (AssetPlace Place, MerkleProof Proof)? Found)> Prove(IReadOnlyList<PublicKey> ids)
    {
        PublicKey[] distinct = [.. ids.Distinct()];
        return distinct.Zip(ledger.ReadTreeNumbers(distinct))
            .OrderBy(pair => pair.Second)
            .Select(pair => (pair.First, Prove(pair.First)));
    }
}
