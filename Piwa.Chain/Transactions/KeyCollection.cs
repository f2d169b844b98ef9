using Piwa.Chain.Keys;

namespace Piwa.Chain.Transactions;

/// <summary>Every account that a set of instructions names, once, with all it is needed for, in the order of first mention.</summary>
internal sealed class KeyCollection
{
    private readonly KeyTable _keys = new();
    private readonly KeyUse[] _uses;
    private readonly byte[] _mentions;

    /// <exception cref="ArgumentException">There are more accounts than a message can number.</exception>
    public KeyCollection(PublicKey feePayer, IReadOnlyList<Instruction> instructions)
    {
        int mentions = 0;
        for (int i = 0; i < instructions.Count; i++)
            mentions += 1 + instructions[i].AccountSpan.Length;
        _mentions = new byte[mentions];
        _uses = new KeyUse[Math.Min(1 + mentions, Message.MaximumAccounts)];

        Add(in feePayer, KeyUse.Signs | KeyUse.Changes);
        mentions = 0;
        for (int i = 0; i < instructions.Count; i++)
        {
            PublicKey program = instructions[i].ProgramId;
            _mentions[mentions++] = Add(in program, KeyUse.Runs);
            foreach (ref readonly AccountMeta account in instructions[i].AccountSpan)
            {
                PublicKey key = account.Key;
                _mentions[mentions++] = Add(in key, KeyUses.Of(in account));
            }
        }
    }

    public int Count => _keys.Count;

    public ReadOnlySpan<PublicKey> Keys => _keys.Keys;

    public ReadOnlySpan<KeyUse> Uses => _uses.AsSpan(0, Count);

    /// <summary>For each instruction the place here of its program, then of its accounts.</summary>
    public Memory<byte> Mentions => _mentions;

    private byte Add(in PublicKey key, KeyUse use)
    {
        int place = _keys.Add(in key);
        if (place == Message.MaximumAccounts)
            throw new ArgumentException($"A message numbers at most {Message.MaximumAccounts} accounts; the instructions name more.");
        _uses[place] |= use;
        return (byte)place;
    }
}
