using System.Runtime.InteropServices;
using Piwa.Chain.Keys;

namespace Piwa.Chain.Transactions;

/// <summary>How the accounts of instructions stand in a message: their groups, their order, and the numbers by which instructions name
/// them.</summary>
/// <remarks>Serves one message after the other. Not safe for several threads.</remarks>
internal sealed class MessageLayout
{
    private const int GroupCount = 4;

    /// <summary>More would look like the mark of a versioned message, and need far more than a packet.</summary>
    private const int MaximumSigners = Message.VersionMarker - 1;

    private readonly KeyCollection _named = new();
    private PublicKey[] _keys = [];
    private int _keyCount;

    public MessageHeader Header { get; private set; }

    /// <summary>The accounts that stand in the message, in order.</summary>
    public ReadOnlySpan<PublicKey> Keys => _keys.AsSpan(0, _keyCount);

    /// <summary>For each instruction the number of its program, then of its accounts.</summary>
    public ReadOnlySpan<byte> Numbers => _named.Mentions;

    /// <summary>What comes from lookup tables; empty in a legacy message.</summary>
    public AddressTableLookup[] Lookups { get; private set; } = [];

    /// <summary>Arranges a legacy message.</summary>
    /// <exception cref="ArgumentException">There are more than 256 accounts, or an instruction has more than 65,535 bytes of
    /// data.</exception>
    public void ArrangeLegacy(PublicKey feePayer, IReadOnlyList<Instruction> instructions)
    {
        _named.Load(feePayer, instructions);
        CheckData(instructions);
        Span<byte> order = stackalloc byte[_named.Count];
        Span<int> groupStarts = stackalloc int[GroupCount + 1];
        Header = Group(_named, isLooked: [], order, groupStarts);
        for (int group = 0; group < GroupCount; group++)
        {
            // The fee payer keeps its place at the head of the first group.
            int start = group == 0 ? 1 : groupStarts[group];
            LegacyKeyOrder.Sort(order[start..groupStarts[group + 1]], _named.Keys);
        }

        Lookups = [];
        Number(order, looked: []);
    }

    /// <summary>Arranges a version 0 message; accounts that neither sign nor run move to the lookup tables that have them.</summary>
    /// <exception cref="ArgumentException">There are more than 256 accounts, or an instruction has more than 65,535 bytes of
    /// data.</exception>
    public void ArrangeV0(PublicKey feePayer, IReadOnlyList<Instruction> instructions, IReadOnlyList<AddressLookupTable> tables)
    {
        _named.Load(feePayer, instructions);
        CheckData(instructions);
        Span<bool> isLooked = stackalloc bool[_named.Count];
        List<AddressTableLookup> lookups = [];
        List<byte> looked = [];
        List<byte> lookedReadOnly = [];
        foreach (AddressLookupTable table in tables)
        {
            byte[] writable = Draw(_named, isLooked, table, KeyUse.Changes, looked);
            byte[] readOnly = Draw(_named, isLooked, table, KeyUse.None, lookedReadOnly);
            if (writable.Length + readOnly.Length != 0)
                lookups.Add(new AddressTableLookup(table.Key, writable, readOnly));
        }

        // The numbering goes on with all writable accounts of all tables and then with all that are only read.
        looked.AddRange(lookedReadOnly);
        Span<byte> order = stackalloc byte[_named.Count - looked.Count];
        Header = Group(_named, isLooked, order, stackalloc int[GroupCount + 1]);
        Lookups = [.. lookups];
        Number(order, CollectionsMarshal.AsSpan(looked));
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

    private static void CheckData(IReadOnlyList<Instruction> instructions)
    {
        for (int i = 0; i < instructions.Count; i++)
        {
            int length = instructions[i].Data.Length;
            if (length > ushort.MaxValue)
                throw new ArgumentException($"An instruction has at most {ushort.MaxValue} bytes of data, got {length}.");
        }
    }

    /// <summary>Gives the accounts their numbers, by which instructions name them from then on.</summary>
    /// <param name="order">The places of those that stand in the message.</param>
    /// <param name="looked">The places of those that come from lookup tables.</param>
    private void Number(ReadOnlySpan<byte> order, ReadOnlySpan<byte> looked)
    {
        if (_keys.Length < order.Length)
            _keys = new PublicKey[order.Length];
        _keyCount = order.Length;
        Span<byte> numbers = stackalloc byte[_named.Count];
        for (int number = 0; number < order.Length; number++)
        {
            _keys[number] = _named.Keys[order[number]];
            numbers[order[number]] = (byte)number;
        }

        for (int i = 0; i < looked.Length; i++)
            numbers[looked[i]] = (byte)(order.Length + i);
        foreach (ref byte mention in _named.Mentions)
            mention = numbers[mention];
    }
}
