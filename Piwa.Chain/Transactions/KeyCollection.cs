using Piwa.Chain.Keys;

namespace Piwa.Chain.Transactions;

/// <summary>Every account that a set of instructions names, once, with all it is needed for, in the order of first mention.</summary>
/// <remarks>Serves one set after the other.</remarks>
internal sealed class KeyCollection
{
    private readonly KeyTable _keys = new();
    private KeyUse[] _uses = [];
    private byte[] _mentions = [];
    private int _mentionCount;

    public int Count => _keys.Count;

    public ReadOnlySpan<PublicKey> Keys => _keys.Keys;

    public ReadOnlySpan<KeyUse> Uses => _uses.AsSpan(0, Count);

    /// <summary>For each instruction the place here of its program, then of its accounts.</summary>
    public Span<byte> Mentions => _mentions.AsSpan(0, _mentionCount);

    /// <summary>Takes the accounts of a payer and of instructions, in the place of those before.</summary>
    /// <exception cref="ArgumentException">There are more accounts than a message can number.</exception>
    public void Load(PublicKey feePayer, IReadOnlyList<Instruction> instructions)
    {
        int mentions = 0;
        for (int i = 0; i < instructions.Count; i++)
            mentions += 1 + instructions[i].AccountSpan.Length;
        if (_mentions.Length < mentions)
            _mentions = new byte[mentions];
        int mostKeys = Math.Min(1 + mentions, Message.MaximumAccounts);
        if (_uses.Length < mostKeys)
            _uses = new KeyUse[mostKeys];
        _uses.AsSpan().Clear();
        _keys.Clear();
        _mentionCount = 0;

        Add(in feePayer, KeyUse.Signs | KeyUse.Changes);
        for (int i = 0; i < instructions.Count; i++)
        {
            PublicKey program = instructions[i].ProgramId;
            _mentions[_mentionCount++] = Add(in program, KeyUse.Runs);
            foreach (ref readonly AccountMeta account in instructions[i].AccountSpan)
            {
                PublicKey key = account.Key;
                _mentions[_mentionCount++] = Add(in key, KeyUses.Of(in account));
            }
        }
    }

    private byte Add(in PublicKey key, KeyUse use)
    {
        int place = _keys.Add(in key);
        if (place == Message.MaximumAccounts)
            throw new ArgumentException($"A message numbers at most {Message.MaximumAccounts} accounts; the instructions name more.");
        _uses[place] |= use;
        return (byte)place;
    }
}
