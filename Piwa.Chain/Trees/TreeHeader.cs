using System.Buffers.Binary;
using Piwa.Chain.Keys;

namespace Piwa.Chain.Trees;

/// <summary>The first 56 bytes of a tree account.</summary>
/// <remarks>
/// Layout: u8 account type, u8 version, u32 buffer size, u32 depth, the authority's 32 bytes, u64 slot of creation, 6 bytes of padding.
/// </remarks>
internal static class TreeHeader
{
    /// <summary>An account that holds a tree; 0 is an account that holds nothing yet.</summary>
    public const byte TreeAccountType = 1;

    /// <summary>The only version of the header.</summary>
    public const byte Version = 0;

    public const int AuthorityOffset = 10;
    public const int CreationSlotOffset = 42;

    private const int BufferSizeOffset = 2;
    private const int DepthOffset = 6;

    public static byte AccountType(ReadOnlySpan<byte> account) => account[0];

    public static uint BufferSize(ReadOnlySpan<byte> account) => BinaryPrimitives.ReadUInt32LittleEndian(account[BufferSizeOffset..]);

    public static uint Depth(ReadOnlySpan<byte> account) => BinaryPrimitives.ReadUInt32LittleEndian(account[DepthOffset..]);

    public static PublicKey Authority(ReadOnlySpan<byte> account) => new(account.Slice(AuthorityOffset, PublicKey.Size));

    public static ulong CreationSlot(ReadOnlySpan<byte> account) =>
        BinaryPrimitives.ReadUInt64LittleEndian(account[CreationSlotOffset..]);

    public static void Write(Span<byte> account, TreeSize size, PublicKey authority, ulong creationSlot)
    {
        account[0] = TreeAccountType;
        account[1] = Version;
        BinaryPrimitives.WriteUInt32LittleEndian(account[BufferSizeOffset..], (uint)size.BufferSize);
        BinaryPrimitives.WriteUInt32LittleEndian(account[DepthOffset..], (uint)size.Depth);
        authority.CopyTo(account[AuthorityOffset..]);
        BinaryPrimitives.WriteUInt64LittleEndian(account[CreationSlotOffset..], creationSlot);
    }
}
