using System.Text.Json.Nodes;
using Piwa.Chain;
using Piwa.Chain.Hashing;
using Piwa.Chain.Trees;

namespace Piwa.Tests.Chain.Trees;

public sealed class TreeSizeTests
{
    [Fact]
    public void AllSizesAreThoseOfTheVectors()
    {
        List<JsonNode> vectors = [.. SolanaVectors.Nodes("treeSizes")];
        Assert.Equal(34, vectors.Count);
        Assert.Equal(
            vectors.Select(vector => (vector.Number("depth"), vector.Number("buffer"), vector.Number("minCanopyBubblegum"))).Order(),
            TreeSize.All.Select(size => (size.Depth, size.BufferSize, size.CanopyDepth)));
        foreach (JsonNode vector in vectors)
        {
            TreeSize bare = new(vector.Number("depth"), vector.Number("buffer"));
            TreeSize covered = new(bare.Depth, bare.BufferSize, vector.Number("minCanopyBubblegum"));
            Assert.Equal(vector.Number("size0"), bare.AccountBytes);
            Assert.Equal(vector.Number("sizeMinCanopy"), covered.AccountBytes);
        }
    }

    [Fact]
    public void EmptyNodesAreThoseOfTheVectors() =>
        Assert.Equal(
            SolanaVectors.Array("emptyNodes").Select(node => node!.GetValue<string>()),
            EmptyNodes.Levels.ToArray().Select(node => node.ToString()));

    [Fact]
    public void OnlyTheKnownPairsAreValid()
    {
        int valid = 0;
        for (int depth = -1; depth <= 33; depth++)
        {
            for (int buffer = -1; buffer <= 4096; buffer++)
                valid += TreeSize.IsValid(depth, buffer) ? 1 : 0;
        }

        Assert.Equal(34, valid);
        Assert.Throws<ArgumentException>(() => new TreeSize(4, 8));
        Assert.Throws<ArgumentException>(() => new TreeSize(14, 128));
    }

    [Theory]
    [InlineData(-1, false)]
    [InlineData(0, true)]
    [InlineData(14, true)]
    [InlineData(15, false)]
    public void CanopyIsNoDeeperThanTheTree(int canopy, bool isAccepted)
    {
        if (isAccepted)
            Assert.Equal(canopy, new TreeSize(14, 64, canopy).CanopyDepth);
        else
            Assert.Throws<ArgumentException>(() => new TreeSize(14, 64, canopy));
    }

    [Theory]
    [InlineData(16, 0)]
    [InlineData(17, 0)]
    [InlineData(18, 1)]
    [InlineData(30, 13)]
    public void CanopyLeavesProofsOf17Nodes(int depth, int canopy) => Assert.Equal(canopy, TreeSize.MinimumCanopyDepth(depth));

    [Fact]
    public void LargestTreeFitsAnAccount() => Assert.Equal(10_437_624, new TreeSize(30, 2048, 17).AccountBytes);

    // Published costs: 72.65 SOL for the largest tree, 0.222 SOL for one of 16,384 leaves.
    [Fact]
    public void RentIsThatOfThePublishedTables()
    {
        Assert.Equal(72.65, new TreeSize(30, 2048, 17).RentLamports / 1e9, 2);
        Assert.Equal(0.222, new TreeSize(14, 64).RentLamports / 1e9, 3);
        Assert.Equal(1_559_040UL, Rent.MinimumBalance(96));
        Assert.Equal(890_880UL, Rent.MinimumBalance(0));
    }

    [Theory]
    [InlineData(0, 3)]
    [InlineData(8, 3)]
    [InlineData(9, 5)]
    [InlineData(16_383, 14)]
    [InlineData(16_384, 14)]
    [InlineData(16_385, 15)]
    [InlineData(1 << 20, 20)]
    [InlineData((1 << 20) + 1, 20)]
    [InlineData(1_000_000_000, 20)]
    public void SmallestTreeThatHoldsTheLeavesIsChosen(long leaves, int depth)
    {
        TreeSize size = TreeSize.ForLeaves(leaves);
        Assert.Equal(depth, size.Depth);
        Assert.Equal(TreeSize.MinimumCanopyDepth(depth), size.CanopyDepth);
    }

    [Theory]
    [InlineData((1L << 30) - 1, 30, 30)]
    [InlineData(1L << 30, 30, 30)]
    [InlineData((1L << 30) + 1, 30, 30)]
    [InlineData(1 << 25, 25, 24)]
    [InlineData(1 << 25, 26, 26)]
    public void DeepestTreeIsUsedWhereNoneHoldsTheLeaves(long leaves, int maximumDepth, int depth)
    {
        TreeSize size = TreeSize.ForLeaves(leaves, maximumDepth);
        Assert.Equal(depth, size.Depth);
        Assert.Equal(TreeSize.All.First(each => each.Depth == depth).BufferSize, size.BufferSize);
    }

    [Fact]
    public void EmptyLeafIsZero() => Assert.Equal(Hash256.Zero, EmptyNodes.Levels[0]);
}
