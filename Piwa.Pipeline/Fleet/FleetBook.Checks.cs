using NpgsqlTypes;
using Piwa.Chain.Keys;

namespace Piwa.Pipeline.Fleet;

/// <content>What is made is checked, and then counts.</content>
internal sealed partial class FleetBook
{
    private const short MakerCredit = 0;
    private const short CheckerCredit = 1;

    /// <summary>A node has made a unit.</summary>
    /// <param name="wallet">The node.</param>
    /// <param name="lease">Its lease.</param>
    /// <param name="content">What the store is to have of it.</param>
    /// <param name="identity">The same for the same assets, and for no others.</param>
    /// <param name="samples">Indices of assets to check.</param>
    /// <param name="expected">What they come down to, one digest after the other.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public Task<FinishOutcome> FinishAsync(
        PublicKey wallet, FleetLease lease, byte[] content, byte[] identity, long[] samples, byte[] expected, CancellationToken cancellationToken) =>
        _finishes.AskAsync(new Finish(wallet, lease, content, identity, samples, expected), Now, cancellationToken);

    /// <summary>Gives checks to a node: of what others have made, and nothing that it has checked before.</summary>
    /// <param name="wallet">The node; it was met.</param>
    /// <param name="most">Checks that it asks for.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public Task<IReadOnlyList<FleetCheck>> LeaseChecksAsync(PublicKey wallet, int most, CancellationToken cancellationToken) =>
        _checks.AskAsync((wallet, most), Now, cancellationToken);

    /// <summary>A node has made samples again.</summary>
    /// <param name="wallet">The node.</param>
    /// <param name="check">Which.</param>
    /// <param name="answer">What they come down to, one digest after the other.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>Whether it was asked for, and not said before otherwise.</returns>
    public Task<bool> AnswerAsync(PublicKey wallet, FleetCheck check, byte[] answer, CancellationToken cancellationToken) =>
        _answers.AskAsync((wallet, check, answer), Now, cancellationToken);

    /// <summary>Puts units that count into the store, and then pays for them.</summary>
    /// <param name="most">Units at once.</param>
    /// <param name="store">Puts one there: twice does no harm. What it says is wrong is open again.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>How many were looked at.</returns>
    public Task<int> CommitAsync(int most, Func<MadeUnit, Task<StoredUnit>> store, CancellationToken cancellationToken) => RunAsync(
        async session =>
        {
            List<MadeUnit> units = await session.ReadAsync(
                """
                select unit, node, made, epoch, coalesce(asked.samples, '{}'), coalesce(asked.expected, '')
                from units left join lateral (
                  select samples, expected from checks where checks.unit = units.unit and checks.epoch = units.epoch order by round limit 1) as asked on true
                where state = 3 order by unit limit $1 for update of units skip locked
                """,
                row => new MadeUnit(
                    new FleetLease(row.GetInt64(0), row.GetInt32(3)), new PublicKey(row.GetFieldValue<byte[]>(1)), row.GetFieldValue<byte[]>(2),
                    row.GetFieldValue<long[]>(4), row.GetFieldValue<byte[]>(5)),
                most).ConfigureAwait(false);
            List<(MadeUnit Unit, int Assets)> stored = [];
            foreach (MadeUnit unit in units)
            {
                (int count, string? fault, bool isOfMaker) = await store(unit).ConfigureAwait(false);
                if (fault is null)
                {
                    stored.Add((unit, count));
                    continue;
                }

                await OpenAgainAsync(session, unit.Lease, null).ConfigureAwait(false);
                if (isOfMaker)
                    await StrikeAsync(session, unit.Maker.ToArray(), unit.Lease.Unit, $"stored other content than it said: {fault}").ConfigureAwait(false);
                else
                    await session.AuditAsync("not stored", unit.Maker.ToArray(), unit.Lease.Unit, fault).ConfigureAwait(false);
            }

            if (stored.Count == 0)
                return units.Count;
            int[] assets = [.. stored.Select(made => made.Assets)];
            long[] numbers = [.. stored.Select(made => made.Unit.Lease.Unit)];
            byte[][] makers = [.. stored.Select(made => made.Unit.Maker.ToArray())];
            await session.ExecuteAsync("update units set state = 4, made = null where unit = any($1)", numbers).ConfigureAwait(false);
            await session.ExecuteAsync(
                """
                insert into credits (unit, kind, node, assets, at)
                select unit, $4, node, assets, fleet_time() from unnest($1::bigint[], $2::bytea[], $3::int[]) as made (unit, node, assets)
                """,
                numbers, makers, assets, MakerCredit).ConfigureAwait(false);
            await session.ExecuteAsync(
                """
                insert into credits (unit, kind, node, assets, at)
                select checks.unit, $3, checks.node, cardinality(samples), fleet_time()
                from checks join unnest($1::bigint[], $2::int[]) as made (unit, epoch) on checks.unit = made.unit and checks.epoch = made.epoch
                where answer = expected
                on conflict do nothing
                """,
                numbers, (int[])[.. stored.Select(made => made.Unit.Lease.Epoch)], CheckerCredit).ConfigureAwait(false);
            await session.ExecuteAsync("delete from checks where unit = any($1)", numbers).ConfigureAwait(false);

            // Locked in one order, so that coordinators that commit at once do not wait for each other.
            await session.ReadAsync("select 1 from nodes where wallet = any($1) order by wallet for update", row => row.GetInt32(0), [makers]).ConfigureAwait(false);
            await session.ExecuteAsync(
                """
                update nodes set units = nodes.units + made.units, assets = nodes.assets + made.assets
                from (select node, count(*) as units, sum(assets) as assets from unnest($1::bytea[], $2::int[]) as each (node, assets) group by node) as made
                where nodes.wallet = made.node
                """,
                makers, assets).ConfigureAwait(false);
            return units.Count;
        },
        cancellationToken);

    /// <summary>A unit is to be made again; who has checked it rightly is owed it all the same.</summary>
    private static async Task OpenAgainAsync(FleetSession session, FleetLease unit, byte[]? truth)
    {
        await session.ExecuteAsync("update units set state = 0, node = null, made = null, identity = null where unit = $1", unit.Unit).ConfigureAwait(false);
        await CreditCheckersAsync(session, unit, truth).ConfigureAwait(false);
    }

    private async Task StrikeAsync(FleetSession session, byte[] node, long unit, string why)
    {
        await session.AuditAsync("strike", node, unit, why).ConfigureAwait(false);
        List<int> strikes = await session.ReadAsync(
            "update nodes set strikes = strikes + 1 where wallet = $1 returning strikes", row => row.GetInt32(0), node).ConfigureAwait(false);
        if (_rules.StrikesUntilBarred == 0 || strikes is not [var count] || count < _rules.StrikesUntilBarred)
            return;
        await session.ExecuteAsync(
            "update nodes set barred = $2 where wallet = $1 and barred is null", node, $"at unit {unit} it {why}").ConfigureAwait(false);
        await ReleaseAllAsync(session, node).ConfigureAwait(false);
    }

    private static Task<int> AskForCheckAsync(FleetSession session, FleetLease unit, int round, byte[] maker, long[] samples, byte[] expected) => session.ExecuteAsync(
        "insert into checks (unit, epoch, round, maker, samples, expected) values ($1, $2, $3, $4, $5, $6)",
        unit.Unit, unit.Epoch, round, maker, samples, expected);

    /// <summary>Who has checked a unit rightly is owed it, also if the unit has to be made again.</summary>
    private static Task<int> CreditCheckersAsync(FleetSession session, FleetLease unit, byte[]? truth) => session.ExecuteAsync(
        """
        insert into credits (unit, kind, node, assets, at)
        select unit, $3, node, cardinality(samples), fleet_time() from checks where unit = $1 and epoch = $2 and answer = coalesce($4, expected)
        on conflict do nothing
        """,
        unit.Unit, unit.Epoch, CheckerCredit, Optional(truth, NpgsqlDbType.Bytea));
}
