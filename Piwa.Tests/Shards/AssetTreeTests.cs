using Piwa.Pipeline.Encoding;
using Piwa.Pipeline.Shards;

namespace Piwa.Tests.Shards;

public sealed class AssetTreeTests
{
    [Fact]
    public void NoAssetsHaveTheRootOfZeros() => Assert.Equal(default, AssetTree.Root(ReadOnlySpan<ContentHash>.Empty));

    // The definition of docs/formats.md, top down: the left half is the largest power of two below the count.
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(7)]
    [InlineData(8)]
    [InlineData(256)]
    [InlineData(1000)]
    public void RootIsThatOfTheDefinition(int count)
    {
        ContentHash[] assets = [.. Enumerable.Range(0, count).Select(i => Blake3.Hash(BitConverter.GetBytes(i)))];
        Assert.Equal(TopDown(assets), AssetTree.Root(assets));
    }

    [Fact]
    public void RootDependsOnEveryAssetAndItsPlace()
    {
        ContentHash[] assets = [.. Enumerable.Range(0, 13).Select(i => Blake3.Hash(BitConverter.GetBytes(i)))];
        HashSet<ContentHash> roots = [AssetTree.Root(assets)];
        for (int i = 0; i < assets.Length; i++)
        {
            ContentHash[] other = [.. assets];
            other[i] = default;
            Assert.True(roots.Add(AssetTree.Root(other)));
            Assert.True(roots.Add(AssetTree.Root(assets.AsSpan(0, i))));
            if (i > 0)
            {
                ContentHash[] swapped = [.. assets];
                (swapped[i], swapped[i - 1]) = (assets[i - 1], assets[i]);
                Assert.True(roots.Add(AssetTree.Root(swapped)));
            }
        }
    }

    private static ContentHash TopDown(ReadOnlySpan<ContentHash> assets)
    {
        if (assets.Length == 1)
            return Blake3.Hash(Blake3Domain.DeriveKey("Piwa 2026-11 shard leaf"), assets[0].Bytes);
        int left = 1;
        while (left * 2 < assets.Length)
            left *= 2;
        return Blake3.Hash(
            Blake3Domain.DeriveKey("Piwa 2026-11 shard node"),
            [.. TopDown(assets[..left]).Bytes, .. TopDown(assets[left..]).Bytes]);
    }
}
