using Piwa.Chain.Borsh;
using Piwa.Chain.Hashing;
using Piwa.Chain.Keys;
using Piwa.Chain.Transactions;

namespace Piwa.Chain.Bubblegum;

/// <content>What the instructions that change a leaf have in common.</content>
public static partial class BubblegumInstructions
{
    /// <summary>Discriminator, root, the hashes of metadata and creators, nonce, index.</summary>
    private const int LeafDataBytes = Discriminators.Size + (3 * Hash256.Size) + sizeof(ulong) + sizeof(uint);

    /// <summary>The options of version 2: two hashes and the flags.</summary>
    private const int LeafOptionBytes = (2 * (1 + Hash256.Size)) + 2;

    /// <summary>Which of the leaf's hashes an instruction takes; the program computes the others from what else it is given.</summary>
    [Flags]
    private enum LeafHashes
    {
        None = 0,
        Metadata = 1,
        Collection = 2,
    }

    private static byte[] LeafData(ReadOnlySpan<byte> discriminator, ProvenLeaf asset, params ReadOnlySpan<byte> rest)
    {
        byte[] data = new byte[LeafDataBytes + rest.Length];
        BorshWriter writer = new(data);
        writer.WriteBytes(discriminator);
        writer.WriteHash(asset.Root);
        writer.WriteHash(asset.Leaf.DataHash);
        writer.WriteHash(asset.Leaf.CreatorHash);
        WritePlace(ref writer, asset);
        writer.WriteBytes(rest);
        return data;
    }

    /// <summary>What is as minting made it is left out, and the program takes it for granted.</summary>
    private static byte[] LeafDataV2(
        ReadOnlySpan<byte> discriminator, ProvenLeaf asset, LeafHashes hashes, params ReadOnlySpan<byte> rest)
    {
        LeafSchema leaf = asset.Leaf;
        byte[] data = new byte[LeafDataBytes + LeafOptionBytes + rest.Length];
        BorshWriter writer = new(data);
        writer.WriteBytes(discriminator);
        writer.WriteHash(asset.Root);
        if (hashes.HasFlag(LeafHashes.Metadata))
        {
            writer.WriteHash(leaf.DataHash);
            writer.WriteHash(leaf.CreatorHash);
        }

        if (hashes.HasFlag(LeafHashes.Collection))
            WriteUnless(ref writer, leaf.CollectionHash, LeafHashing.NoCollectionHash);
        WriteUnless(ref writer, leaf.AssetDataHash, LeafHashing.NoAssetDataHash);
        writer.WriteFlag(leaf.Flags != 0);
        if (leaf.Flags != 0)
            writer.WriteByte(leaf.Flags);
        WritePlace(ref writer, asset);
        writer.WriteBytes(rest);
        return data[..writer.Position];
    }

    /// <summary>In version 1 the program computes the hashes from the metadata that follows.</summary>
    private static byte[] UpdateData(ProvenLeaf asset, ReadOnlySpan<byte> rest)
    {
        byte[] data = new byte[LeafDataBytes - (2 * Hash256.Size) + rest.Length];
        BorshWriter writer = new(data);
        writer.WriteBytes(Discriminators.UpdateMetadata);
        writer.WriteHash(asset.Root);
        WritePlace(ref writer, asset);
        writer.WriteBytes(rest);
        return data;
    }

    private static void WriteUnless(ref BorshWriter writer, Hash256 hash, Hash256 usual)
    {
        writer.WriteFlag(hash != usual);
        if (hash != usual)
            writer.WriteHash(hash);
    }

    private static void WritePlace(ref BorshWriter writer, ProvenLeaf asset)
    {
        writer.WriteUInt64(asset.Leaf.Nonce);
        writer.WriteUInt32(asset.Proof.Index);
    }

    /// <summary>The accounts that end each instruction of version 1, then the proof.</summary>
    private static IEnumerable<AccountMeta> Tail(ProvenLeaf asset) =>
        [
            AccountMeta.ReadOnly(ProgramIds.SplNoop),
            AccountMeta.ReadOnly(ProgramIds.SplAccountCompression),
            AccountMeta.ReadOnly(ProgramIds.System),
            .. asset.ProofAccounts,
        ];

    /// <summary>The accounts that end each instruction of version 2, then the proof.</summary>
    private static IEnumerable<AccountMeta> TailV2(ProvenLeaf asset, bool callsCore = false) =>
        [.. ProgramsV2(callsCore), .. asset.ProofAccounts];

    private static AccountMeta[] ProgramsV2(bool callsCore) => callsCore
        ?
        [
            AccountMeta.ReadOnly(ProgramIds.MplNoop),
            AccountMeta.ReadOnly(ProgramIds.MplAccountCompression),
            AccountMeta.ReadOnly(ProgramIds.MplCore),
            AccountMeta.ReadOnly(ProgramIds.System),
        ]
        :
        [
            AccountMeta.ReadOnly(ProgramIds.MplNoop),
            AccountMeta.ReadOnly(ProgramIds.MplAccountCompression),
            AccountMeta.ReadOnly(ProgramIds.System),
        ];

    /// <summary>An account that may be absent: the program's own id stands in its place.</summary>
    private static AccountMeta Optional(PublicKey? key, bool isSigner = false, bool isWritable = false) =>
        key is { } present ? new AccountMeta(present, isSigner, isWritable) : AccountMeta.ReadOnly(ProgramIds.Bubblegum);

    private static Instruction Call(IEnumerable<AccountMeta> accounts, byte[] data) => new(ProgramIds.Bubblegum, [.. accounts], data);
}
