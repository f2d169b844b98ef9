using Piwa.Chain.Transactions;

namespace Piwa.Chain.Ledger.Faults;

/// <summary>Draws what goes wrong, and holds the transactions that are still on their way.</summary>
/// <remarks>Each kind of decision takes the same number of draws whatever comes of them, so that one option does not shift the others. Not
/// safe for several threads.</remarks>
internal sealed class FaultPlan(LedgerFaultOptions options)
{
    /// <summary>Transactions that may be on their way at once; those beyond are dropped.</summary>
    private const int MaximumPending = 65_536;

    /// <summary>How many slots a stale blockhash still serves at most.</summary>
    private const int StaleBlockhashSlots = 10;

    /// <summary>Lines of a log that are left at most where it is cut off.</summary>
    private const int MaximumLines = 4;

    // Nothing is at stake that has to be unpredictable; the algorithm behind a seed is fixed.
#pragma warning disable CA5394
    private readonly Random _random = new(options.Seed);
#pragma warning restore CA5394
    private readonly PriorityQueue<Transaction, (ulong Slot, double Order)> _pending = new();

    public LedgerFaultOptions Options => options;

    /// <summary>Transactions on their way.</summary>
    public int PendingCount => _pending.Count;

    public CallFault DrawCall()
    {
        bool isRateLimited = Draw(options.RateLimitProbability);
        bool breaksBefore = Draw(options.DisconnectBeforeProbability);
        bool breaksAfter = Draw(options.DisconnectAfterProbability);
        bool timesOut = Draw(1.0 / 2);
        bool lags = Draw(options.LagProbability);
        int lag = DrawSlots(options.MaximumLagSlots);
        bool isStale = Draw(options.StaleBlockhashProbability);
        int left = DrawSlots(StaleBlockhashSlots + 1) - 1;
        return new CallFault(
            isRateLimited, breaksBefore, breaksAfter, timesOut, lags ? lag : 0, isStale ? BlockhashQueue.MaximumAge - left : 0);
    }

    public SendFault DrawSend()
    {
        bool isDropped = Draw(options.DropProbability);
        bool isHeld = Draw(options.HoldProbability);
        bool isLost = Draw(1.0 / 2);
        bool isDelayed = Draw(options.DelayProbability);
        int delay = DrawSlots(options.MaximumDelaySlots);
        bool isDuplicated = Draw(options.DuplicateProbability);
        int duplicate = DrawSlots(options.MaximumDelaySlots);
        return new SendFault(isDropped || (isHeld && isLost), isHeld, isDelayed ? delay : 0, isDuplicated ? duplicate : 0);
    }

    /// <summary>How many slots are abandoned in a new slot; 0 for none.</summary>
    public int DrawFork()
    {
        bool forks = Draw(options.ForkProbability);
        int slots = DrawSlots(options.MaximumForkSlots);
        return forks ? slots : 0;
    }

    /// <summary>When a transaction that a fork has undone lands again: in how many slots, 0 for at once; null for never.</summary>
    public int? DrawLanding()
    {
        bool lands = Draw(options.LandAgainProbability);
        bool isDelayed = Draw(1.0 / 2);
        int delay = DrawSlots(options.MaximumDelaySlots);
        return !lands ? null : isDelayed ? delay : 0;
    }

    /// <summary>How many lines of a transaction's logs are left; null for all.</summary>
    public int? DrawLines()
    {
        bool isCut = Draw(options.TruncatedLogsProbability);
        int lines = DrawSlots(MaximumLines + 1) - 1;
        return isCut ? lines : null;
    }

    /// <summary>Lets a transaction arrive in a later slot; which of one slot is first is drawn.</summary>
    public void Hold(Transaction transaction, ulong slot)
    {
        double order = Next();
        if (_pending.Count < MaximumPending)
            _pending.Enqueue(transaction, (slot, order));
    }

    /// <summary>Takes the transactions that arrive up to a slot, in order.</summary>
    public List<Transaction> TakeArrived(ulong slot)
    {
        List<Transaction> arrived = [];
        while (_pending.TryPeek(out Transaction? transaction, out (ulong Slot, double Order) due) && due.Slot <= slot)
        {
            _pending.Dequeue();
            arrived.Add(transaction);
        }

        return arrived;
    }

    private bool Draw(double probability) => Next() < probability;

    private int DrawSlots(int most) => 1 + (int)(Next() * most);

#pragma warning disable CA5394
    private double Next() => _random.NextDouble();
#pragma warning restore CA5394
}
