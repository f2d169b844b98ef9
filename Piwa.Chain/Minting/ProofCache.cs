using Piwa.Chain.Keys;
using Piwa.Chain.Trees;

namespace Piwa.Chain.Minting;

/// <summary>The trees that proofs were made from lately, oldest first.</summary>
internal sealed class ProofCache(int capacity)
{
    private readonly List<(PublicKey Address, MerkleTree Tree)> _entries = [];

    public MerkleTree? Find(PublicKey address)
    {
        int index = _entries.FindIndex(entry => entry.Address == address);
        if (index < 0)
            return null;

        // The one in use becomes the youngest.
        (PublicKey Address, MerkleTree Tree) found = _entries[index];
        _entries.RemoveAt(index);
        _entries.Add(found);
        return found.Tree;
    }

    public void Put(PublicKey address, MerkleTree tree)
    {
        _entries.RemoveAll(entry => entry.Address == address);
        if (_entries.Count == capacity)
            _entries.RemoveAt(0);
        _entries.Add((address, tree));
    }
}
