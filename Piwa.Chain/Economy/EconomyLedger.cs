using Piwa.Chain.Hashing;
using Piwa.Chain.Keys;
using Piwa.Chain.Storage;

namespace Piwa.Chain.Economy;

/// <summary>The ledger of value: who has paid, earned and staked what, by which rule. Every movement is an entry that its rule
/// gives.</summary>
/// <remarks>
/// <para>
/// Each call is durable when it returns, and can be repeated: the same cause, key and content are the same entry; with other content it is
/// refused. Opening it derives every entry again. That a wallet wants what is asked in its name is for the caller to know, but for
/// proposals and votes, which are signed.
/// </para>
/// <para>Not safe for several threads. Whoever opens it disposes it. One process has it open.</para>
/// </remarks>
public sealed partial class EconomyLedger : IDisposable
{
    private readonly ValueLog _log;
    private readonly EconomyState _state;
    private readonly TimeProvider _time;
    private readonly FileStream? _alone;

    internal EconomyLedger(ILogStorage storage, EconomyParameters parametersOfNew, TimeProvider time, FileStream? alone = null)
    {
        _time = time;
        _alone = alone;
        ValueBalances balances = new();
        _state = new EconomyState(balances);
        _log = new ValueLog(storage, balances, _state.Replay);
        try
        {
            if (_log.Entries.Count == 0)
                Enter(EconomyRules.Opening(parametersOfNew));
        }
        catch
        {
            _log.Dispose();
            throw;
        }
    }

    /// <summary>The hash of the first entry: what proposals and votes are signed for.</summary>
    public Hash256 Id => _state.Id;

    /// <summary>The hash of the last entry. Who has kept it knows later that nothing up to it was changed or taken away.</summary>
    public Hash256 LastHash => _log.Last;

    /// <summary>All entries, in order.</summary>
    public IReadOnlyList<ValueEntry> Entries => _log.Entries;

    /// <summary>The rules of the epoch that is open.</summary>
    public EconomyParameters Parameters => _state.Parameters;

    /// <summary>The epoch that is open, from 0.</summary>
    public long Epoch => _state.Epoch;

    /// <summary>How many months were emitted: the next one, from 0.</summary>
    public long Months => _state.Months;

    /// <summary>When the epoch can be closed.</summary>
    public DateTimeOffset EpochEnds => _state.EpochBegan + _state.Parameters.EpochLength;

    /// <summary>The rest of a write that a crash cut off before it was acknowledged; null if there was none.</summary>
    public TornTail? TornTail => _log.TornTail;

    /// <summary>Opens a ledger, or begins one.</summary>
    /// <param name="path">Its file. Beside it lies a file that is locked while the ledger is open.</param>
    /// <param name="parametersOfNew">The rules that a new ledger begins with; the defaults if null. One that is there has its own.</param>
    /// <param name="time">The clock of entries; the system's if null. Where it goes back, entries keep the time of the last one.</param>
    /// <exception cref="ValueLedgerException">It is damaged, was changed, or another process has it.</exception>
    /// <exception cref="IOException">It cannot be read or written.</exception>
    public static EconomyLedger Open(string path, EconomyParameters? parametersOfNew = null, TimeProvider? time = null)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        FileStream alone = Lock(path);
        try
        {
            FileLogStorage storage = FileLogStorage.Open(path, ValueLog.Head());
            return new EconomyLedger(storage, parametersOfNew ?? EconomyParameters.Default, time ?? TimeProvider.System, alone);
        }
        catch
        {
            alone.Dispose();
            throw;
        }
    }

    /// <summary>What an account has; nothing if nothing was ever posted to it.</summary>
    /// <param name="account">The account.</param>
    public Amount BalanceOf(ValueAccount account) => _log.Balances[account];

    /// <summary>All accounts that are not at 0, in their order. Their sum is 0.</summary>
    public IEnumerable<KeyValuePair<ValueAccount, Amount>> Balances() => _log.Balances.All();

    /// <summary>What is staked with a node: what work is handed out by.</summary>
    /// <param name="node">The node.</param>
    public Amount StakeWith(PublicKey node) => _state.StakeWith(node);

    /// <summary>Stake that was taken back and waits, by the key of its <see cref="Unstake"/>.</summary>
    public IReadOnlyDictionary<string, UnstakeState> Unstakes => _state.Unstakes;

    /// <summary>Where all proposals stand.</summary>
    public IEnumerable<ProposalStatus> Proposals => _state.Proposals.Values.Select(each => each.Status);

    /// <summary>Where a proposal stands; null if there is none.</summary>
    /// <param name="id">Its id.</param>
    public ProposalStatus? FindProposal(string id) => _state.Proposals.GetValueOrDefault(id)?.Status;

    /// <summary>Closes the file.</summary>
    public void Dispose()
    {
        _log.Dispose();
        _alone?.Dispose();
    }

    private static FileStream Lock(string path)
    {
        try
        {
            return new FileStream(path + ".lock", FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
        }
        catch (IOException inUse) when (inUse is not (DirectoryNotFoundException or PathTooLongException))
        {
            throw new ValueLedgerException($"'{path}' is in use by another process. Stop it first.", inUse);
        }
    }

    /// <summary>Enters an action, unless it was entered before.</summary>
    private ValueEntry Enter(EconomyAction action)
    {
        byte[] data = action.Encode();
        if (_log.Find(action.Cause, action.Key) is { } before)
        {
            return before.Data.Span.SequenceEqual(data)
                ? before
                : throw new EconomyException($"{before} is there with other content.");
        }

        DateTimeOffset time = _time.GetUtcNow();
        time = DateTimeOffset.FromUnixTimeMilliseconds(time.ToUnixTimeMilliseconds());
        if (_log.Entries is [.., var last] && time < last.Time)
            time = last.Time;
        Posting[] postings = Derive(action, time);
        ValueEntry entry = _log.Enter(action.Cause, action.Key, data, postings, time);
        _state.Take(action, entry);
        return entry;
    }

    private Posting[] Derive(EconomyAction action, DateTimeOffset time)
    {
        try
        {
            return EconomyRules.Derive(_state, action, time);
        }
        catch (WireFormatException error)
        {
            // A phase, kind or time that there is not: no such entry could be read again.
            throw new EconomyException($"Refused: {error.Message}", error);
        }
    }
}
