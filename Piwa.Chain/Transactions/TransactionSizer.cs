using Piwa.Chain.Hashing;
using Piwa.Chain.Keys;

namespace Piwa.Chain.Transactions;

/// <summary>The size of a signed transaction as instructions are added to it, without building it.</summary>
/// <remarks>
/// Exactly the bytes that <see cref="Message.CompileLegacy"/> or <see cref="Message.CompileV0"/> and the signatures take. Not safe to
/// use from several threads.
/// </remarks>
public sealed class TransactionSizer
{
    private const int HeaderBytes = 3;
    private const int VersionBytes = 1;

    private readonly IReadOnlyList<AddressLookupTable>? _tables;
    private readonly KeyTable _keys = new();
    private readonly List<Use> _uses = [];
    private readonly Stack<(int Number, Use Before)> _undo = [];
    private readonly int[] _lookedWritable;
    private readonly int[] _lookedReadOnly;
    private int _signerCount;
    private int _staticCount;
    private int _instructionCount;
    private int _instructionBytes;

    // As it was before what was added last.
    private int _countBefore;
    private int _instructionCountBefore;
    private int _instructionBytesBefore;

    /// <summary>Starts an empty transaction.</summary>
    /// <param name="feePayer">Signs and pays.</param>
    /// <param name="tables">Lookup tables of a version 0 message, perhaps none; null for a legacy message.</param>
    public TransactionSizer(PublicKey feePayer, IReadOnlyList<AddressLookupTable>? tables = null)
    {
        _tables = tables;
        _lookedWritable = new int[tables?.Count ?? 0];
        _lookedReadOnly = new int[_lookedWritable.Length];
        Mention(in feePayer, KeyUse.Signs | KeyUse.Changes);
    }

    /// <summary>Bytes of the signed transaction.</summary>
    public int Bytes => CompactU16.LengthOf(_signerCount) + (_signerCount * Signature.Size)
        + HeaderBytes + CompactU16.LengthOf(_staticCount) + (_staticCount * PublicKey.Size) + Hash256.Size
        + CompactU16.LengthOf(_instructionCount) + _instructionBytes
        + (_tables is null ? 0 : VersionBytes + LookupBytes);

    /// <summary>Accounts that the transaction names, those of lookup tables included.</summary>
    public int AccountCount => _uses.Count;

    /// <summary>Signatures that it needs.</summary>
    public int SignerCount => _signerCount;

    private int LookupBytes
    {
        get
        {
            int count = 0;
            int bytes = 0;
            for (int i = 0; i < _lookedWritable.Length; i++)
            {
                if (_lookedWritable[i] + _lookedReadOnly[i] == 0)
                    continue;
                count++;
                bytes += PublicKey.Size + CompactU16.LengthOf(_lookedWritable[i]) + _lookedWritable[i]
                    + CompactU16.LengthOf(_lookedReadOnly[i]) + _lookedReadOnly[i];
            }

            return CompactU16.LengthOf(count) + bytes;
        }
    }

    /// <summary>Adds an instruction if the transaction stays within its limits; otherwise nothing changes.</summary>
    /// <param name="instruction">The instruction.</param>
    /// <param name="maximumBytes">The most bytes that the transaction may have.</param>
    /// <param name="maximumAccounts">The most accounts that it may name.</param>
    /// <returns>Whether it was added.</returns>
    public bool TryAdd(
        Instruction instruction,
        int maximumBytes = Transaction.MaximumBytes,
        int maximumAccounts = Transaction.MaximumAccounts)
    {
        Add(instruction);
        if (Bytes <= maximumBytes && AccountCount <= maximumAccounts)
            return true;
        Undo();
        return false;
    }

    /// <summary>Adds an instruction, whether the transaction stays within its limits or not.</summary>
    /// <param name="instruction">The instruction.</param>
    public void Add(Instruction instruction)
    {
        ArgumentNullException.ThrowIfNull(instruction);
        Begin();
        Extend(instruction);
    }

    /// <summary>Begins to add instructions that belong together: <see cref="Undo"/> comes back to here.</summary>
    internal void Begin()
    {
        _undo.Clear();
        _countBefore = _uses.Count;
        _instructionCountBefore = _instructionCount;
        _instructionBytesBefore = _instructionBytes;
    }

    /// <summary>Adds an instruction to those since <see cref="Begin"/>.</summary>
    internal void Extend(Instruction instruction)
    {
        PublicKey program = instruction.ProgramId;
        Mention(in program, KeyUse.Runs);
        foreach (ref readonly AccountMeta account in instruction.AccountSpan)
        {
            PublicKey key = account.Key;
            Mention(in key, KeyUses.Of(in account));
        }

        _instructionCount++;
        _instructionBytes += SizeOf(instruction);
    }

    /// <summary>Takes back what was added last: an instruction, or several that belong together.</summary>
    internal void Undo()
    {
        _instructionCount = _instructionCountBefore;
        _instructionBytes = _instructionBytesBefore;
        while (_undo.TryPop(out (int Number, Use Before) change))
        {
            Count(_uses[change.Number], -1);
            _uses[change.Number] = change.Before;
            Count(change.Before, 1);
        }

        while (_uses.Count > _countBefore)
        {
            Count(_uses[^1], -1);
            _uses.RemoveAt(_uses.Count - 1);
            _keys.RemoveLast();
        }
    }

    /// <summary>Starts again with an empty transaction of the same payer.</summary>
    internal void Clear()
    {
        PublicKey feePayer = _keys.Keys[0];
        _keys.Clear();
        _uses.Clear();
        _undo.Clear();
        _lookedWritable.AsSpan().Clear();
        _lookedReadOnly.AsSpan().Clear();
        _signerCount = _staticCount = _instructionCount = _instructionBytes = 0;
        Mention(in feePayer, KeyUse.Signs | KeyUse.Changes);
    }

    private static int SizeOf(Instruction instruction) =>
        1 + CompactU16.LengthOf(instruction.AccountSpan.Length) + instruction.AccountSpan.Length
        + CompactU16.LengthOf(instruction.Data.Length) + instruction.Data.Length;

    private void Mention(in PublicKey key, KeyUse kind)
    {
        int number = _keys.Add(in key);
        if (number == _uses.Count)
        {
            _uses.Add(new Use(kind, TableOf(key)));
            Count(_uses[number], 1);
            return;
        }

        Use before = _uses[number];
        Use use = before with { Kind = before.Kind | kind };
        if (use == before)
            return;
        Count(before, -1);
        Count(use, 1);
        _uses[number] = use;
        _undo.Push((number, before));
    }

    /// <summary>The first table that has a key; -1 if none has.</summary>
    private int TableOf(PublicKey key)
    {
        for (int i = 0; i < _lookedWritable.Length; i++)
        {
            if (_tables![i].TryFind(key, out _))
                return i;
        }

        return -1;
    }

    private void Count(Use use, int change)
    {
        if ((use.Kind & KeyUse.Signs) != 0)
            _signerCount += change;
        if (use.Table < 0 || !use.Kind.CanBeLookedUp())
            _staticCount += change;
        else
            (use.Kind == KeyUse.Changes ? _lookedWritable : _lookedReadOnly)[use.Table] += change;
    }

    private readonly record struct Use(KeyUse Kind, int Table);
}
