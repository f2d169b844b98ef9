using Piwa.Chain.Borsh;
using Piwa.Chain.Bubblegum;
using Piwa.Chain.Hashing;
using Piwa.Chain.Keys;
using Piwa.Chain.Trees;

namespace Piwa.Chain.Anchoring;

/// <summary>Promotions as the register holds them.</summary>
/// <remarks>
/// Layout: the anchored asset (168 bytes, see <see cref="AnchoredAsset"/>); proof in the shard; u64 number of the shard's root, 32 bytes
/// anchor tree; proof in that tree; 32 bytes root; u32 length and bytes of the metadata. A proof is 32 bytes leaf, u32 index, u32 count and
/// siblings of 32 bytes.
/// </remarks>
internal static class PromotionRecord
{
    private const int ProofBytes = Hash256.Size + (2 * sizeof(uint));
    private const int FixedBytes = AnchoredAsset.EncodedBytes
        + (2 * ProofBytes) + sizeof(ulong) + PublicKey.Size + Hash256.Size + sizeof(uint);

    public static int EncodedBytes(PromotionRequest request) => FixedBytes
        + ((request.Proof.InShard.Siblings.Count + request.Proof.InTree.Siblings.Count) * Hash256.Size)
        + request.Metadata.Encode().Length;

    public static void Write(ref BorshWriter writer, PromotionRequest request)
    {
        request.Proof.Asset.Write(ref writer);
        WriteProof(ref writer, request.Proof.InShard);
        writer.WriteUInt64((ulong)request.Proof.Anchor.Index);
        writer.WriteKey(request.Proof.Anchor.Tree);
        WriteProof(ref writer, request.Proof.InTree);
        writer.WriteHash(request.Proof.Root);
        byte[] metadata = request.Metadata.Encode();
        writer.WriteUInt32((uint)metadata.Length);
        writer.WriteBytes(metadata);
    }

    /// <exception cref="WireFormatException">The bytes are no promotion.</exception>
    public static PromotionRequest Read(ref BorshReader reader)
    {
        AnchoredAsset asset = AnchoredAsset.Read(ref reader);
        MerkleProof inShard = ReadProof(ref reader);
        ulong shard = reader.ReadUInt64("shard");
        PublicKey tree = reader.ReadKey("anchor tree");
        MerkleProof inTree = ReadProof(ref reader);
        Hash256 root = reader.ReadHash("root");
        ReadOnlySpan<byte> metadata = reader.Take(reader.ReadCount(1, "metadata"), "metadata");
        MetadataArgs parsed = MetadataArgs.Parse(metadata, out int length);
        if (length != metadata.Length)
            throw reader.Invalid("metadata", "have bytes behind them");
        ShardAnchor anchor = new((long)shard, tree, inTree.Index, inTree.Leaf);
        return new PromotionRequest(new AnchorProof(asset, inShard, anchor, inTree, root), parsed);
    }

    private static void WriteProof(ref BorshWriter writer, MerkleProof proof)
    {
        writer.WriteHash(proof.Leaf);
        writer.WriteUInt32(proof.Index);
        writer.WriteUInt32((uint)proof.Siblings.Count);
        foreach (Hash256 sibling in proof.Siblings)
            writer.WriteHash(sibling);
    }

    private static MerkleProof ReadProof(ref BorshReader reader)
    {
        Hash256 leaf = reader.ReadHash("leaf");
        uint index = reader.ReadUInt32("leaf index");
        int count = reader.ReadCount(Hash256.Size, "siblings");
        if (count > TreeSize.DeepestTree || index >> count != 0)
            throw reader.Invalid("proof", $"has leaf {index} and {count} siblings");
        Hash256[] siblings = new Hash256[count];
        for (int i = 0; i < count; i++)
            siblings[i] = reader.ReadHash("sibling");
        return new MerkleProof(leaf, index, siblings);
    }
}
