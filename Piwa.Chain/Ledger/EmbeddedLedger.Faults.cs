using Piwa.Chain.Ledger.Faults;
using Piwa.Chain.Rpc;
using Piwa.Chain.Transactions;

namespace Piwa.Chain.Ledger;

/// <content>What goes wrong.</content>
public sealed partial class EmbeddedLedger
{
    /// <summary>Transactions on their way.</summary>
    internal int PendingCount => _plan?.PendingCount ?? 0;

    /// <summary>What goes wrong with the next call; null where nothing ever does.</summary>
    internal CallFault? NextCall()
    {
        lock (_gate)
            return _plan?.DrawCall();
    }

    /// <summary>How long callers that are turned away are told to wait.</summary>
    internal TimeSpan RetryAfter => _plan?.Options.RetryAfter ?? TimeSpan.Zero;

    /// <summary>Answers as a node that may lag behind.</summary>
    internal T AnswerAs<T>(CallFault? fault, Func<T> answer)
    {
        if (fault is not { } lag)
            return answer();
        lock (_gate)
        {
            _lagSlots = lag.LagSlots;
            _blockhashLagSlots = lag.BlockhashSlots;
            try
            {
                return answer();
            }
            finally
            {
                _lagSlots = 0;
                _blockhashLagSlots = 0;
            }
        }
    }

    private T AnswerFaulty<T>(Func<T> answer)
    {
        lock (_gate)
        {
            CallFault fault = NextCall()!.Value;
            if (fault.IsRateLimited)
            {
                throw new RpcException(RpcErrorKind.RateLimited, "The ledger has had too many requests: a fault of its plan.")
                {
                    RetryAfter = RetryAfter,
                };
            }

            if (fault.BreaksBefore)
                throw Broken(fault);
            T given = AnswerAs(fault, answer);
            return fault.BreaksAfter ? throw Broken(fault) : given;
        }
    }

    private static RpcException Broken(CallFault fault) => fault.TimesOut
        ? new RpcException(RpcErrorKind.TimedOut, "The ledger took too long: a fault of its plan.")
        : new RpcException(RpcErrorKind.Unreachable, "The connection to the ledger broke: a fault of its plan.");

    /// <summary>Takes a transaction as a node does: it is tried, sent on, and lands if nothing goes wrong.</summary>
    private TransactionOutcome SendFaulty(Transaction transaction, SendOptions options, FaultPlan plan)
    {
        ThrowIfReadOnly();
        SendFault fault = plan.DrawSend();
        if (!options.SkipPreflight && TryBefore(transaction) is { } rejected)
            return rejected;
        if (fault.DuplicateSlots != 0)
            plan.Hold(transaction, _slot + (ulong)fault.DuplicateSlots);
        if (fault is { IsDropped: false, IsHeld: false, DelaySlots: 0 })
            return Land([transaction], [null], options)[0];
        if (fault is { IsHeld: true, IsDropped: false } && _blockhashes.TryFind(transaction.Message.RecentBlockhash, _slot, out ulong slot))
            plan.Hold(transaction, Math.Max(slot + BlockhashQueue.MaximumAge, _slot + 1));
        else if (!fault.IsDropped)
            plan.Hold(transaction, _slot + (ulong)Math.Max(fault.DelaySlots, 1));
        return new TransactionOutcome(TransactionDisposition.NotTried, transaction.Id, Error: null, LogMessages: []);
    }

    /// <summary>Tries a transaction as a node does before it sends it on.</summary>
    /// <returns>Why it is turned away; null if it is not.</returns>
    private TransactionOutcome? TryBefore(Transaction transaction)
    {
        // A node that lags behind does not know the latest blockhashes.
        Message message = transaction.Message;
        bool isKnown = !_blockhashes.TryFind(message.RecentBlockhash, _slot, out ulong slot) || slot <= SlotOf(Commitment.Processed);
        if (!isKnown || HasExpired(message, _slot, _blockhashes.HashOf(_slot)))
            return Rejected(new TransactionError(TransactionErrorKind.BlockhashNotFound), []);
        if (_history.TryFind(transaction.Id, out _))
            return Rejected(new TransactionError(TransactionErrorKind.AlreadyProcessed), []);
        _bank.Simulate(transaction, _slot, _blockhashes.HashOf(_slot), _tried, _ => { });
        return _tried.Error is null ? null : Rejected(_tried.Error, _tried.Logs.Copy());

        TransactionOutcome Rejected(TransactionError error, IReadOnlyList<string> logs) =>
            new(TransactionDisposition.Rejected, transaction.Id, error, logs);
    }
}
