using System.Runtime.CompilerServices;
using Microsoft.Extensions.Logging;
using Piwa.Chain.Provenance;
using Piwa.Chain.Requests;
using Piwa.Pipeline.Shards;
using Piwa.Pipeline.Stages;
using Piwa.Pipeline.Telemetry;

namespace Piwa.Pipeline.Fleet;

/// <summary>A node's side of its fleet: it asks for units, keeps their leases, and hands in what is made of them.</summary>
/// <remarks>Thread-safe: the run asks and hands in, a timer renews.</remarks>
/// <param name="fleet">The coordinator.</param>
/// <param name="device">What the node makes assets on.</param>
/// <param name="history">Counts what there is to make.</param>
/// <param name="clock">The clock.</param>
/// <param name="log">Logs.</param>
/// <param name="stopping">The node is being stopped: it waits for nobody any more.</param>
internal sealed class FleetNode(FleetClient fleet, string device, RunHistory history, TimeProvider clock, ILogger log, CancellationToken stopping)
{
    private readonly HeldLeases _held = new();
    private readonly byte[] _campaign = CampaignFile.Serialize(fleet.Order.Campaign);
    private Task<WireWork>? _asked;
    private FleetCheck? _checking;
    private int _units;
    private int _lost;

    /// <summary>Told where the run stands. Leases are kept while it moves.</summary>
    public RunMotion Motion { get; init; } = new(clock);

    /// <summary>Units that it has handed in.</summary>
    public int Units => Volatile.Read(ref _units);

    /// <summary>Units that it had made when their lease was another's.</summary>
    public int Lost => Volatile.Read(ref _lost);

    /// <summary>The check that it is at; null if none. Of the checker alone.</summary>
    public FleetCheck? Checking
    {
        private get => Volatile.Read(ref _checking);
        set => Volatile.Write(ref _checking, value);
    }

    private TimeSpan PollTime => FleetRules.PollTime(fleet.LeaseTime);

