using Npgsql;
using Piwa.Chain.Keys;

namespace Piwa.Pipeline.Fleet;

/// <content>Where it stands.</content>
internal sealed partial class FleetBook
{
    /// <summary>What is told of a node; its leases come last.</summary>
    private const string NodeColumns =
        "wallet, device, joined, seen, stake, most_leases, nodes.units, assets, sampled, equal, checks, lapsed, strikes, barred";

    /// <summary>Where the fleet stands.</summary>
    /// <param name="mostNodes">Nodes to tell of.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public Task<FleetStatus> StatusAsync(int mostNodes, CancellationToken cancellationToken) => RunAsync(
        async session =>
        {
            FleetStatus status = (await session.ReadAsync(
                """
                select count(*), count(*) filter (where state = 0), count(*) filter (where state = 1),
                  count(*) filter (where state = 1 and until < fleet_time()), count(*) filter (where state = 2), count(*) filter (where state = 3),
                  count(*) filter (where state = 4) from units
                """,
                row => new FleetStatus(
                    row.GetInt64(0), row.GetInt64(1), row.GetInt64(2), row.GetInt64(3), row.GetInt64(4), row.GetInt64(5), row.GetInt64(6), []))
                .ConfigureAwait(false))[0];
            return status with
            {
                Nodes = await session.ReadAsync(
                    $"""
                    select {NodeColumns}, coalesce(held.leases, 0)
                    from nodes left join (select node, count(*) as leases from units where state = 1 group by node) as held on held.node = nodes.wallet
                    order by nodes.units desc, wallet limit $1
                    """,
                    ReadNode,
                    mostNodes).ConfigureAwait(false),
            };
        },
        cancellationToken);

    /// <summary>Where a node stands; null if there is no such node.</summary>
    /// <param name="wallet">The node.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public Task<FleetNodeStatus?> FindNodeAsync(PublicKey wallet, CancellationToken cancellationToken) => RunAsync(
        async session => (await session.ReadAsync(
            $"select {NodeColumns}, (select count(*) from units where node = $1 and state = 1) from nodes where wallet = $1", ReadNode, wallet.ToArray())
            .ConfigureAwait(false)).SingleOrDefault(),
        cancellationToken);

    /// <summary>Whether all units are in the store.</summary>
    public async Task<bool> IsDoneAsync(CancellationToken cancellationToken) => (await FindStandAsync(cancellationToken).ConfigureAwait(false)).IsDone;

    /// <summary>Whether all units are in the store, and whether there are some that anybody could have.</summary>
    public Task<(bool IsDone, bool IsOpen)> FindStandAsync(CancellationToken cancellationToken) => _stands.AskAsync(true, Now, cancellationToken);

    /// <remarks>In the order of an index each: the table itself begins with a million units that are done.</remarks>
    private static async Task<IReadOnlyList<(bool IsDone, bool IsOpen)>> StandAsync(FleetSession session, IReadOnlyList<bool> asks)
    {
        (bool, bool) stand = (await session.ReadAsync(
            """
            select not exists (
              (select 1 from units where until is not null order by until limit 1) union all (select 1 from units where state = 0 order by unit limit 1)
              union all (select 1 from units where state = 2 order by unit limit 1) union all (select 1 from units where state = 3 order by unit limit 1)),
              exists (
              (select 1 from units where until < fleet_time() order by until limit 1)
              union all (select 1 from units where state = 0 order by unit limit 1))
            """,
            row => (row.GetBoolean(0), row.GetBoolean(1))).ConfigureAwait(false))[0];
        return [.. asks.Select(_ => stand)];
    }

    /// <summary>What is owed, by node: units made and samples made again, each unit once.</summary>
    /// <param name="cancellationToken">Gives up.</param>
    public Task<IReadOnlyList<FleetCredit>> CreditsAsync(CancellationToken cancellationToken) => RunAsync<IReadOnlyList<FleetCredit>>(
        async session => await session.ReadAsync(
            "select unit, kind, node, assets from credits order by unit, kind, node",
            row => new FleetCredit(row.GetInt64(0), row.GetInt16(1) == MakerCredit, new PublicKey(row.GetFieldValue<byte[]>(2)), row.GetInt32(3)))
            .ConfigureAwait(false),
        cancellationToken);

    /// <summary>What has happened, what was last first.</summary>
    /// <param name="most">Of how much to tell.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public Task<IReadOnlyList<FleetEvent>> EventsAsync(int most, CancellationToken cancellationToken) => RunAsync<IReadOnlyList<FleetEvent>>(
        async session => await session.ReadAsync(
            "select id, at, what, node, unit, detail from audit order by id desc limit $1",
            row => new FleetEvent(
                row.GetInt64(0), row.GetFieldValue<DateTimeOffset>(1), row.GetString(2),
                row.IsDBNull(3) ? null : new PublicKey(row.GetFieldValue<byte[]>(3)).ToString(), row.IsDBNull(4) ? null : row.GetInt64(4), row.GetString(5)),
            most).ConfigureAwait(false),
        cancellationToken);

    /// <summary>Strikes that were not pardoned since, what was last first.</summary>
    /// <param name="most">Of how many to tell.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public Task<IReadOnlyList<FleetStrike>> StrikesAsync(int most, CancellationToken cancellationToken) => RunAsync<IReadOnlyList<FleetStrike>>(
        async session => await session.ReadAsync(
            """
            select node, unit, at from audit as strike where what = 'strike' and node is not null and unit is not null
              and not exists (select 1 from audit as pardon
                where pardon.node = strike.node and pardon.id > strike.id and pardon.what = 'node changed' and pardon.detail like 'pardoned%')
            order by id desc limit $1
            """,
            row => new FleetStrike(new PublicKey(row.GetFieldValue<byte[]>(0)), row.GetInt64(1), row.GetFieldValue<DateTimeOffset>(2)),
            most).ConfigureAwait(false),
        cancellationToken);

    /// <summary>What has happened, in order: what, to which unit.</summary>
    /// <param name="cancellationToken">Gives up.</param>
    public Task<IReadOnlyList<(string What, long? Unit, string Detail)>> AuditAsync(CancellationToken cancellationToken) =>
        RunAsync<IReadOnlyList<(string What, long? Unit, string Detail)>>(
            async session => await session.ReadAsync(
                "select what, unit, detail from audit order by id",
                row => (row.GetString(0), row.IsDBNull(1) ? (long?)null : row.GetInt64(1), row.GetString(2))).ConfigureAwait(false),
            cancellationToken);

    private static FleetNodeStatus ReadNode(NpgsqlDataReader row) => new(
        new PublicKey(row.GetFieldValue<byte[]>(0)).ToString(), row.GetString(1), row.GetFieldValue<DateTimeOffset>(2), row.GetFieldValue<DateTimeOffset>(3),
        row.GetInt64(4), row.GetInt32(5), row.GetInt64(14), row.GetInt64(6), row.GetInt64(7), row.GetInt64(8), row.GetInt64(9), row.GetInt64(10),
        row.GetInt64(11), row.GetInt32(12), row.IsDBNull(13) ? null : row.GetString(13));
}
