using System.Runtime.InteropServices;
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
        Span<byte> order = stackalloc byte[keys.Count];
        Span<int> groupStarts = stackalloc int[GroupCount + 1];
        MessageHeader header = Group(keys, isLooked: [], order, groupStarts);
        for (int group = 0; group < GroupCount; group++)
        {
            // The fee payer keeps its place at the head of the first group.
            int start = group == 0 ? 1 : groupStarts[group];
            LegacyKeyOrder.Sort(order[start..groupStarts[group + 1]], keys.Keys);
        }

        return Assemble(MessageVersion.Legacy, header, keys, order, looked: [], instructions, recentBlockhash, []);
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
        KeyCollection keys = new(feePayer, instructions);
        Span<bool> isLooked = stackalloc bool[keys.Count];
        List<AddressTableLookup> lookups = [];
        List<byte> looked = [];
        List<byte> lookedReadOnly = [];
        foreach (AddressLookupTable table in tables)
        {
            byte[] writable = Draw(keys, isLooked, table, KeyUse.Changes, looked);
            byte[] readOnly = Draw(keys, isLooked, table, KeyUse.None, lookedReadOnly);
            if (writable.Length + readOnly.Length != 0)
                lookups.Add(new AddressTableLookup(table.Key, writable, readOnly));
        }

        // The numbering goes on with all writable accounts of all tables and then with all that are only read.
        looked.AddRange(lookedReadOnly);
        Span<byte> order = stackalloc byte[keys.Count - looked.Count];
        MessageHeader header = Group(keys, isLooked, order, stackalloc int[GroupCount + 1]);
        return Assemble(
            MessageVersion.V0, header, keys, order, CollectionsMarshal.AsSpan(looked), instructions, recentBlockhash, [.. lookups]);
    }

    /// <summary>Moves what a table has out of the message.</summary>
    private static byte[] Draw(KeyCollection keys, Span<bool> isLooked, AddressLookupTable table, KeyUse use, List<byte> looked)
    {
        List<byte> indexes = [];
        for (int place = 0; place < keys.Count; place++)
        {
            if (isLooked[place] || keys.Uses[place] != use || !table.TryFind(keys.Keys[place], out byte index))
                continue;
            isLooked[place] = true;
            indexes.Add(index);
            looked.Add((byte)place);
        }

        return [.. indexes];
    }

    /// <summary>Puts accounts into their four groups and keeps the order within each.</summary>
    /// <param name="keys">The accounts.</param>
    /// <param name="isLooked">Those that come from lookup tables; empty if none does.</param>
    /// <param name="order">Receives the others.</param>
    /// <param name="groupStarts">Receives where each group begins, and the end.</param>
    private static MessageHeader Group(KeyCollection keys, ReadOnlySpan<bool> isLooked, Span<byte> order, Span<int> groupStarts)
    {
        groupStarts.Clear();
        ReadOnlySpan<KeyUse> uses = keys.Uses;
        for (int place = 0; place < uses.Length; place++)
        {
            if (isLooked.IsEmpty || !isLooked[place])
                groupStarts[uses[place].Group() + 1]++;
        }

        int signers = groupStarts[1] + groupStarts[2];
        if (signers > MaximumSigners)
            throw new ArgumentException($"At most {MaximumSigners} accounts can sign; the instructions ask for {signers}.");

        MessageHeader header = new((byte)signers, (byte)groupStarts[2], (byte)groupStarts[GroupCount]);
        for (int group = 0; group < GroupCount; group++)
            groupStarts[group + 1] += groupStarts[group];

        Span<int> next = stackalloc int[GroupCount];
        groupStarts[..GroupCount].CopyTo(next);
        for (int place = 0; place < uses.Length; place++)
        {
            if (isLooked.IsEmpty || !isLooked[place])
                order[next[uses[place].Group()]++] = (byte)place;
        }

        return header;
    }

    private static Message Assemble(
        MessageVersion version,
        MessageHeader header,
        KeyCollection keys,
        ReadOnlySpan<byte> order,
        ReadOnlySpan<byte> looked,
        IReadOnlyList<Instruction> instructions,
        Hash256 recentBlockhash,
        AddressTableLookup[] lookups)
    {
        PublicKey[] accountKeys = new PublicKey[order.Length];
        Span<byte> numbers = stackalloc byte[keys.Count];
        for (int number = 0; number < order.Length; number++)
        {
            accountKeys[number] = keys.Keys[order[number]];
            numbers[order[number]] = (byte)number;
        }

        for (int i = 0; i < looked.Length; i++)
            numbers[looked[i]] = (byte)(order.Length + i);

        Memory<byte> mentions = keys.Mentions;
        foreach (ref byte mention in mentions.Span)
            mention = numbers[mention];
        CompiledInstruction[] compiled = new CompiledInstruction[instructions.Count];
        for (int i = 0; i < compiled.Length; i++)
        {
            ReadOnlyMemory<byte> data = instructions[i].Data;
            if (data.Length > ushort.MaxValue)
                throw new ArgumentException($"An instruction has at most {ushort.MaxValue} bytes of data, got {data.Length}.");
            int end = 1 + instructions[i].AccountSpan.Length;
            compiled[i] = new CompiledInstruction(mentions.Span[0], mentions[1..end], data);
            mentions = mentions[end..];
        }

        byte[] bytes = MessageWriter.Write(version, header, accountKeys, recentBlockhash, compiled, lookups);
        return new Message(version, header, accountKeys, recentBlockhash, compiled, lookups, bytes);
    }
}
