using Npgsql;

namespace Piwa.Bench.Fleet;

/// <content>What it came to.</content>
internal sealed partial class FleetSimulation
{
    private const double RateWindowSeconds = 60;

    /// <summary>A rate is back when it is within a tenth of what it was.</summary>
    private const double RateBack = 0.9;

    private async Task<FleetSimulationReport> ReportAsync(TimeSpan real, TimeSpan end, string connection, string schema)
    {
        IReadOnlyList<SimulatedPeriod> periods = _meter.Periods();
        var database = new NpgsqlConnection(connection + ";Pooling=false");
        await using (database.ConfigureAwait(false))
        {
            await database.OpenAsync(_stop).ConfigureAwait(false);
            double[] shares = [.. Enumerable.Range(0, _nodes.Length).Select(i => (_after[i] - _before[i]) / (double)(_nodes[i].Stake + 1))];
            return new FleetSimulationReport(
                _nodes.Length,
                _options.Units,
                _options.FleetLeases,
                real.TotalSeconds,
                end.TotalSeconds,
                _requests,
                _meter.Leases,
                await CountAsync("select count(*) from credits").ConfigureAwait(false),
                await CountAsync("select count(distinct unit) from credits where kind = 0").ConfigureAwait(false),
                await CountAsync("select (select count(*) from units where state <> 4) + (select count(*) from checks)").ConfigureAwait(false),
                await CountAsync($"select sum(pg_total_relation_size(oid))::bigint from pg_class where relkind = 'r' and relnamespace = '{schema}'::regnamespace")
                    .ConfigureAwait(false),
                _meter.TenthsSoFar(),
                periods,
                _loss is null ? null : LossOf(_loss, periods),
                StakeShares(),
                shares.Sum() is var sum && sum > 0 ? sum * sum / (shares.Length * shares.Sum(share => share * share)) : 1);
        }

        async Task<long> CountAsync(string sql)
        {
            var command = new NpgsqlCommand($"set search_path to {schema}; {sql}", database) { CommandTimeout = 600 };
            await using (command.ConfigureAwait(false))
                return (long)(await command.ExecuteScalarAsync(_stop).ConfigureAwait(false))!;
        }
    }

    private List<StakeShare> StakeShares()
    {
        long all = _after.Sum() - _before.Sum();
        double weight = _nodes.Sum(node => node.Stake + 1.0);
        return
        [
            .. _nodes.Select((node, i) => (node.Stake, Units: _after[i] - _before[i])).GroupBy(node => node.Stake).OrderBy(group => group.Key).Select(group =>
                new StakeShare(
                    group.Key, group.Count(), group.Sum(node => node.Units), group.Sum(node => node.Units) / Math.Max(all, 1.0),
                    group.Count() * (group.Key + 1.0) / weight)),
        ];
    }

    private static FleetLoss LossOf(LossState loss, IReadOnlyList<SimulatedPeriod> periods)
    {
        const double Period = FleetSimulationReport.PeriodSeconds;
        double at = loss.At.TotalSeconds, before = Rate(at - RateWindowSeconds, at);
        double? back = loss.Returned is not { } returned
            ? null
            : periods.Where(period => period.Second >= returned.TotalSeconds && period.Finished >= RateBack * before * Period)
                .Select(period => (double?)(period.Second + Period - returned.TotalSeconds)).FirstOrDefault();
        double till = loss.Returned?.TotalSeconds ?? periods[^1].Second;
        return new FleetLoss(
            at,
            loss.Nodes.Count,
            loss.Units,
            (loss.HalfLeasedAgain - loss.At)?.TotalSeconds,
            (loss.LeasedAgain - loss.At)?.TotalSeconds,
            before,
            Rate(at + Period, till),
            till - at,
            back);

        // Of whole periods.
        double Rate(double from, double to)
        {
            SimulatedPeriod[] within = [.. periods.Where(period => period.Second >= from && period.Second + Period <= to)];
            return within.Sum(period => period.Finished) / Math.Max(within.Length * Period, 1);
        }
    }
}
