using Piwa.Chain.Hashing;
using Piwa.Chain.Keys;

namespace Piwa.Chain.Transactions;

/// <summary>The size of a legacy transaction as instructions are added to it, without compiling it again each time.</summary>
internal sealed class LegacyTransactionSizer
{
    private const int HeaderBytes = 3;

    private readonly Dictionary<PublicKey, bool> _isSigner = [];
    private readonly Stack<(PublicKey Key, bool? WasSigner)> _undo = [];
    private int _signerCount;
    private int _instructionCount;
    private int _instructionBytes;

    public LegacyTransactionSizer(PublicKey feePayer) => Add(feePayer, isSigner: true);

    /// <summary>Bytes of the signed transaction.</summary>
    public int Bytes => SizeOf(_signerCount, _isSigner.Count, _instructionCount, _instructionBytes);

    /// <summary>Adds an instruction if it still fits; otherwise nothing changes.</summary>
    public bool TryAdd(Instruction instruction)
    {
        _undo.Clear();
        int signers = _signerCount;
        foreach (AccountMeta account in instruction.Accounts)
            Add(account.Key, account.IsSigner);
        Add(instruction.ProgramId, isSigner: false);
        _instructionCount++;
        _instructionBytes += SizeOf(instruction);
        if (Bytes <= Transaction.MaximumBytes)
            return true;

        _instructionBytes -= SizeOf(instruction);
        _instructionCount--;
        _signerCount = signers;
        while (_undo.TryPop(out (PublicKey Key, bool? WasSigner) change))
        {
            if (change.WasSigner is { } wasSigner)
                _isSigner[change.Key] = wasSigner;
            else
                _isSigner.Remove(change.Key);
        }

        return false;
    }

    private static int SizeOf(Instruction instruction) =>
        1 + CompactU16.LengthOf(instruction.Accounts.Count) + instruction.Accounts.Count
        + CompactU16.LengthOf(instruction.Data.Length) + instruction.Data.Length;

    private static int SizeOf(int signers, int keys, int instructions, int instructionBytes) =>
        CompactU16.LengthOf(signers) + (signers * Signature.Size)
        + HeaderBytes + CompactU16.LengthOf(keys) + (keys * PublicKey.Size) + Hash256.Size
        + CompactU16.LengthOf(instructions) + instructionBytes;

    private void Add(PublicKey key, bool isSigner)
    {
        bool isKnown = _isSigner.TryGetValue(key, out bool wasSigner);
        if (isKnown && (wasSigner || !isSigner))
            return;
        _undo.Push((key, isKnown ? wasSigner : null));
        _isSigner[key] = isSigner;
        _signerCount += isSigner ? 1 : 0;
    }
}
