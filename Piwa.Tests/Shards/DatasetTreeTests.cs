using Piwa.Pipeline.Encoding;
using Piwa.Pipeline.Shards;

namespace Piwa.Tests.Shards;

public sealed class DatasetTreeTests
{
    [Theory]
    [InlineData(0, 8)]
    [InlineData(1, 8)]
    [InlineData(2, 8)]
    [InlineData(3, 1000)]
    [InlineData(64, 1)]
    [InlineData(257, 12)]
    public void ItsRootIsWhatTheDefinitionSays(int count, int assets)
    {
        ShardRecord[] shards = Shards(count, assets, gaps: false);
        DatasetTree tree = Fill(shards);
        Assert.Equal(Reference(shards, 63), tree.Root);
        Assert.Equal(count, tree.Count);
        if (count == 0)
            Assert.True(tree.Root.IsZero);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void AnyOrderAnySplitAndAnyNumberOfDuplicatesHaveOneRoot(int seed)
    {
        var random = new Random(seed);
        ShardRecord[] shards = Shards(random.Next(2, 400), random.Next(1, 2000), gaps: true);
        ContentHash root = Fill(shards).Root;
        Assert.Equal(Reference(shards, 63), root);
        for (int round = 0; round < 20; round++)
        {
            // Some machines have some of them each, all together all; what several have comes again, by another wallet at another time.
            ShardRecord[] came = [.. shards, .. random.GetItems(shards, random.Next(shards.Length))];
            random.Shuffle(came);
            var tree = new DatasetTree();
            int added = 0;
            for (int i = 0; i < came.Length; i++)
            {
                added += tree.Add(came[i] with { Wallet = $"wallet {i}", Device = $"device {i}", Time = i, Signature = "x" }) ? 1 : 0;
                if (i % 37 == 0)
                    _ = tree.Root; // asked for on the way, it is the same in the end
            }

            Assert.Equal(shards.Length, added);
            Assert.Equal(root, tree.Root);
        }
    }

    [Fact]
    public void EverythingThatAShardIsChangesTheRoot()
    {
        ShardRecord[] shards = Shards(50, 8, gaps: true);
        ContentHash root = Fill(shards).Root;
        Func<ShardRecord, ShardRecord>[] changes =
        [
            shard => shard with { Bytes = shard.Bytes + 1 },
            shard => shard with { FileHash = Blake3.Hash("other"u8) },
            shard => shard with { Root = Blake3.Hash("other"u8) },
            shard => shard with { Campaign = Blake3.Hash("other"u8) },
            shard => shard with { Generator = shard.Generator + 1 },
            shard => shard with { Assets = shard.Assets - 1 },
            shard => shard with { Rows = shard.Rows - 1 },
            shard => shard with { Dead = [shard.FirstAsset] },
            shard => shard with { FirstAsset = shard.FirstAsset + 1 },
        ];
        foreach (Func<ShardRecord, ShardRecord> change in changes)
        {
            for (int at = 0; at < shards.Length; at += 7)
            {
                ShardRecord[] changed = [.. shards];
                changed[at] = change(changed[at]);
                Assert.NotEqual(root, Fill(changed).Root);
            }
        }

        Assert.NotEqual(root, Fill(shards[1..]).Root);
        Assert.NotEqual(root, Fill(shards[..^1]).Root);
    }

    [Fact]
    public void TwoShardsOfOneAssetAreRefused()
    {
        ShardRecord[] shards = Shards(9, 8, gaps: false);
        DatasetTree tree = Fill(shards);
        Assert.False(tree.Add(shards[3]));
        var fault = Assert.Throws<ArgumentException>(() => tree.Add(shards[3] with { Bytes = 99 }));
        Assert.Contains("asset 24", fault.Message, StringComparison.Ordinal);
        Assert.Equal(Fill(shards).Root, tree.Root);
    }

    [Fact]
    public void AProofLeadsFromItsShardToTheRootAndFromNoOther()
    {
        foreach (int count in (int[])[1, 2, 3, 100])
        {
            ShardRecord[] shards = Shards(count, 10, gaps: true);
            DatasetTree tree = Fill(shards);
            foreach (ShardRecord shard in shards)
            {
                DatasetProof proof = tree.Prove(shard.FirstAsset);
                Assert.Equal(tree.Root, proof.RootOf(shard));
                Assert.NotEqual(tree.Root, proof.RootOf(shard with { Bytes = 99 }));
                Assert.InRange(proof.Steps.Count, count == 1 ? 0 : 1, 12);
                if (count > 1)
                    Assert.NotEqual(tree.Root, proof.RootOf(shards.First(other => other.FirstAsset != shard.FirstAsset)));
            }
        }

        Assert.Throws<ArgumentException>(() => Fill(Shards(3, 10, gaps: false)).Prove(5));
    }

    [Fact]
    public void TheFarthestAssetsHaveTheirPlaces()
    {
        ShardRecord shard = Shards(1, 1, gaps: false)[0];
        ulong[] firsts = [0, 1, 1UL << 31, 1UL << 32, long.MaxValue, 1UL << 63, ulong.MaxValue];
        ShardRecord[] shards = [.. firsts.Select(first => shard with { FirstAsset = first })];
        DatasetTree tree = Fill([.. shards.Reverse()]);
        Assert.Equal(Reference(shards, 63), tree.Root);
        Assert.All(shards, each => Assert.Equal(tree.Root, tree.Prove(each.FirstAsset).RootOf(each)));
    }

    /// <summary>The root by its definition: split by one bit after the other.</summary>
    private static ContentHash Reference(IReadOnlyList<ShardRecord> shards, int bit)
    {
        if (shards.Count == 0)
            return default;
        if (shards.Count == 1)
            return DatasetTree.LeafOf(shards[0]);
        ShardRecord[] left = [.. shards.Where(shard => (shard.FirstAsset >> bit & 1) == 0)], right = [.. shards.Where(shard => (shard.FirstAsset >> bit & 1) != 0)];
        return left.Length == 0 || right.Length == 0
            ? Reference(shards, bit - 1)
            : Blake3.Hash(
                Blake3Domain.DeriveKey("Piwa 2026-11 data set node"), [.. Reference(left, bit - 1).Bytes, .. Reference(right, bit - 1).Bytes]);
    }

    private static DatasetTree Fill(IEnumerable<ShardRecord> shards)
    {
        var tree = new DatasetTree();
        foreach (ShardRecord shard in shards)
            tree.Add(shard);
        return tree;
    }

    private static ShardRecord[] Shards(int count, int assets, bool gaps) =>
    [
        .. Enumerable.Range(0, count).Select(i => (ulong)((gaps ? (i * 3) + (i % 2) : i) * assets)).Select(first => new ShardRecord
        {
            File = Dataset.ShardFile(first), Bytes = 1, FileHash = Blake3.Hash(BitConverter.GetBytes(first)), FirstAsset = first, Assets = assets, Rows = assets,
            Dead = [], Root = Blake3.Hash([3]), Campaign = Blake3.Hash([4]), Generator = 3, Device = "host", Wallet = "none",
        }),
    ];
}
