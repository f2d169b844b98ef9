using System.Buffers.Binary;
using Piwa.Chain.Keys;
using Piwa.Chain.Storage;

namespace Piwa.Chain.Minting;

/// <summary>The head of a journal: whose it is.</summary>
/// <remarks>Layout: "PIWAMINT", u32 format, 32 bytes tree, 32 bytes delegate, u32 CRC-32C of all before.</remarks>
internal static class JournalHeader
{
    private const uint Format = 1;
    private const int FormatOffset = 8;
    private const int TreeOffset = FormatOffset + sizeof(uint);
    private const int DelegateOffset = TreeOffset + PublicKey.Size;
    private const int ChecksumOffset = DelegateOffset + PublicKey.Size;

    /// <summary>What journals have in common.</summary>
    public static LogKind Kind { get; } = new(ChecksumOffset + sizeof(uint), problem => new JournalException(problem));

    private static ReadOnlySpan<byte> Magic => "PIWAMINT"u8;

    public static byte[] Encode(PublicKey tree, PublicKey treeDelegate)
    {
        byte[] bytes = new byte[Kind.HeadBytes];
        Magic.CopyTo(bytes);
        BinaryPrimitives.WriteUInt32LittleEndian(bytes.AsSpan(FormatOffset), Format);
        tree.CopyTo(bytes.AsSpan(TreeOffset));
        treeDelegate.CopyTo(bytes.AsSpan(DelegateOffset));
        BinaryPrimitives.WriteUInt32LittleEndian(bytes.AsSpan(ChecksumOffset), Crc32C.Compute(bytes.AsSpan(..ChecksumOffset)));
        return bytes;
    }

    /// <summary>What is wrong with a head; null if it is the one that a tree's journal has.</summary>
    public static string? Check(ReadOnlySpan<byte> head, PublicKey tree, PublicKey treeDelegate)
    {
        if (head.Length < Kind.HeadBytes || !head.StartsWith(Magic))
            return "it does not start like a journal";
        uint format = BinaryPrimitives.ReadUInt32LittleEndian(head[FormatOffset..]);
        if (format != Format)
            return $"it is of format {format}, and this version knows format {Format} only";
        return head.SequenceEqual(Encode(tree, treeDelegate)) ? null : "its head is damaged, or it is the journal of another tree or delegate";
    }
}
