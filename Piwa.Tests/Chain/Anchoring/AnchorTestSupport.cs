using Piwa.Chain.Anchoring;
using Piwa.Chain.Bubblegum;
using Piwa.Chain.Hashing;
using Piwa.Chain.Keys;
using Piwa.Chain.Ledger;
using Piwa.Chain.Trees;

namespace Piwa.Tests.Chain.Anchoring;

internal static class AnchorTestSupport
{
    /// <summary>Roots that are all different.</summary>
    public static Hash256[] Roots(int count) => [.. Enumerable.Range(0, count).Select(TestKeys.Leaf)];

    public static MetadataArgs Metadata(ulong index) => new() { Name = $"Piwa #{index}", Symbol = "PIWA", Uri = $"b3:{index}", IsMutable = false };

    public static AnchoredAsset Asset(ulong index) =>
        AnchoredAsset.Of(index, TestKeys.Leaf(1_000_000 + (int)index), TestKeys.Key((int)index % 7), Metadata(index));

    /// <summary>A shard of consecutive assets.</summary>
    public static AnchoredShard Shard(ulong firstIndex, int count) => new([.. Enumerable.Range(0, count).Select(i => Asset(firstIndex + (ulong)i))]);

    /// <summary>
    /// The proof that a list of roots was anchored exactly once and in order, from the ledger alone: the leaves of all trees of the lane,
    /// one after the other, are those of the list, and each tree's account has the root, the count and the changes of its leaves.
    /// </summary>
    public static async Task AssertExactlyOnceAsync(EmbeddedLedger ledger, AnchoringLane lane, int count, CancellationToken cancellationToken)
    {
        List<Hash256> found = [];
        foreach (PublicKey tree in lane.Trees)
        {
            Hash256[] leaves = new Hash256[count + 1];
            leaves = leaves[..ledger.ReadLeaves(tree, 0, leaves)];
            found.AddRange(leaves);
            ConcurrentMerkleTree account = ConcurrentMerkleTree.Open(ledger.GetAccountInfo(tree)!.Data.ToArray());
            Assert.Equal(MerkleTree.ComputeRoot(account.Size.Depth, leaves), account.Root);
            Assert.Equal(leaves.Length, account.LeafCount);
            Assert.Equal((ulong)leaves.Length, account.SequenceNumber);
        }

        Assert.Equal(Roots(count), found);
        Assert.Equal(count, lane.AnchoredCount);
        Assert.Equal(count, await lane.VerifyAsync(cancellationToken));
    }
}
