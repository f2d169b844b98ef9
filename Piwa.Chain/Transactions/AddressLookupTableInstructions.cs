using System.Buffers.Binary;
using Piwa.Chain.Keys;

namespace Piwa.Chain.Transactions;

/// <summary>Instructions of the address lookup table program.</summary>
/// <remarks>
/// Source: solana_address_lookup_table_interface::instruction, in bincode: a 32-bit number, then the arguments. An address serves from
/// the slot after the one that added it.
/// </remarks>
public static class AddressLookupTableInstructions
{
    /// <summary>The most addresses that one transaction can add, where the authority pays: more do not fit 1,232 bytes.</summary>
    public const int MaximumAddressesPerExtension = 30;

    internal const uint CreateNumber = 0;
    internal const uint FreezeNumber = 1;
    internal const uint ExtendNumber = 2;
    internal const uint DeactivateNumber = 3;
    internal const uint CloseNumber = 4;

    private const int NumberBytes = sizeof(uint);

    /// <summary>Creates an empty table at <see cref="ProgramAddress.LookupTable"/>.</summary>
    /// <param name="authority">Who may change the table.</param>
    /// <param name="payer">Pays; signs.</param>
    /// <param name="recentSlot">A slot that the network still remembers: the latest finalized one.</param>
    /// <param name="authoritySigns">Whether the authority signs, which the program no longer asks for.</param>
    public static Instruction Create(PublicKey authority, PublicKey payer, ulong recentSlot, bool authoritySigns = false)
    {
        PublicKey table = ProgramAddress.LookupTable(authority, recentSlot, out byte bump);
        byte[] data = Data(CreateNumber, sizeof(ulong) + 1);
        BinaryPrimitives.WriteUInt64LittleEndian(data.AsSpan(NumberBytes), recentSlot);
        data[^1] = bump;
        return new Instruction(
            ProgramIds.AddressLookupTable,
            [
                AccountMeta.Writable(table),
                AccountMeta.ReadOnly(authority, authoritySigns),
                AccountMeta.Writable(payer, isSigner: true),
                AccountMeta.ReadOnly(ProgramIds.System),
            ],
            data);
    }

    /// <summary>Adds addresses to the end of a table.</summary>
    /// <param name="table">The table.</param>
    /// <param name="authority">The table's authority; signs.</param>
    /// <param name="payer">Pays for the growth; signs.</param>
    /// <param name="addresses">1 to <see cref="MaximumAddressesPerExtension"/> addresses.</param>
    /// <exception cref="ArgumentException">There are no addresses, or more than fit a transaction.</exception>
    public static Instruction Extend(PublicKey table, PublicKey authority, PublicKey payer, params ReadOnlySpan<PublicKey> addresses)
    {
        if (addresses.Length is 0 or > MaximumAddressesPerExtension)
        {
            throw new ArgumentException(
                $"A transaction adds 1 to {MaximumAddressesPerExtension} addresses, got {addresses.Length}.", nameof(addresses));
        }

        byte[] data = Data(ExtendNumber, sizeof(ulong) + (addresses.Length * PublicKey.Size));
        BinaryPrimitives.WriteUInt64LittleEndian(data.AsSpan(NumberBytes), (ulong)addresses.Length);
        for (int i = 0; i < addresses.Length; i++)
            addresses[i].CopyTo(data.AsSpan(NumberBytes + sizeof(ulong) + (i * PublicKey.Size)));
        return new Instruction(
            ProgramIds.AddressLookupTable,
            [
                AccountMeta.Writable(table),
                AccountMeta.ReadOnly(authority, isSigner: true),
                AccountMeta.Writable(payer, isSigner: true),
                AccountMeta.ReadOnly(ProgramIds.System),
            ],
            data);
    }

    /// <summary>Makes a table immutable for good; its rent stays in it.</summary>
    /// <param name="table">The table, with one address at least.</param>
    /// <param name="authority">The table's authority; signs.</param>
    public static Instruction Freeze(PublicKey table, PublicKey authority) => Change(FreezeNumber, table, authority);

    /// <summary>Ends a table's use; it can be closed when the network has forgotten the slot, after some 512 slots.</summary>
    /// <param name="table">The table.</param>
    /// <param name="authority">The table's authority; signs.</param>
    public static Instruction Deactivate(PublicKey table, PublicKey authority) => Change(DeactivateNumber, table, authority);

    /// <summary>Closes a deactivated table and takes back its rent.</summary>
    /// <param name="table">The table.</param>
    /// <param name="authority">The table's authority; signs.</param>
    /// <param name="recipient">Receives the lamports.</param>
    public static Instruction Close(PublicKey table, PublicKey authority, PublicKey recipient) => new(
        ProgramIds.AddressLookupTable,
        [AccountMeta.Writable(table), AccountMeta.ReadOnly(authority, isSigner: true), AccountMeta.Writable(recipient)],
        Data(CloseNumber, 0));

    private static Instruction Change(uint number, PublicKey table, PublicKey authority) => new(
        ProgramIds.AddressLookupTable,
        [AccountMeta.Writable(table), AccountMeta.ReadOnly(authority, isSigner: true)],
        Data(number, 0));

    private static byte[] Data(uint number, int argumentBytes)
    {
        byte[] data = new byte[NumberBytes + argumentBytes];
        BinaryPrimitives.WriteUInt32LittleEndian(data, number);
        return data;
    }
}
