using System.Buffers.Binary;
using Piwa.Chain.Keys;

namespace Piwa.Chain.Ledger.Execution;

/// <summary>The head of a lookup table's account; the addresses follow it.</summary>
/// <remarks>Source: solana_address_lookup_table_interface::state, in bincode.</remarks>
internal readonly record struct LookupTableState(ulong DeactivationSlot, ulong LastExtendedSlot, byte LastExtendedStart, PublicKey? Authority)
{
    public const int HeadBytes = 56;

    /// <summary>The deactivation slot of a table in use.</summary>
    public const ulong InUse = ulong.MaxValue;

    /// <summary>Slots that the network remembers (solana_slot_hashes::MAX_ENTRIES).</summary>
    public const ulong RememberedSlots = 512;

    private const uint TableNumber = 1;
    private const int DeactivationOffset = sizeof(uint);
    private const int ExtendedOffset = DeactivationOffset + sizeof(ulong);
    private const int StartOffset = ExtendedOffset + sizeof(ulong);
    private const int AuthorityOffset = StartOffset + 1;

    /// <summary>Whether a slot lies so little before another that its hash is still known.</summary>
    public static bool IsRemembered(ulong past, ulong slot) => past < slot && slot - past <= RememberedSlots;

    public static bool TryRead(ReadOnlySpan<byte> data, out LookupTableState state)
    {
        state = default;
        if (data.Length < HeadBytes
            || (data.Length - HeadBytes) % PublicKey.Size != 0
            || BinaryPrimitives.ReadUInt32LittleEndian(data) != TableNumber
            || data[AuthorityOffset] > 1)
        {
            return false;
        }

        state = new LookupTableState(
            BinaryPrimitives.ReadUInt64LittleEndian(data[DeactivationOffset..]),
            BinaryPrimitives.ReadUInt64LittleEndian(data[ExtendedOffset..]),
            data[StartOffset],
            data[AuthorityOffset] == 1 ? new PublicKey(data.Slice(AuthorityOffset + 1, PublicKey.Size)) : null);
        return true;
    }

    /// <summary>The head, zero where there is no authority.</summary>
    public void Write(Span<byte> data)
    {
        data[..HeadBytes].Clear();
        BinaryPrimitives.WriteUInt32LittleEndian(data, TableNumber);
        BinaryPrimitives.WriteUInt64LittleEndian(data[DeactivationOffset..], DeactivationSlot);
        BinaryPrimitives.WriteUInt64LittleEndian(data[ExtendedOffset..], LastExtendedSlot);
        data[StartOffset] = LastExtendedStart;
        if (Authority is not { } authority)
            return;
        data[AuthorityOffset] = 1;
        authority.CopyTo(data[(AuthorityOffset + 1)..]);
    }

    /// <summary>Whether messages may still use the table: it stays until the slot of its deactivation is forgotten.</summary>
    public bool IsActive(ulong slot) =>
        DeactivationSlot == InUse || DeactivationSlot >= slot || IsRemembered(DeactivationSlot, slot);

    /// <summary>Addresses that messages may use: those that the current slot adds serve from the next one on.</summary>
    public int ActiveAddresses(int addresses, ulong slot) => slot > LastExtendedSlot ? addresses : LastExtendedStart;

    public static int CountAddresses(ReadOnlySpan<byte> data) => (data.Length - HeadBytes) / PublicKey.Size;

    public static PublicKey AddressAt(ReadOnlySpan<byte> data, int index) =>
        new(data.Slice(HeadBytes + (index * PublicKey.Size), PublicKey.Size));
}
