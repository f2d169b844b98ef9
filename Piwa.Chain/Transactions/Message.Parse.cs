using Piwa.Chain.Hashing;
using Piwa.Chain.Keys;

namespace Piwa.Chain.Transactions;

/// <content>From the wire form.</content>
public sealed partial class Message
{
    /// <summary>The most accounts a message can number: an index is one byte.</summary>
    internal const int MaximumAccounts = 256;

    /// <summary>Set in the first byte of a versioned message; a legacy message has its count of signatures there.</summary>
    internal const byte VersionMarker = 0x80;

    /// <summary>Reads a message and checks its structure as the network does.</summary>
    /// <param name="bytes">The wire form, whole; kept, not copied.</param>
    /// <exception cref="WireFormatException">The bytes are not a legacy or version 0 message.</exception>
    public static Message Parse(ReadOnlyMemory<byte> bytes)
    {
        if (bytes.Length > Transaction.MaximumBytes)
            throw new WireFormatException($"A message takes at most {Transaction.MaximumBytes} bytes, got {bytes.Length}.");

        MessageReader reader = new(bytes);
        MessageVersion version = MessageVersion.Legacy;
        if ((reader.Peek() & VersionMarker) != 0)
        {
            byte number = (byte)(reader.ReadByte("the version") & ~VersionMarker);
            if (number != 0)
                throw new WireFormatException($"Message version {number} is not known; 0 is the latest.");
            version = MessageVersion.V0;
        }

        MessageHeader header = new(
            reader.ReadByte("the header"), reader.ReadByte("the header"), reader.ReadByte("the header"));
        PublicKey[] keys = new PublicKey[Bounded(reader.ReadLength("the accounts"), MaximumAccounts, "accounts")];
        for (int i = 0; i < keys.Length; i++)
            keys[i] = reader.ReadKey("the accounts");

        Hash256 blockhash = new(reader.ReadBytes(Hash256.Size, "the blockhash").Span);
        CompiledInstruction[] instructions = ReadInstructions(ref reader, bytes.Length);
        AddressTableLookup[] lookups = version == MessageVersion.V0 ? ReadLookups(ref reader, bytes.Length) : [];
        if (!reader.IsAtEnd)
            throw new WireFormatException($"The message ends at byte {reader.Position}, but {bytes.Length} bytes came.");

        CheckStructure(header, keys.Length, instructions, lookups);
        return new Message(version, header, keys, blockhash, instructions, lookups, bytes);
    }

    private static CompiledInstruction[] ReadInstructions(ref MessageReader reader, int byteCount)
    {
        // An instruction takes three bytes at least, so the count is bounded before anything is allocated.
        CompiledInstruction[] instructions =
            new CompiledInstruction[Bounded(reader.ReadLength("the instructions"), byteCount / 3, "instructions")];
        for (int i = 0; i < instructions.Length; i++)
        {
            byte program = reader.ReadByte("an instruction's program");
            ReadOnlyMemory<byte> accounts = reader.ReadBytes(reader.ReadLength("an instruction's accounts"), "an instruction's accounts");
            ReadOnlyMemory<byte> data = reader.ReadBytes(reader.ReadLength("an instruction's data"), "an instruction's data");
            instructions[i] = new CompiledInstruction(program, accounts, data);
        }

        return instructions;
    }

    private static AddressTableLookup[] ReadLookups(ref MessageReader reader, int byteCount)
    {
        AddressTableLookup[] lookups =
            new AddressTableLookup[Bounded(reader.ReadLength("the lookups"), byteCount / PublicKey.Size, "lookups")];
        for (int i = 0; i < lookups.Length; i++)
        {
            PublicKey table = reader.ReadKey("a lookup's table");
            ReadOnlyMemory<byte> writable = reader.ReadBytes(reader.ReadLength("a lookup's accounts"), "a lookup's accounts");
            ReadOnlyMemory<byte> readOnly = reader.ReadBytes(reader.ReadLength("a lookup's accounts"), "a lookup's accounts");
            lookups[i] = new AddressTableLookup(table, writable, readOnly);
        }

        return lookups;
    }

    private static void CheckStructure(
        MessageHeader header, int keyCount, CompiledInstruction[] instructions, AddressTableLookup[] lookups)
    {
        if (header.RequiredSignatureCount + header.ReadOnlyUnsignedCount > keyCount)
            throw new WireFormatException($"The header speaks of more accounts than the {keyCount} in the message.");
        if (header.ReadOnlySignedCount >= header.RequiredSignatureCount)
            throw new WireFormatException("No signer may be changed, so nobody can pay the fee.");

        int accountCount = keyCount;
        foreach (AddressTableLookup lookup in lookups)
        {
            int taken = lookup.WritableIndexes.Length + lookup.ReadOnlyIndexes.Length;
            if (taken == 0)
                throw new WireFormatException($"The lookup of table {lookup.TableKey} takes no account.");
            accountCount += taken;
        }

        Bounded(accountCount, MaximumAccounts, "accounts");
        foreach (CompiledInstruction instruction in instructions)
        {
            if (instruction.ProgramIndex == 0 || instruction.ProgramIndex >= keyCount)
                throw new WireFormatException($"Account {instruction.ProgramIndex} cannot be an instruction's program.");
            foreach (byte account in instruction.AccountIndexes.Span)
            {
                if (account >= accountCount)
                    throw new WireFormatException($"An instruction names account {account} of {accountCount}.");
            }
        }
    }

    private static int Bounded(int count, int maximum, string what) => count <= maximum
        ? count
        : throw new WireFormatException($"The message claims {count} {what}; there can be {maximum} at most.");
}
