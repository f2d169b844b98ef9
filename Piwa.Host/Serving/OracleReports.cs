using System.Globalization;
using Microsoft.Extensions.Hosting;
using Piwa.Chain.Provenance;
using Piwa.Host.Terminal;
using Piwa.Pipeline.Fleet;

namespace Piwa.Host.Serving;

/// <summary>Says now and then what an oracle has done, where it has done something since.</summary>
/// <param name="oracle">The oracle; stays its owner's.</param>
/// <param name="records">What it asks about wallets; stays its owner's. Null if it asks nobody.</param>
/// <param name="say">Says it.</param>
/// <param name="clock">The clock.</param>
internal sealed class OracleReports(Oracle oracle, FleetRecords? records, Action<string> say, TimeProvider clock) : BackgroundService
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(10);

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        // A timer that is disposed ticks no more, and that is no exception.
        using PeriodicTimer timer = new(Interval, clock);
        using CancellationTokenRegistration stopping = stoppingToken.UnsafeRegister(_ => timer.Dispose(), null);
        string? fault = null;
        for (string said = Describe(); await timer.WaitForNextTickAsync(CancellationToken.None).ConfigureAwait(false);)
        {
            string? missing = records?.Fault;
            if (missing != fault)
                say($"{clock.GetUtcNow():u}  {(missing is null ? "the fleet answers" : $"wallets are sampled as if nobody knew them: {missing}")}");
            fault = missing;
            string now = Describe();
            if (now != said)
                say($"{clock.GetUtcNow():u}  {now}");
            said = now;
        }
    }

    private string Describe()
    {
        IReadOnlyList<WalletStanding> standings = oracle.Standings;
        return string.Create(
            CultureInfo.InvariantCulture,
            $"{Units.Count(standings.Sum(each => (long)each.Shards))} shards approved, {Units.Count(standings.Sum(each => (long)each.Refused))} refused, "
            + $"{Units.Count(standings.Sum(each => (long)each.Sampled))} assets made again, of {Units.Count(standings.Count)} wallets");
    }
}
