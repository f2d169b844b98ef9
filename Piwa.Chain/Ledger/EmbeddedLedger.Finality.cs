using Piwa.Chain.Ledger.Execution;
using Piwa.Chain.Ledger.Faults;
using Piwa.Chain.Rpc;
using Piwa.Chain.Transactions;

namespace Piwa.Chain.Ledger;

/// <content>
/// How settled things are, and forks. Beside the newest accounts stand the final ones, in which a transaction runs again when it becomes
/// final. A fork takes the final accounts and runs on them what is kept.
/// </content>
public sealed partial class EmbeddedLedger
{
    /// <summary>Slots that are gone through one by one on either side of a pause: faults of all that was on its way fit in.</summary>
    private const ulong MaximumSteps = 1024;

    private readonly Bank? _final;
    private int _finalCount;
    private uint _forkCount;
    private int _lagSlots;
    private int _blockhashLagSlots;

    /// <summary>How often slots were abandoned.</summary>
    internal uint ForkCount => _forkCount;

    /// <summary>Whether what lands may wait to be final, or not land as it was sent.</summary>
    private bool IsLikeCluster => _options.FinalitySlots > 0 || _plan is not null;

    /// <summary>Abandons the latest slots, as a fork of a cluster does: their transactions are undone, and what was built on their
    /// blockhashes can never land.</summary>
    /// <param name="slots">How many: 1 to <see cref="EmbeddedLedgerOptions.FinalitySlots"/>.</param>
    /// <param name="landAgain">Whether the transactions land again in the current slot, where they can.</param>
    /// <returns>How many transactions were undone.</returns>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="slots"/> would undo what is final.</exception>
    /// <exception cref="InvalidOperationException">The ledger was opened to be read.</exception>
    /// <exception cref="LedgerFaultedException">Writing to the log failed, now or before.</exception>
    public int RollBack(int slots, bool landAgain = false)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(slots, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(slots, _options.FinalitySlots);
        lock (_gate)
        {
            Begin();
            ThrowIfReadOnly();
            return Durably(() =>
            {
                List<Transaction> undone = Abandon(slots);
                if (landAgain)
                    Land(undone);
                return undone.Count;
            });
        }
    }

    /// <summary>The slot that clients see.</summary>
    private ulong SlotOf(Commitment commitment)
    {
        int behind = _lagSlots + commitment switch
        {
            Commitment.Finalized => _options.FinalitySlots,
            Commitment.Confirmed => _options.ConfirmationSlots,
            _ => 0,
        };
        return Before(_slot, behind);
    }

    /// <summary>The accounts that clients see. A node that lags behind has older ones; the final ones are the oldest that there are.</summary>
    private Bank BankOf(Commitment commitment) =>
        _final is not null && (commitment == Commitment.Finalized || _lagSlots > 0) ? _final : _bank;

    private Commitment ConfirmationOf(ulong slot) =>
        slot <= SlotOf(Commitment.Finalized) ? Commitment.Finalized
        : slot <= SlotOf(Commitment.Confirmed) ? Commitment.Confirmed
        : Commitment.Processed;

    /// <summary>Begins an answer: whatever happens by the clock happens now, and not while the answer is put together. A clock that is set
    /// back does not take the ledger along.</summary>
    private void Begin()
    {
        ThrowIfUnusable();
        TimeSpan elapsed = _options.TimeProvider.GetUtcNow() - _header.Genesis;
        ulong slot = elapsed > TimeSpan.Zero ? (ulong)(elapsed.Ticks / _header.SlotDuration.Ticks) : 0;
        if (slot > _slot && _plan is { } plan && !_isReadOnly)
            Durably(() => GoThrough(slot, plan));
        else if (slot > _slot)
            Enter(slot);
    }

    /// <summary>Goes through slots one by one, as faults may happen in each.</summary>
    private int GoThrough(ulong last, FaultPlan plan)
    {
        ulong first = _slot + 1;
        for (ulong slot = first; slot <= last; slot++)
        {
            if (slot - first == MaximumSteps && last - slot > MaximumSteps)
                slot = last - MaximumSteps;
            Enter(slot);
            Land(plan.TakeArrived(slot));
            int forked = plan.DrawFork();
            if (forked != 0)
                LandSome(Abandon(forked), plan);
        }

        return _finalCount;
    }

    private void LandSome(List<Transaction> undone, FaultPlan plan)
    {
        List<Transaction> landing = [];
        foreach (Transaction transaction in undone)
        {
            int? slots = plan.DrawLanding();
            if (slots == 0)
                landing.Add(transaction);
            else if (slots is { } later)
                plan.Hold(transaction, _slot + (ulong)later);
        }

        Land(landing);
    }

    /// <summary>Enters a slot: others become final.</summary>
    private void Enter(ulong slot)
    {
        _slot = slot;
        if (_final is null)
            return;
        ulong final = Before(slot, _options.FinalitySlots);
        for (; _finalCount < _history.Count && _history.EntryAt(_finalCount).Slot <= final; _finalCount++)
            Run(_final, _finalCount);
        _history.Settle(_finalCount);
    }

    /// <summary>Takes back the latest slots.</summary>
    private List<Transaction> Abandon(int slots)
    {
        ulong kept = Before(_slot, slots);
        ForkRecord record = new(_slot, _forkCount + 1, kept + 1);
        Append(record.Encode());
        Fork(record);

        int count = _history.Count;
        while (count > _finalCount && _history.EntryAt(count - 1).Slot > kept)
            count--;
        List<Transaction> undone = [];
        for (int number = count; number < _history.Count; number++)
            undone.Add(ReadTransaction(_history.EntryAt(number)));
        if (undone.Count == 0)
            return undone;
        _history.Truncate(count, undone);
        _bank = _final!.Clone();
        for (int number = _finalCount; number < count; number++)
            Run(_bank, number);
        return undone;
    }

    private void Fork(ForkRecord record)
    {
        _forkCount = record.Number;
        _blockhashes.Fork(record.FirstSlot, record.Number);
    }

    /// <summary>Lets transactions land that were sent before, as far as they can; who sent them has had his answer.</summary>
    private void Land(List<Transaction> transactions)
    {
        if (transactions.Count == 0)
            return;
        RunBatch([.. transactions], new TransactionError?[transactions.Count], new SendOptions { SkipPreflight = true });
        TellLanded();
    }

    /// <summary>Runs a transaction of the history again, on accounts that are as they were then.</summary>
    private void Run(Bank bank, int number)
    {
        LedgerEntry entry = _history.EntryAt(number);
        bank.Execute(ReadTransaction(entry), entry.Slot, _blockhashes.HashOf(entry.Slot), keepFailure: true, _tried);
    }

    private static ulong Before(ulong slot, int slots) => slot > (ulong)slots ? slot - (ulong)slots : 0;
}