    /// <summary>Units as they come, until the fleet has no more; first those that are held already, for a run that begins anew.</summary>
    /// <param name="most">So many at most.</param>
    /// <param name="cancellationToken">Stops waiting for more.</param>
    public async IAsyncEnumerable<WorkUnit> UnitsAsync(int most, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        int given = 0;
        foreach (FleetLease lease in _held.All)
        {
            if (given++ == most)
                yield break;
            yield return fleet.Order.UnitAt((ulong)lease.Unit);
        }

        while (given < most)
        {
            // Who is stopped meanwhile has what it is given all the same, and gives it back.
            _asked = AskAsync(units: 1, checks: 0, cancellationToken);
            WireWork work = await _asked.WaitAsync(cancellationToken).ConfigureAwait(false);
            _asked = null;
            foreach (FleetLease lease in work.Units)
            {
                WorkUnit unit = fleet.Order.UnitAt((ulong)lease.Unit);
                _held.Add(unit.FirstAsset, lease);
                history.Plan(unit.Assets);
                given++;
                yield return unit;
            }

            if (work.IsDone)
                yield break;
            if (work.Units.Count == 0)
                await Task.Delay(PauseOf(work), clock, cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>How long it waits that got no work.</summary>
    public TimeSpan PauseOf(WireWork work) => FleetPauses.Kept(work.PauseSeconds, PollTime, fleet.Wallet.PublicKey);

    /// <summary>Asks for work until there is an answer; what is asked is not called back.</summary>
    public Task<WireWork> AskAsync(int units, int checks, CancellationToken cancellationToken) =>
        InsistAsync(() => fleet.AskForWorkAsync(units, checks, device, CancellationToken.None).AsTask(), isRun: units > 0, cancellationToken);

    /// <summary>Says what samples come down to, until there is an answer.</summary>
    /// <returns>False if nobody asks any more.</returns>
    public Task<bool> AnswerAsync(FleetCheck check, byte[] digests, CancellationToken cancellationToken) =>
        InsistAsync(() => fleet.AnswerAsync(check, digests, cancellationToken), isRun: false, cancellationToken);

    /// <summary>Keeps the leases while the run goes on.</summary>
    public async Task RenewAsync(CancellationToken cancellationToken)
    {
        const int TimesInALease = 3;
        using var timer = new PeriodicTimer(fleet.LeaseTime / TimesInALease, clock);
        try
        {
            while (await timer.WaitForNextTickAsync(cancellationToken).ConfigureAwait(false))
                await RenewOnceAsync(cancellationToken).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            // The run is over.
        }
    }

    /// <summary>Hands a unit in: its shard, and what it says.</summary>
    /// <exception cref="RequestException">The coordinator does not answer, or refuses.</exception>
    /// <exception cref="ManifestException">This node has handed in other assets before.</exception>
    public async Task HandInAsync(CommittedShard shard, IReadOnlyList<DeadLetterRecord> dead, string path, CancellationToken cancellationToken)
    {
        ulong first = shard.Record.FirstAsset;
        FinishOutcome outcome = FinishOutcome.Lost;
        try
        {
            if (_held.Find(first) is { } lease
                && await InsistAsync(() => fleet.UploadAsync(lease, shard.Record, path, cancellationToken), isRun: true, stopping).ConfigureAwait(false))
            {
                ShardSubmission submission = OracleGate.Submit(fleet.Wallet.PublicKey, _campaign, shard.Record, shard.Rows);
                outcome = await InsistAsync(() => fleet.FinishAsync(lease, submission, dead, cancellationToken), isRun: true, stopping).ConfigureAwait(false);
            }
        }
        catch (OperationCanceledException) when (stopping.IsCancellationRequested && !cancellationToken.IsCancellationRequested)
        {
            // Nobody answers, and this node goes: others make it when the lease has run out.
        }

        if (outcome == FinishOutcome.Contradicted)
        {
            throw new ManifestException(
                $"This node has handed in other assets of the unit of asset {first} before. Its device, or its memory, is not to be trusted: 'piwa devices'.");
        }

        _held.Remove(first);
        if (outcome == FinishOutcome.Lost)
        {
            Interlocked.Increment(ref _lost);
            log.LeaseLost(first);
        }
        else
        {
            Interlocked.Increment(ref _units);
        }
    }

    /// <summary>Gives back what is not made; a coordinator that is away finds out when the leases run out.</summary>
    public async Task ReleaseAsync()
    {
        try
        {
            WireWork? last = _asked is null ? null : await _asked.WaitAsync(PollTime, clock).ConfigureAwait(false);
            FleetLease[] left = [.. _held.All, .. last?.Units ?? []];
            if (left.Length > 0)
                await fleet.ReleaseAsync(left, CancellationToken.None).ConfigureAwait(false);
        }
        catch (Exception fault) when (fault is RequestException or TimeoutException or OperationCanceledException)
        {
            log.Waiting(fault.Message);
        }
    }

    /// <summary>Asks until there is an answer, or nobody wants it any more.</summary>
    /// <param name="ask">Asks once.</param>
    /// <param name="isRun">Whether the run waits for it, which is not stuck then.</param>
    /// <param name="cancellationToken">Nobody wants it any more.</param>
    private async Task<T> InsistAsync<T>(Func<Task<T>> ask, bool isRun, CancellationToken cancellationToken)
    {
        for (bool isTold = false; ; isTold = true)
        {
            try
            {
                T answer = await ask().ConfigureAwait(false);
                if (isRun)
                    Motion.Moved();
                return answer;
            }
            catch (RequestException fault) when (fault.IsTransient)
            {
                if (!isTold)
                    log.Waiting(fault.Message);
                if (isRun)
                    Motion.Moved();
                await Task.Delay(PollTime, clock, cancellationToken).ConfigureAwait(false);
            }
        }
    }

    private async Task RenewOnceAsync(CancellationToken cancellationToken)
    {
        IReadOnlyList<FleetLease> asked = _held.All;
        if (Motion.IsStuck)
        {
            if (asked.Count > 0)
                log.LeasesNotRenewed(asked.Count, Motion.Patience);
            return;
        }
        try
        {
            IReadOnlyList<FleetLease> valid = await fleet.RenewAsync(asked, Checking is { } check ? [check] : [], cancellationToken).ConfigureAwait(false);
            foreach (ulong first in _held.Keep(asked, valid))
                log.LeaseLost(first);
        }
        catch (RequestException fault)
        {
            // Next time, perhaps; who is barred hears it when it asks for work.
            log.Waiting(fault.Message);
        }
    }
}
