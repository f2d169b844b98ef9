using Piwa.Chain.Hashing;
using Piwa.Chain.Keys;

namespace Piwa.Chain.Transactions;

/// <content>From instructions to the wire form.</content>
public sealed partial class Message
{
    private const int GroupCount = 4;

    /// <summary>More would look like the mark of a versioned message, and need far more than a packet.</summary>
    private const int MaximumSigners = VersionMarker - 1;

    /// <summary>Compiles a legacy message.</summary>
    /// <param name="feePayer">Signs and pays; becomes the first account.</param>
    /// <param name="instructions">The instructions, in order.</param>
    /// <param name="recentBlockhash">The blockhash that limits how long the transaction may land.</param>
    /// <exception cref="ArgumentException">There are more than 256 accounts, or an instruction has more than 65,535 bytes of
    /// data.</exception>
    public static Message CompileLegacy(PublicKey feePayer, IReadOnlyList<Instruction> instructions, Hash256 recentBlockhash)
    {
        ArgumentNullException.ThrowIfNull(instructions);
        KeyCollection keys = new(feePayer, instructions);
        PublicKey[] accountKeys = Group(keys.Entries, out MessageHeader header, out int[] groupStarts);
        for (int group = 0; group < GroupCount; group++)
        {
            // The fee payer keeps its place at the head of the first group.
            int start = group == 0 ? 1 : groupStarts[group];
            LegacyKeyOrder.Sort(accountKeys.AsSpan(start..groupStarts[group + 1]));
        }

        return Assemble(MessageVersion.Legacy, header, accountKeys, instructions, recentBlockhash, [], []);
    }

    /// <summary>Compiles a version 0 message; accounts that neither sign nor run move to the lookup tables that have them.</summary>
    /// <param name="feePayer">Signs and pays; becomes the first account.</param>
    /// <param name="instructions">The instructions, in order.</param>
    /// <param name="recentBlockhash">The blockhash that limits how long the transaction may land.</param>
    /// <param name="tables">Lookup tables, first come first served; those that turn out useless are left out.</param>
    /// <exception cref="ArgumentException">There are more than 256 accounts, or an instruction has more than 65,535 bytes of
    /// data.</exception>
    public static Message CompileV0(
        PublicKey feePayer,
        IReadOnlyList<Instruction> instructions,
        Hash256 recentBlockhash,
        IReadOnlyList<AddressLookupTable> tables)
    {
        ArgumentNullException.ThrowIfNull(instructions);
        ArgumentNullException.ThrowIfNull(tables);
        List<KeyCollection.Entry> remaining = [.. new KeyCollection(feePayer, instructions).Entries];
        List<AddressTableLookup> lookups = [];
        List<PublicKey> looked = [];
        List<PublicKey> lookedReadOnly = [];
        foreach (AddressLookupTable table in tables)
        {
            byte[] writable = Draw(remaining, table, isWritable: true, looked);
            byte[] readOnly = Draw(remaining, table, isWritable: false, lookedReadOnly);
            if (writable.Length + readOnly.Length != 0)
                lookups.Add(new AddressTableLookup(table.Key, writable, readOnly));
        }

        // The numbering goes on with all writable accounts of all tables and then with all that are only read.
        looked.AddRange(lookedReadOnly);
        PublicKey[] accountKeys = Group(remaining, out MessageHeader header, out _);
        return Assemble(MessageVersion.V0, header, accountKeys, instructions, recentBlockhash, [.. lookups], looked);
    }

    /// <summary>Moves what a table has out of the remaining accounts.</summary>
    private static byte[] Draw(List<KeyCollection.Entry> remaining, AddressLookupTable table, bool isWritable, List<PublicKey> looked)
    {
        List<byte> indexes = [];
        remaining.RemoveAll(entry =>
        {
            if (entry.IsSigner || entry.IsProgram || entry.IsWritable != isWritable)
                return false;
            if (!table.TryFind(entry.Key, out byte index))
                return false;
            indexes.Add(index);
            looked.Add(entry.Key);
            return true;
        });
        return [.. indexes];
    }

    /// <summary>Puts accounts into their four groups and keeps the order within each.</summary>
    private static PublicKey[] Group(IReadOnlyList<KeyCollection.Entry> entries, out MessageHeader header, out int[] groupStarts)
    {
        groupStarts = new int[GroupCount + 1];
        foreach (KeyCollection.Entry entry in entries)
            groupStarts[entry.Group + 1]++;
        if (groupStarts[1] + groupStarts[2] > MaximumSigners)
        {
            throw new ArgumentException(
                $"At most {MaximumSigners} accounts can sign; the instructions ask for {groupStarts[1] + groupStarts[2]}.");
        }

        header = new MessageHeader(
            (byte)(groupStarts[1] + groupStarts[2]), (byte)groupStarts[2], (byte)groupStarts[GroupCount]);
        for (int group = 0; group < GroupCount; group++)
            groupStarts[group + 1] += groupStarts[group];

        PublicKey[] keys = new PublicKey[entries.Count];
        Span<int> next = [groupStarts[0], groupStarts[1], groupStarts[2], groupStarts[3]];
        foreach (KeyCollection.Entry entry in entries)
            keys[next[entry.Group]++] = entry.Key;
        return keys;
    }

    private static Message Assemble(
        MessageVersion version,
        MessageHeader header,
        PublicKey[] accountKeys,
        IReadOnlyList<Instruction> instructions,
        Hash256 recentBlockhash,
        AddressTableLookup[] lookups,
        List<PublicKey> looked)
    {
        int accountCount = accountKeys.Length + looked.Count;
        if (accountCount > MaximumAccounts)
            throw new ArgumentException($"A message numbers at most {MaximumAccounts} accounts; the instructions name {accountCount}.");

        Dictionary<PublicKey, byte> numbers = new(accountCount);
        foreach (PublicKey key in accountKeys)
            numbers.Add(key, (byte)numbers.Count);
        foreach (PublicKey key in looked)
            numbers.Add(key, (byte)numbers.Count);

        CompiledInstruction[] compiled = new CompiledInstruction[instructions.Count];
        for (int i = 0; i < compiled.Length; i++)
            compiled[i] = Number(instructions[i], numbers);

        byte[] bytes = MessageWriter.Write(version, header, accountKeys, recentBlockhash, compiled, lookups);
        return new Message(version, header, accountKeys, recentBlockhash, compiled, lookups, bytes);
    }

    private static CompiledInstruction Number(Instruction instruction, Dictionary<PublicKey, byte> numbers)
    {
        if (instruction.Data.Length > ushort.MaxValue)
            throw new ArgumentException($"An instruction has at most {ushort.MaxValue} bytes of data, got {instruction.Data.Length}.");

        byte[] accounts = new byte[instruction.Accounts.Count];
        for (int i = 0; i < accounts.Length; i++)
            accounts[i] = numbers[instruction.Accounts[i].Key];
        return new CompiledInstruction(numbers[instruction.ProgramId], accounts, instruction.Data);
    }
}
