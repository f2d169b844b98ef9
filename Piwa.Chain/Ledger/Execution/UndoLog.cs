using Piwa.Chain.Keys;
using Piwa.Chain.Trees;

namespace Piwa.Chain.Ledger.Execution;

/// <summary>What a transaction has overwritten, so that it can be taken back.</summary>
/// <remarks>
/// Trees can be megabytes long and a change of one touches some hundred bytes, so accounts are not copied: their heads are saved
/// whole, and of their data only the ranges that are about to change.
/// </remarks>
internal sealed class UndoLog : IWriteObserver
{
    private const int InitialBytes = 16 * 1024;

    private readonly List<Head> _heads = [];
    private readonly List<Range> _ranges = [];
    private byte[] _bytes = new byte[InitialBytes];
    private int _byteCount;

    /// <summary>Accounts that were about to change, in order and perhaps repeatedly.</summary>
    public int HeadCount => _heads.Count;

    public LedgerAccount AccountAt(int index) => _heads[index].Account;

    /// <summary>Saves all of an account but the bytes of its data.</summary>
    public void BeforeChange(LedgerAccount account) => _heads.Add(new Head(account, account.Lamports, account.Owner, account.Data));

    public void BeforeWrite(byte[] account, int offset, int length)
    {
        if (_bytes.Length - _byteCount < length)
            Array.Resize(ref _bytes, Math.Max(2 * _bytes.Length, _byteCount + length));
        account.AsSpan(offset, length).CopyTo(_bytes.AsSpan(_byteCount));
        _ranges.Add(new Range(account, offset, length));
        _byteCount += length;
    }

    public Mark Here() => new(_heads.Count, _ranges.Count);

    /// <summary>Takes back everything after a mark, newest first.</summary>
    public void RollBack(Mark mark)
    {
        for (int i = _ranges.Count - 1; i >= mark.RangeCount; i--)
        {
            Range range = _ranges[i];
            _byteCount -= range.Length;
            _bytes.AsSpan(_byteCount, range.Length).CopyTo(range.Data.AsSpan(range.Offset));
        }

        for (int i = _heads.Count - 1; i >= mark.HeadCount; i--)
        {
            Head head = _heads[i];
            head.Account.Lamports = head.Lamports;
            head.Account.Owner = head.Owner;
            head.Account.Data = head.Data;
        }

        _ranges.RemoveRange(mark.RangeCount, _ranges.Count - mark.RangeCount);
        _heads.RemoveRange(mark.HeadCount, _heads.Count - mark.HeadCount);
    }

    /// <summary>Forgets everything: what was done stands.</summary>
    public void Clear()
    {
        _heads.Clear();
        _ranges.Clear();
        _byteCount = 0;
    }

    public readonly record struct Mark(int HeadCount, int RangeCount);

    private readonly record struct Head(LedgerAccount Account, ulong Lamports, PublicKey Owner, byte[] Data);

    private readonly record struct Range(byte[] Data, int Offset, int Length);
}
