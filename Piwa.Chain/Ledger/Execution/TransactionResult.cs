using Piwa.Chain.Keys;
using Piwa.Chain.Rpc;

namespace Piwa.Chain.Ledger.Execution;

/// <summary>What running a transaction came to.</summary>
/// <remarks>
/// Its memory serves one transaction after the other, and all that it returns is valid until the next begins: what is handed on is a
/// copy. Not safe for several threads.
/// </remarks>
internal sealed class TransactionResult
{
    /// <summary>What the calls of a few mints carry; more is taken as needed.</summary>
    private const int InitialBytes = 4096;

    private readonly ProgramLog _log = new();
    private readonly List<InnerInstruction> _calls = [];
    private readonly List<TreeChange> _treeChanges = [];
    private readonly List<PublicKey> _writable = [];
    private readonly List<PublicKey> _loaded = [];
    private readonly List<ulong> _before = [];
    private readonly List<ulong> _after = [];
    private byte[] _bytes = [];
    private int _byteCount;

    /// <summary>Whether it landed: it paid its fee, even if it failed.</summary>
    public bool HasLanded { get; private set; }

    public TransactionError? Error { get; private set; }

    public ulong Fee { get; private set; }

    /// <summary>The price that was offered for a compute unit.</summary>
    public ulong MicroLamportsPerUnit { get; private set; }

    /// <summary>The accounts that the transaction may change.</summary>
    public IReadOnlyList<PublicKey> WritableAccounts => _writable;

    /// <summary>What the lookup tables gave, after the message's own accounts: those that may be changed, then those only read.</summary>
    public IReadOnlyList<PublicKey> LoadedAddresses => _loaded;

    /// <summary>What the accounts held before, in the order of the message.</summary>
    public IReadOnlyList<ulong> PreBalances => _before;

    /// <summary>What the accounts held after, in the order of the message.</summary>
    public IReadOnlyList<ulong> PostBalances => _after;

    public ProgramLog Logs => _log;

    public IReadOnlyList<InnerInstruction> InnerInstructions => _calls;

    /// <summary>What happened to trees; empty if the transaction failed.</summary>
    public IReadOnlyList<TreeChange> TreeChanges => _treeChanges;

    /// <summary>Begins anew.</summary>
    public void Clear()
    {
        _log.Clear();
        _calls.Clear();
        _treeChanges.Clear();
        _writable.Clear();
        _loaded.Clear();
        _before.Clear();
        _after.Clear();
        _byteCount = 0;
        HasLanded = false;
        Error = null;
        Fee = MicroLamportsPerUnit = 0;
    }

    /// <summary>Notes why the transaction was turned away.</summary>
    public void Reject(TransactionError error) => Error = error;

    /// <summary>Notes what the transaction's accounts held before it ran, and which they are.</summary>
    /// <param name="accounts">Its accounts: those of the message, then those of lookup tables.</param>
    /// <param name="named">How many are those of the message.</param>
    public void Begin(IReadOnlyList<LedgerAccount> accounts, int named)
    {
        for (int i = 0; i < accounts.Count; i++)
        {
            _before.Add(accounts[i].Lamports);
            if (i >= named)
                _loaded.Add(accounts[i].Key);
        }
    }

    /// <summary>Notes how the transaction ended.</summary>
    public void End(bool hasLanded, TransactionError? error, ulong fee, ulong microLamportsPerUnit, IReadOnlyList<LedgerAccount> accounts)
    {
        HasLanded = hasLanded;
        Error = error;
        Fee = fee;
        MicroLamportsPerUnit = microLamportsPerUnit;
        for (int i = 0; i < accounts.Count; i++)
            _after.Add(accounts[i].Lamports);
        if (error is not null)
            _treeChanges.Clear();
    }

    public void AddWritable(PublicKey account) => _writable.Add(account);

    /// <summary>Notes a call that a program made.</summary>
    /// <returns>The data that it is called with.</returns>
    public ReadOnlyMemory<byte> AddCall(
        int outerIndex, int stackHeight, PublicKey program, ReadOnlySpan<InstructionAccount> accounts, ReadOnlySpan<byte> data)
    {
        Memory<byte> indexes = Take(accounts.Length);
        for (int i = 0; i < accounts.Length; i++)
            indexes.Span[i] = accounts[i].Index;
        ReadOnlyMemory<byte> kept = Keep(data);
        _calls.Add(new InnerInstruction(outerIndex, stackHeight, program, indexes, kept));
        return kept;
    }

    /// <summary>Notes what a program returns.</summary>
    public void AddReturn(PublicKey program, ReadOnlySpan<byte> data) => _log.AddReturn(program, Keep(data));

    public void AddTreeChange(TreeChange change) => _treeChanges.Add(change);

    /// <summary>The calls, for whoever keeps them.</summary>
    public IReadOnlyList<InnerInstruction> CopyCalls() => [.. _calls.Select(call => call with
    {
        AccountIndexes = call.AccountIndexes.ToArray(),
        Data = call.Data.ToArray(),
    })];

    private ReadOnlyMemory<byte> Keep(ReadOnlySpan<byte> bytes)
    {
        Memory<byte> place = Take(bytes.Length);
        bytes.CopyTo(place.Span);
        return place;
    }

    private Memory<byte> Take(int count)
    {
        // What was taken before stays where it is, in the array of then.
        if (_bytes.Length - _byteCount < count)
        {
            _bytes = new byte[Math.Max(Math.Max(InitialBytes, 2 * _bytes.Length), count)];
            _byteCount = 0;
        }

        Memory<byte> taken = _bytes.AsMemory(_byteCount, count);
        _byteCount += count;
        return taken;
    }
}
