using System.Buffers.Binary;
using System.Text;
using Piwa.Chain.Keys;

namespace Piwa.Chain.Transactions;

/// <summary>Instructions of the system program.</summary>
/// <remarks>Source: solana_system_interface::instruction::SystemInstruction, in bincode: a 32-bit number, then the arguments.</remarks>
public static partial class SystemInstructions
{
    internal const uint CreateAccountNumber = 0;
    internal const uint AssignNumber = 1;
    internal const uint TransferNumber = 2;
    internal const uint CreateAccountWithSeedNumber = 3;
    internal const uint AllocateNumber = 8;

    /// <summary>Creates an account whose own key signs.</summary>
    /// <param name="payer">Pays the lamports; signs.</param>
    /// <param name="newAccount">The account; signs.</param>
    /// <param name="lamports">What it starts with: its rent at least.</param>
    /// <param name="space">Its data, in bytes; all zero.</param>
    /// <param name="owner">The program that owns it from then on.</param>
    public static Instruction CreateAccount(PublicKey payer, PublicKey newAccount, ulong lamports, ulong space, PublicKey owner)
    {
        byte[] data = new byte[sizeof(uint) + (2 * sizeof(ulong)) + PublicKey.Size];
        BinaryPrimitives.WriteUInt32LittleEndian(data, CreateAccountNumber);
        WriteAllocation(data.AsSpan(sizeof(uint)), lamports, space, owner);
        return new Instruction(
            ProgramIds.System,
            [AccountMeta.Writable(payer, isSigner: true), AccountMeta.Writable(newAccount, isSigner: true)],
            data);
    }

    /// <summary>Creates an account at <see cref="ProgramAddress.WithSeed"/>; the base signs in its place.</summary>
    /// <param name="payer">Pays the lamports; signs.</param>
    /// <param name="baseKey">The key that the address derives from; signs.</param>
    /// <param name="seed">At most 32 bytes of UTF-8.</param>
    /// <param name="lamports">What the account starts with: its rent at least.</param>
    /// <param name="space">Its data, in bytes; all zero.</param>
    /// <param name="owner">The program that owns it from then on.</param>
    /// <exception cref="ArgumentException"><paramref name="seed"/> or <paramref name="owner"/> cannot derive an address.</exception>
    public static Instruction CreateAccountWithSeed(
        PublicKey payer, PublicKey baseKey, string seed, ulong lamports, ulong space, PublicKey owner)
    {
        PublicKey newAccount = ProgramAddress.WithSeed(baseKey, seed, owner);
        int seedBytes = Encoding.UTF8.GetByteCount(seed);
        byte[] data = new byte[sizeof(uint) + PublicKey.Size + sizeof(ulong) + seedBytes + (2 * sizeof(ulong)) + PublicKey.Size];
        Span<byte> rest = data;
        BinaryPrimitives.WriteUInt32LittleEndian(rest, CreateAccountWithSeedNumber);
        rest = rest[sizeof(uint)..];
        baseKey.CopyTo(rest);
        rest = rest[PublicKey.Size..];
        BinaryPrimitives.WriteUInt64LittleEndian(rest, (ulong)seedBytes);
        rest = rest[sizeof(ulong)..];
        Encoding.UTF8.GetBytes(seed, rest);
        WriteAllocation(rest[seedBytes..], lamports, space, owner);
        return new Instruction(
            ProgramIds.System,
            [AccountMeta.Writable(payer, isSigner: true), AccountMeta.Writable(newAccount), AccountMeta.ReadOnly(baseKey, isSigner: true)],
            data);
    }

    /// <summary>Moves lamports.</summary>
    /// <param name="from">Pays; signs.</param>
    /// <param name="to">Receives.</param>
    /// <param name="lamports">How many.</param>
    public static Instruction Transfer(PublicKey from, PublicKey to, ulong lamports)
    {
        byte[] data = new byte[sizeof(uint) + sizeof(ulong)];
        BinaryPrimitives.WriteUInt32LittleEndian(data, TransferNumber);
        BinaryPrimitives.WriteUInt64LittleEndian(data.AsSpan(sizeof(uint)), lamports);
        return new Instruction(ProgramIds.System, [AccountMeta.Writable(from, isSigner: true), AccountMeta.Writable(to)], data);
    }

    /// <summary>Gives a wallet's account data, all zero.</summary>
    /// <param name="account">The account; signs.</param>
    /// <param name="space">Its data, in bytes.</param>
    public static Instruction Allocate(PublicKey account, ulong space)
    {
        byte[] data = new byte[sizeof(uint) + sizeof(ulong)];
        BinaryPrimitives.WriteUInt32LittleEndian(data, AllocateNumber);
        BinaryPrimitives.WriteUInt64LittleEndian(data.AsSpan(sizeof(uint)), space);
        return new Instruction(ProgramIds.System, [AccountMeta.Writable(account, isSigner: true)], data);
    }

    /// <summary>Hands a wallet's account to a program.</summary>
    /// <param name="account">The account; signs.</param>
    /// <param name="owner">The program that owns it from then on.</param>
    public static Instruction Assign(PublicKey account, PublicKey owner) =>
        new(ProgramIds.System, [AccountMeta.Writable(account, isSigner: true)], WithKey(AssignNumber, owner));

    private static void WriteAllocation(Span<byte> destination, ulong lamports, ulong space, PublicKey owner)
    {
        BinaryPrimitives.WriteUInt64LittleEndian(destination, lamports);
        BinaryPrimitives.WriteUInt64LittleEndian(destination[sizeof(ulong)..], space);
        owner.CopyTo(destination[(2 * sizeof(ulong))..]);
    }
}
