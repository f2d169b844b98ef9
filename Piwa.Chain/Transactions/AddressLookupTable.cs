using System.Buffers.Binary;
using System.Runtime.InteropServices;
using Piwa.Chain.Keys;

namespace Piwa.Chain.Transactions;

/// <summary>A lookup table: a message names its accounts by one byte in place of 32.</summary>
public sealed class AddressLookupTable
{
    /// <summary>The most addresses in a table: an index is one byte.</summary>
    public const int MaximumAddresses = 256;

    /// <summary>Bytes of the account before the addresses.</summary>
    private const int MetadataBytes = 56;

    /// <summary>The number of the state that holds addresses; 0 is an account that holds nothing yet.</summary>
    private const uint LookupTableState = 1;

    private readonly Dictionary<PublicKey, byte> _indexes;

    /// <summary>Length of a table's account in bytes.</summary>
    /// <param name="addressCount">Its addresses.</param>
    public static int AccountBytes(int addressCount) => MetadataBytes + (addressCount * PublicKey.Size);

    /// <summary>Creates a table as it stands on chain.</summary>
    /// <param name="key">The table's account.</param>
    /// <param name="addresses">Its addresses, in order.</param>
    /// <exception cref="ArgumentException">There are more than 256 addresses.</exception>
    public AddressLookupTable(PublicKey key, IReadOnlyList<PublicKey> addresses)
    {
        ArgumentNullException.ThrowIfNull(addresses);
        if (addresses.Count > MaximumAddresses)
        {
            throw new ArgumentException(
                $"A lookup table holds at most {MaximumAddresses} addresses, got {addresses.Count}.", nameof(addresses));
        }

        Key = key;
        Addresses = [.. addresses];
        _indexes = new Dictionary<PublicKey, byte>(addresses.Count);
        for (int i = 0; i < addresses.Count; i++)
            _indexes.TryAdd(addresses[i], (byte)i);
    }

    /// <summary>The table's account.</summary>
    public PublicKey Key { get; }

    /// <summary>Its addresses, in order.</summary>
    public IReadOnlyList<PublicKey> Addresses { get; }

    /// <summary>Reads a table's account.</summary>
    /// <param name="key">The table's account.</param>
    /// <param name="data">The account's data, whole.</param>
    /// <exception cref="WireFormatException">The data is not a lookup table.</exception>
    /// <remarks>
    /// Source: solana_address_lookup_table_interface::state: u32 state, u64 slot of deactivation, u64 slot of the last extension, u8
    /// first address of it, an option of the authority, padding to 56 bytes, then the addresses.
    /// </remarks>
    public static AddressLookupTable Parse(PublicKey key, ReadOnlySpan<byte> data)
    {
        if (data.Length < MetadataBytes || (data.Length - MetadataBytes) % PublicKey.Size != 0)
        {
            throw new WireFormatException(
                $"A lookup table has {MetadataBytes} bytes and {PublicKey.Size} per address; {key} has {data.Length}.");
        }

        uint state = BinaryPrimitives.ReadUInt32LittleEndian(data);
        if (state != LookupTableState)
            throw new WireFormatException($"Account {key} is in state {state}; a lookup table is in {LookupTableState}.");
        int count = (data.Length - MetadataBytes) / PublicKey.Size;
        if (count > MaximumAddresses)
            throw new WireFormatException($"A lookup table holds at most {MaximumAddresses} addresses; {key} has {count}.");
        return new AddressLookupTable(key, [.. MemoryMarshal.Cast<byte, PublicKey>(data[MetadataBytes..])]);
    }

    /// <summary>The first place of an address.</summary>
    internal bool TryFind(PublicKey address, out byte index) => _indexes.TryGetValue(address, out index);
}
