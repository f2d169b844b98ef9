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
    private readonly Dictionary<PublicKey, Use> _uses = [];
    private readonly Stack<(PublicKey Key, Use? Before)> _undo = [];
    private readonly int[] _lookedWritable;
    private readonly int[] _lookedReadOnly;
    private int _signerCount;
    private int _staticCount;
    private int _instructionCount;
    private int _instructionBytes;

    /// <summary>Starts an empty transaction.</summary>
    /// <param name="feePayer">Signs and pays.</param>
    /// <param name="tables">Lookup tables of a version 0 message, perhaps none; null for a legacy message.</param>
    public TransactionSizer(PublicKey feePayer, IReadOnlyList<AddressLookupTable>? tables = null)
    {
        _tables = tables;
        _lookedWritable = new int[tables?.Count ?? 0];
        _lookedReadOnly = new int[_lookedWritable.Length];
        Mention(feePayer, isSigner: true, isWritable: true, isProgram: false);
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
        Undo(instruction);
        return false;
    }

    /// <summary>Adds an instruction, whether the transaction stays within its limits or not.</summary>
    /// <param name="instruction">The instruction.</param>
    public void Add(Instruction instruction)
    {
        ArgumentNullException.ThrowIfNull(instruction);
        _undo.Clear();
        Mention(instruction.ProgramId, isSigner: false, isWritable: false, isProgram: true);
        foreach (AccountMeta account in instruction.Accounts)
            Mention(account.Key, account.IsSigner, account.IsWritable, isProgram: false);
        _instructionCount++;
        _instructionBytes += SizeOf(instruction);
    }

    /// <summary>Takes back the instruction that was added last.</summary>
    internal void Undo(Instruction instruction)
    {
        _instructionBytes -= SizeOf(instruction);
        _instructionCount--;
        while (_undo.TryPop(out (PublicKey Key, Use? Before) change))
        {
            Count(_uses[change.Key], -1);
            if (change.Before is { } before)
            {
                _uses[change.Key] = before;
                Count(before, 1);
            }
            else
            {
                _uses.Remove(change.Key);
            }
        }
    }

    private static int SizeOf(Instruction instruction) =>
        1 + CompactU16.LengthOf(instruction.Accounts.Count) + instruction.Accounts.Count
        + CompactU16.LengthOf(instruction.Data.Length) + instruction.Data.Length;

    private void Mention(PublicKey key, bool isSigner, bool isWritable, bool isProgram)
    {
        bool isKnown = _uses.TryGetValue(key, out Use before);
        Use use = isKnown
            ? new Use(before.IsSigner | isSigner, before.IsWritable | isWritable, before.IsProgram | isProgram, before.Table)
            : new Use(isSigner, isWritable, isProgram, TableOf(key));
        if (isKnown && use == before)
            return;
        if (isKnown)
            Count(before, -1);
        Count(use, 1);
        _uses[key] = use;
        _undo.Push((key, isKnown ? before : null));
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
        if (use.IsSigner)
            _signerCount += change;
        if (use.IsSigner || use.IsProgram || use.Table < 0)
            _staticCount += change;
        else
            (use.IsWritable ? _lookedWritable : _lookedReadOnly)[use.Table] += change;
    }

    private readonly record struct Use(bool IsSigner, bool IsWritable, bool IsProgram, int Table);
}
