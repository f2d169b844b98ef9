using Piwa.Chain.Keys;

namespace Piwa.Pipeline.Fleet;

/// <content>Work to nodes, and back.</content>
internal sealed partial class FleetBook
{
    /// <summary>Gives units to a node: first those whose lease has run out, then new ones.</summary>
    /// <remarks>
    /// Where more is asked for than may be out at once, it is stride scheduling: each node has a pass, which grows by one over its weight with
    /// each unit, and of those who wait the lowest are served. Who comes back after a pause begins where the others are.
    /// </remarks>
    /// <param name="wallet">The node; it was met.</param>
    /// <param name="most">Units that it asks for.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public Task<IReadOnlyList<FleetLease>> LeaseAsync(PublicKey wallet, int most, CancellationToken cancellationToken) =>
        _leases.AskAsync((wallet, most), Now, cancellationToken);

    /// <summary>Makes leases of a node last longer, and checks that it is at; those that a process before it was at are not among them.</summary>
    /// <returns>The leases that it still has.</returns>
    public Task<IReadOnlyList<FleetLease>> RenewAsync(
        PublicKey wallet, IReadOnlyList<FleetLease> leases, IReadOnlyList<FleetCheck> checks, CancellationToken cancellationToken) =>
        _renewals.AskAsync((wallet, leases, checks), Now, cancellationToken);

    /// <summary>Makes leases of a node last longer.</summary>
    /// <returns>Those that it still has.</returns>
    public Task<IReadOnlyList<FleetLease>> RenewAsync(PublicKey wallet, IReadOnlyList<FleetLease> leases, CancellationToken cancellationToken) =>
        RenewAsync(wallet, leases, [], cancellationToken);

    /// <summary>Makes checks last longer that a node is at; those that a process before it was at are not among them.</summary>
    public Task RenewChecksAsync(PublicKey wallet, IReadOnlyList<FleetCheck> checks, CancellationToken cancellationToken) =>
        RenewAsync(wallet, [], checks, cancellationToken);

    /// <summary>Takes leases back that a node does not want any more.</summary>
    public Task ReleaseAsync(PublicKey wallet, IReadOnlyList<FleetLease> leases, CancellationToken cancellationToken) => RunAsync(
        session => session.ExecuteAsync(
            """
            update units set state = 0, node = null, until = null from unnest($2::bigint[], $3::int[]) as held (unit, epoch)
            where units.unit = held.unit and units.epoch = held.epoch and units.node = $1 and units.state = 1
            """,
            wallet.ToArray(), (long[])[.. leases.Select(lease => lease.Unit)], (int[])[.. leases.Select(lease => lease.Epoch)]),
        cancellationToken);

    /// <remarks>
    /// State and answer are looked at when the rows are there, not in looking for them: just after the start, the database takes the indices of
    /// what is leased for empty, and would pass by all leases for each.
    /// </remarks>
    private async Task<IReadOnlyList<IReadOnlyList<FleetLease>>> RenewAllAsync(
        FleetSession session, IReadOnlyList<(PublicKey Node, IReadOnlyList<FleetLease> Leases, IReadOnlyList<FleetCheck> Checks)> asks)
    {
        HashSet<(PublicKey, FleetLease)> kept = [];
        (PublicKey Node, FleetLease Lease)[] leases = [.. asks.SelectMany(ask => ask.Leases.Select(lease => (ask.Node, lease))).Distinct()];
        (PublicKey Node, FleetCheck Check)[] checks = [.. asks.SelectMany(ask => ask.Checks.Select(check => (ask.Node, check)))];
        if (leases.Length > 0)
        {
            kept.UnionWith(await session.ReadAsync(
                """
                with mine as (
                  select units.unit, state from units join unnest($1::bytea[], $2::bigint[], $3::int[]) as held (node, unit, epoch) on units.unit = held.unit
                  where units.epoch = held.epoch and units.node = held.node order by units.unit for update of units)
                update units set until = fleet_time() + $4 from mine
                where units.unit = mine.unit and mine.state = 1 returning units.node, units.unit, units.epoch
                """,
                row => (new PublicKey(row.GetFieldValue<byte[]>(0)), new FleetLease(row.GetInt64(1), row.GetInt32(2))),
                (byte[][])[.. leases.Select(held => held.Node.ToArray())], (long[])[.. leases.Select(held => held.Lease.Unit)],
                (int[])[.. leases.Select(held => held.Lease.Epoch)], _rules.LeaseTime).ConfigureAwait(false));
        }

        if (checks.Length > 0)
        {
            await session.ExecuteAsync(
                """
                with mine as (
                  select checks.unit, checks.epoch, checks.round, answer is null as is_open from checks
                    join unnest($1::bytea[], $2::bigint[], $3::int[], $4::int[]) as held (node, unit, epoch, round)
                    on checks.unit = held.unit and checks.epoch = held.epoch and checks.round = held.round and checks.node = held.node
                  order by checks.unit, checks.epoch, checks.round for update of checks)
                update checks set until = fleet_time() + $5 from mine
                where checks.unit = mine.unit and checks.epoch = mine.epoch and checks.round = mine.round and is_open
                """,
                (byte[][])[.. checks.Select(held => held.Node.ToArray())], (long[])[.. checks.Select(held => held.Check.Unit)],
                (int[])[.. checks.Select(held => held.Check.Epoch)], (int[])[.. checks.Select(held => held.Check.Round)], _rules.LeaseTime)
                .ConfigureAwait(false);
        }

        return [.. asks.Select(ask => (FleetLease[])[.. ask.Leases.Where(lease => kept.Contains((ask.Node, lease)))])];
    }
}
