using Piwa.Chain.Keys;

namespace Piwa.Pipeline.Fleet;

/// <content>Work to nodes, and back.</content>
internal sealed partial class FleetBook
{
    /// <summary>What a node without stake counts as: one with one RENDER.</summary>
    private const double BaseStake = 100_000_000;

    /// <summary>Who has nothing and has not asked for so many times is not there any more.</summary>
    private const int MissedPolls = 3;

    /// <summary>Coordinators count what is out one after the other, where that is limited.</summary>
    private const long LimitLock = 0x7069_7761_6c69_6d69;

    private TimeSpan WaitingTime => MissedPolls * FleetRules.PollTime(_rules.LeaseTime);

    /// <summary>Gives units to a node: first those whose lease has run out, then new ones.</summary>
    /// <remarks>
    /// Where more is asked for than may be out at once, it is stride scheduling: each node has a pass, which grows by one over its weight with
    /// each unit, and of those who wait the lowest are served. Who comes back after a pause begins where the others are.
    /// </remarks>
    /// <param name="wallet">The node; it was met.</param>
    /// <param name="most">Units that it asks for.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public Task<IReadOnlyList<FleetLease>> LeaseAsync(PublicKey wallet, int most, CancellationToken cancellationToken) => RunAsync<IReadOnlyList<FleetLease>>(
        async session =>
        {
            byte[] node = wallet.ToArray();
            List<(int Most, double Weight, bool IsBarred)> rows = await session.ReadAsync(
                "select most_leases, stake, barred is not null from nodes where wallet = $1 for update",
                row => (row.GetInt32(0), BaseStake + row.GetInt64(1), row.GetBoolean(2)), node).ConfigureAwait(false);
            if (rows is not [var self] || self.IsBarred)
                return [];
            long held = await CountAsync(session, "select count(*) from units where node = $1 and state = 1 and until >= fleet_time()", node).ConfigureAwait(false);
            int count = (int)Math.Min(most, self.Most - held);
            if (count > 0 && _rules.FleetLeases > 0)
                count = Math.Min(count, await FreeForAsync(session, node, isBusy: held > 0).ConfigureAwait(false));
            if (count <= 0)
                return [];

            // Limits are text and not parameters: how little is asked for is known when it is planned.
            List<FleetLease> leases = await session.ReadAsync(
                $"""
                with lapsed as (select unit, node from units where state = 1 and until < fleet_time() order by until limit {count} for update skip locked),
                  open as (select unit, null::bytea as node from units where state = 0 order by unit limit {count} for update skip locked),
                  taken as (select unit, node from lapsed union all select unit, node from open limit {count}),
                  blamed as (
                    update nodes set lapsed = nodes.lapsed + each.leases from (select node, count(*) as leases from taken group by node) as each
                    where nodes.wallet = each.node and nodes.wallet <> $1)
                update units set state = 1, node = $1, epoch = epoch + 1, until = fleet_time() + $2
                from taken where units.unit = taken.unit
                returning units.unit, units.epoch
                """,
                row => new FleetLease(row.GetInt64(0), row.GetInt32(1)), node, _rules.LeaseTime).ConfigureAwait(false);
            if (leases.Count > 0)
            {
                await session.ExecuteAsync(
                    "update nodes set asked = null, served = fleet_time(), pass = pass + $2 where wallet = $1", node, leases.Count / (self.Weight / BaseStake))
                    .ConfigureAwait(false);
            }

            leases.Sort((left, right) => left.Unit.CompareTo(right.Unit));
            return leases;
        },
        cancellationToken);

    /// <summary>Makes leases of a node last longer.</summary>
    /// <returns>Those that it still has.</returns>
    public Task<IReadOnlyList<FleetLease>> RenewAsync(PublicKey wallet, IReadOnlyList<FleetLease> leases, CancellationToken cancellationToken) =>
        RunAsync<IReadOnlyList<FleetLease>>(
            async session =>
            {
                return await session.ReadAsync(
                    """
                    update units set until = fleet_time() + $4 from unnest($2::bigint[], $3::int[]) as held (unit, epoch)
                    where units.unit = held.unit and units.epoch = held.epoch and units.node = $1 and units.state = 1
                    returning units.unit, units.epoch
                    """,
                    row => new FleetLease(row.GetInt64(0), row.GetInt32(1)),
                    wallet.ToArray(), (long[])[.. leases.Select(lease => lease.Unit)], (int[])[.. leases.Select(lease => lease.Epoch)], _rules.LeaseTime)
                    .ConfigureAwait(false);
            },
            cancellationToken);

    /// <summary>Takes leases back that a node does not want any more.</summary>
    public Task ReleaseAsync(PublicKey wallet, IReadOnlyList<FleetLease> leases, CancellationToken cancellationToken) => RunAsync(
        session => session.ExecuteAsync(
            """
            update units set state = 0, node = null, until = null from unnest($2::bigint[], $3::int[]) as held (unit, epoch)
            where units.unit = held.unit and units.epoch = held.epoch and units.node = $1 and units.state = 1
            """,
            wallet.ToArray(), (long[])[.. leases.Select(lease => lease.Unit)], (int[])[.. leases.Select(lease => lease.Epoch)]),
        cancellationToken);

    /// <summary>Whether a node has a lease of a unit.</summary>
    public Task<bool> HasAsync(PublicKey wallet, FleetLease lease, CancellationToken cancellationToken) => RunAsync(
        async session => await CountAsync(
            session, "select count(*) from units where unit = $2 and epoch = $3 and node = $1 and state = 1", wallet.ToArray(), lease.Unit, lease.Epoch)
            .ConfigureAwait(false) == 1,
        cancellationToken);

    /// <summary>How many units a node may have now of those that may be out; it waits if there are none for it.</summary>
    private async Task<int> FreeForAsync(FleetSession session, byte[] node, bool isBusy)
    {
        await session.ExecuteAsync($"select pg_advisory_xact_lock({LimitLock})").ConfigureAwait(false);
        if (!isBusy)
        {
            await session.ExecuteAsync(
                """
                update nodes set pass = greatest(pass, coalesce((select min(pass) from nodes where asked > fleet_time() - $2), pass))
                where wallet = $1 and coalesce(greatest(asked, served), '-infinity') < fleet_time() - $2
                """,
                node, WaitingTime).ConfigureAwait(false);
        }

        long free = _rules.FleetLeases
            - await CountAsync(session, "select count(*) from units where state = 1 and until >= fleet_time()").ConfigureAwait(false);
        long before = free <= 0 ? 0 : await CountAsync(
            session,
            """
            select count(*) from (select 1 from nodes where asked > fleet_time() - $2 and wallet <> $1 and barred is null
              and pass < (select pass from nodes where wallet = $1) limit $3) as others
            """,
            node, WaitingTime, free).ConfigureAwait(false);
        if (free > before)
            return (int)Math.Min(free - before, int.MaxValue);
        await session.ExecuteAsync("update nodes set asked = fleet_time() where wallet = $1", node).ConfigureAwait(false);
        return 0;
    }

    private static async Task<long> CountAsync(FleetSession session, string sql, params object?[] parameters) =>
        (await session.ReadAsync(sql, row => row.GetInt64(0), parameters).ConfigureAwait(false))[0];
}
