using Piwa.Chain.Bubblegum;
using Piwa.Chain.Hashing;
using Piwa.Chain.Keys;
using Piwa.Chain.Ledger;
using Piwa.Chain.Minting;
using Piwa.Chain.Trees;

namespace Piwa.Tests.Chain.Minting;

internal static class LaneTestSupport
{
    /// <summary>So that five or six mints fill a transaction.</summary>
    private const int UriBytes = 60;

    /// <summary>A list of assets that are all different; every third has a delegate.</summary>
    public static MintRequest[] Requests(int count) =>
    [
        .. Enumerable.Range(0, count).Select(i => new MintRequest(
            new MetadataArgs { Name = $"Piwa #{i}", Symbol = "PIWA", Uri = $"ar://{i}".PadRight(UriBytes, '/') },
            TestKeys.Key(i % 7),
            i % 3 == 0 ? TestKeys.Key(i % 5) : null)),
    ];

    /// <summary>The leaf that a request becomes.</summary>
    public static LeafSchema LeafOf(MintRequest request, PublicKey tree, int leafIndex, LeafVersion version, PublicKey? collection)
    {
        PublicKey leafDelegate = request.Delegate ?? request.Owner;
        return version == LeafVersion.V1
            ? LeafSchema.ForMint(tree, (ulong)leafIndex, request.Owner, leafDelegate, request.Metadata)
            : LeafSchema.ForMint(tree, (ulong)leafIndex, request.Owner, leafDelegate, request.Metadata.ToV2(collection));
    }

    /// <summary>
    /// The proof that a list was minted exactly once and in order, from the ledger alone: the leaves of all trees of the lane, one after
    /// the other, are those of the list, and each tree's account has the root and the count of its leaves.
    /// </summary>
    public static async Task AssertExactlyOnceAsync(
        EmbeddedLedger ledger, MintingLane lane, int count, CancellationToken cancellationToken, PublicKey? collection = null)
    {
        MintRequest[] requests = Requests(count);
        int next = 0;
        foreach (PublicKey tree in lane.Trees)
        {
            Hash256[] leaves = new Hash256[count + 1];
            leaves = leaves[..ledger.ReadLeaves(tree, 0, leaves)];
            for (int i = 0; i < leaves.Length; i++, next++)
            {
                Assert.Equal(LeafOf(requests[next], tree, i, lane.Version, collection).Hash(), leaves[i]);
            }

            ConcurrentMerkleTree account = ConcurrentMerkleTree.Open(ledger.GetAccountInfo(tree)!.Data.ToArray());
            Assert.Equal(MerkleTree.ComputeRoot(account.Size.Depth, leaves), account.Root);
            Assert.Equal((ulong)leaves.Length, account.SequenceNumber);
            TreeConfig config = TreeConfig.Parse(ledger.GetAccountInfo(ProgramAddress.TreeAuthority(tree))!.Data.Span);
            Assert.Equal((ulong)leaves.Length, config.MintedCount);
        }

        Assert.Equal(count, next);
        Assert.Equal(count, lane.MintedCount);
        Assert.Equal(count, await lane.VerifyAsync(cancellationToken));
    }
}
