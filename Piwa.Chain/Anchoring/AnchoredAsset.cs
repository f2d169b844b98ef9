using Piwa.Chain.Borsh;
using Piwa.Chain.Bubblegum;
using Piwa.Chain.Hashing;
using Piwa.Chain.Keys;

namespace Piwa.Chain.Anchoring;

/// <summary>What an anchored leaf says about an asset: all that a minted leaf would say but its place, and what the asset is.</summary>
/// <remarks>
/// <para>
/// A minted leaf (<see cref="LeafSchema"/>) says owner, delegate, data hash and creator hash, and id and nonce, which are a place in a
/// minted tree. An anchored one has no such place yet. It says the first four in the same words, so that minting the asset later with
/// the same owner and metadata makes a leaf that provably is this asset; and it says index and content hash, so that the asset is bound to
/// its content whatever its metadata say.
/// </para>
/// <para>
/// Hashed are 176 bytes: "PIWAANC1", u64 index, content hash, owner, delegate, data hash, creator hash. Neither a minted leaf (169 or 234
/// bytes, the first 1 or 2) nor a node of a tree (64 bytes) can pass for one.
/// </para>
/// <para>Immutable and safe to share between threads.</para>
/// </remarks>
/// <param name="Index">The asset's index in its data set.</param>
/// <param name="ContentHash">The hash of its content, by whatever function the data set uses.</param>
/// <param name="Owner">Who owns it.</param>
/// <param name="Delegate">Who may act for the owner; the owner themself if nobody else.</param>
/// <param name="DataHash">The hash of its metadata, as Bubblegum takes it.</param>
/// <param name="CreatorHash">The hash of its creators, as Bubblegum takes it.</param>
public sealed record AnchoredAsset(
    ulong Index, Hash256 ContentHash, PublicKey Owner, PublicKey Delegate, Hash256 DataHash, Hash256 CreatorHash)
{
    internal const int EncodedBytes = sizeof(ulong) + (2 * PublicKey.Size) + (3 * Hash256.Size);

    private static ReadOnlySpan<byte> Tag => "PIWAANC1"u8;

    /// <summary>An asset with its metadata.</summary>
    /// <param name="index">The asset's index in its data set.</param>
    /// <param name="contentHash">The hash of its content.</param>
    /// <param name="owner">Who owns it; also the delegate.</param>
    /// <param name="metadata">The metadata that it would be minted with.</param>
    public static AnchoredAsset Of(ulong index, Hash256 contentHash, PublicKey owner, MetadataArgs metadata)
    {
        ArgumentNullException.ThrowIfNull(metadata);
        return new AnchoredAsset(index, contentHash, owner, owner, metadata.DataHash(), metadata.CreatorHash());
    }

    /// <summary>The leaf that stands in the shard's tree.</summary>
    public Hash256 Hash()
    {
        Span<byte> preimage = stackalloc byte[Tag.Length + EncodedBytes];
        BorshWriter writer = new(preimage);
        writer.WriteBytes(Tag);
        Write(ref writer);
        return Keccak256.Hash(preimage);
    }

    /// <summary>Whether a minted leaf is this asset: same owner, delegate, metadata and creators.</summary>
    /// <param name="leaf">The leaf as minting made it.</param>
    public bool IsMintedAs(LeafSchema leaf)
    {
        return leaf.Version == LeafVersion.V1
            && leaf.Owner == Owner
            && leaf.Delegate == Delegate
            && leaf.DataHash == DataHash
            && leaf.CreatorHash == CreatorHash;
    }

    internal void Write(ref BorshWriter writer)
    {
        writer.WriteUInt64(Index);
        writer.WriteHash(ContentHash);
        writer.WriteKey(Owner);
        writer.WriteKey(Delegate);
        writer.WriteHash(DataHash);
        writer.WriteHash(CreatorHash);
    }

    internal static AnchoredAsset Read(ref BorshReader reader) => new(
        reader.ReadUInt64("index"),
        reader.ReadHash("content hash"),
        reader.ReadKey("owner"),
        reader.ReadKey("delegate"),
        reader.ReadHash("data hash"),
        reader.ReadHash("creator hash"));
}
