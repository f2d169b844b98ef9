using System.Buffers.Binary;
using Piwa.Chain.Anchoring;
using Piwa.Chain.Bubblegum;
using Piwa.Chain.Hashing;
using Piwa.Chain.Keys;
using Piwa.Chain.Trees;

namespace Piwa.Tests.Chain.Anchoring;

public sealed class AnchoredAssetTests
{
    private static readonly PublicKey Owner = TestKeys.Key(4);

    [Fact]
    public void LeafIsTheHashOfItsFieldsInTheirDocumentedOrder()
    {
        MetadataArgs metadata = AnchorTestSupport.Metadata(7);
        byte[] index = new byte[8];
        BinaryPrimitives.WriteUInt64LittleEndian(index, 7);
        byte[] bytes =
        [
            .. "PIWAANC1"u8, .. index, .. TestKeys.Leaf(1).ToArray(), .. Owner.ToArray(), .. TestKeys.Key(5).ToArray(),
            .. metadata.DataHash().ToArray(), .. metadata.CreatorHash().ToArray(),
        ];
        Assert.Equal(176, bytes.Length);
        AnchoredAsset asset = AnchoredAsset.Of(7, TestKeys.Leaf(1), Owner, metadata) with { Delegate = TestKeys.Key(5) };
        Assert.Equal(Keccak256.Hash(bytes), asset.Hash());
    }

    [Fact]
    public void AMintedLeafOfTheSameOwnerAndMetadataIsTheAssetWhereverItStands()
    {
        MetadataArgs metadata = AnchorTestSupport.Metadata(7);
        AnchoredAsset asset = AnchoredAsset.Of(7, TestKeys.Leaf(1), Owner, metadata);
        foreach (ulong nonce in (ulong[])[0, 5])
            Assert.True(asset.IsMintedAs(LeafSchema.ForMint(TestKeys.Key(9), nonce, Owner, Owner, metadata)));
        Assert.False(asset.IsMintedAs(LeafSchema.ForMint(TestKeys.Key(9), 0, TestKeys.Key(1), Owner, metadata)));
        Assert.False(asset.IsMintedAs(LeafSchema.ForMint(TestKeys.Key(9), 0, Owner, TestKeys.Key(1), metadata)));
        Assert.False(asset.IsMintedAs(LeafSchema.ForMint(TestKeys.Key(9), 0, Owner, Owner, AnchorTestSupport.Metadata(8))));
    }

    [Theory]
    [InlineData(1, 0)]
    [InlineData(2, 1)]
    [InlineData(3, 2)]
    [InlineData(4, 2)]
    [InlineData(5, 3)]
    public void ShardIsAsDeepAsItMustBe(int rows, int depth)
    {
        AnchoredShard shard = AnchorTestSupport.Shard(10, rows);
        Assert.Equal(MerkleTree.ComputeRoot(depth, [.. shard.Assets.Select(asset => asset.Hash())]), shard.Root);
        for (int row = 0; row < rows; row++)
        {
            Assert.Equal(depth, shard.GetProof(row).Siblings.Count);
            Assert.True(shard.GetProof(row).Verify(shard.Root));
        }
    }

    [Fact]
    public void EmptyShardHasNoRoot() => Assert.Throws<ArgumentException>(() => new AnchoredShard([]));
}
