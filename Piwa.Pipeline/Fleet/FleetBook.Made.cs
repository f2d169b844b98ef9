using Piwa.Chain.Keys;

namespace Piwa.Pipeline.Fleet;

/// <content>Units are handed in, and others are asked to check them.</content>
internal sealed partial class FleetBook
{
    /// <summary>Checks that are looked at beyond those that are asked for, some of which are of the asking nodes' own units; and to what that is rounded up.</summary>
    private const int SpareChecks = 4, ChecksStep = 8;

    /// <summary>Whether node $1 may do a check: it is of another, none that it has done before, and the node is not barred.</summary>
    private const string MayCheck =
        """
        maker <> $1 and not exists (select 1 from checks before where before.unit = checks.unit and before.epoch = checks.epoch
            and before.node = $1 and before.answer is not null)
          and exists (select 1 from nodes where wallet = $1 and barred is null)
        """;

    private static async Task<IReadOnlyList<FinishOutcome>> FinishAllAsync(FleetSession session, IReadOnlyList<Finish> asks)
    {
        Dictionary<long, (UnitState State, byte[]? Node, int Epoch, byte[]? Identity)> units = (await session.ReadAsync(
            "select unit, state, node, epoch, identity from units where unit = any($1) order by unit for update",
            row => (
                Unit: row.GetInt64(0), State: (UnitState)row.GetInt16(1), Node: row.IsDBNull(2) ? null : row.GetFieldValue<byte[]>(2), Epoch: row.GetInt32(3),
                Identity: row.IsDBNull(4) ? null : row.GetFieldValue<byte[]>(4)),
            [(long[])[.. asks.Select(ask => ask.Lease.Unit)]]).ConfigureAwait(false)).ToDictionary(row => row.Unit, row => (row.State, row.Node, row.Epoch, row.Identity));
        var outcomes = new FinishOutcome[asks.Count];
        List<Finish> taken = [];
        for (int i = 0; i < asks.Count; i++)
        {
            Finish ask = asks[i];
            outcomes[i] = FinishOutcome.Lost;
            if (!units.TryGetValue(ask.Lease.Unit, out (UnitState State, byte[]? Node, int Epoch, byte[]? Identity) unit)
                || unit.Epoch != ask.Lease.Epoch || !unit.Node.AsSpan().SequenceEqual(ask.Node.ToArray()))
            {
                continue;
            }

            if (unit.State == UnitState.Leased)
            {
                units[ask.Lease.Unit] = unit with { State = UnitState.Made, Identity = ask.Identity };
                outcomes[i] = FinishOutcome.Taken;
                taken.Add(ask);
                continue;
            }

            outcomes[i] = unit.Identity.AsSpan().SequenceEqual(ask.Identity) ? FinishOutcome.Repeated : FinishOutcome.Contradicted;
        }

        if (taken.Count == 0)
            return outcomes;
        await session.ExecuteAsync(
            """
            update units set state = done.state, until = null, made = done.made, identity = done.identity
            from unnest($1::bigint[], $2::smallint[], $3::bytea[], $4::bytea[]) as done (unit, state, made, identity) where units.unit = done.unit
            """,
            (long[])[.. taken.Select(ask => ask.Lease.Unit)],
            (short[])[.. taken.Select(ask => (short)(ask.Samples.Length == 0 ? UnitState.Agreed : UnitState.Made))],
            (byte[][])[.. taken.Select(ask => ask.Content)], (byte[][])[.. taken.Select(ask => ask.Identity)]).ConfigureAwait(false);
        Finish[] sampled = [.. taken.Where(ask => ask.Samples.Length > 0)];
        if (sampled.Length > 0)
        {
            // Arrays of arrays are of one length in PostgreSQL: samples go as texts.
            await session.ExecuteAsync(
                """
                insert into checks (unit, epoch, round, maker, samples, expected)
                select unit, epoch, 1, maker, samples::bigint[], expected
                from unnest($1::bigint[], $2::int[], $3::bytea[], $4::text[], $5::bytea[]) as done (unit, epoch, maker, samples, expected)
                """,
                (long[])[.. sampled.Select(ask => ask.Lease.Unit)], (int[])[.. sampled.Select(ask => ask.Lease.Epoch)],
                (byte[][])[.. sampled.Select(ask => ask.Node.ToArray())], (string[])[.. sampled.Select(ask => $"{{{string.Join(',', ask.Samples)}}}")],
                (byte[][])[.. sampled.Select(ask => ask.Expected)]).ConfigureAwait(false);
        }

        return outcomes;
    }

    /// <summary>Gives checks to nodes, in the order in which they have asked: those that have run out first, then in the order of units.</summary>
    private async Task<IReadOnlyList<IReadOnlyList<FleetCheck>>> LeaseAllChecksAsync(FleetSession session, IReadOnlyList<(PublicKey Node, int Most)> asks)
    {
        HashSet<PublicKey> welcome =
        [
            .. await session.ReadAsync(
                "select wallet from nodes where wallet = any($1) and barred is null", row => new PublicKey(row.GetFieldValue<byte[]>(0)),
                [(byte[][])[.. asks.Select(ask => ask.Node).Distinct().Select(node => node.ToArray())]]).ConfigureAwait(false),
        ];
        int limit = (asks.Sum(ask => ask.Most) + SpareChecks + ChecksStep - 1) / ChecksStep * ChecksStep;
        List<Due> due = await session.ReadAsync(
            $"""
            with lapsed as (
                select unit, epoch, round, maker, samples from checks where answer is null and node is not null and until < fleet_time()
                order by until limit {limit} for update skip locked),
              free as (
                select unit, epoch, round, maker, samples from checks where answer is null and node is null
                order by unit limit {limit} for update skip locked),
              due as (select * from lapsed union all select * from free limit {limit})
            select unit, epoch, round, maker, samples,
              case when round > 1 then array(select node from checks before where before.unit = due.unit and before.epoch = due.epoch and answer is not null) end
            from due
            """,
            row => new Due(
                new FleetCheck(row.GetInt64(0), row.GetInt32(1), row.GetInt32(2), row.GetFieldValue<long[]>(4)),
                [
                    new PublicKey(row.GetFieldValue<byte[]>(3)),
                    .. row.IsDBNull(5) ? [] : row.GetFieldValue<byte[][]>(5).Select(node => new PublicKey(node)),
                ])).ConfigureAwait(false);
        bool isAll = due.Count < limit;
        List<(PublicKey Node, FleetCheck Check)> given = [];
        List<FleetCheck>[] all = [.. asks.Select(_ => new List<FleetCheck>())];
        for (int i = 0; i < asks.Count; i++)
        {
            (PublicKey node, int most) = asks[i];
            for (int at = 0; welcome.Contains(node) && at < due.Count && all[i].Count < most;)
            {
                if (due[at].Done.Contains(node))
                {
                    at++;
                    continue;
                }

                all[i].Add(due[at].Check);
                given.Add((node, due[at].Check));
                due.RemoveAt(at);
            }
        }

        if (given.Count > 0)
        {
            await session.ExecuteAsync(
                """
                update checks set node = given.node, until = fleet_time() + $5
                from unnest($1::bytea[], $2::bigint[], $3::int[], $4::int[]) as given (node, unit, epoch, round)
                where checks.unit = given.unit and checks.epoch = given.epoch and checks.round = given.round
                """,
                (byte[][])[.. given.Select(each => each.Node.ToArray())], (long[])[.. given.Select(each => each.Check.Unit)],
                (int[])[.. given.Select(each => each.Check.Epoch)], (int[])[.. given.Select(each => each.Check.Round)], _rules.LeaseTime).ConfigureAwait(false);
        }

        // Whoever found nothing among the first, which may all be of its own units, looks through the others.
        for (int i = 0; i < asks.Count && !isAll; i++)
        {
            if (all[i].Count == 0 && welcome.Contains(asks[i].Node) && asks[i].Most > 0)
                all[i] = await FindChecksAsync(session, asks[i].Node, asks[i].Most).ConfigureAwait(false);
        }

        return all;
    }

    private Task<List<FleetCheck>> FindChecksAsync(FleetSession session, PublicKey wallet, int most) => session.ReadAsync(
        $"""
        with lapsed as (
            select unit, epoch, round from checks where answer is null and node is not null and until < fleet_time() and {MayCheck}
            order by until limit {most} for update skip locked),
          free as (
            select unit, epoch, round from checks where answer is null and node is null and {MayCheck}
            order by unit limit {most} for update skip locked),
          due as (select * from lapsed union all select * from free limit {most})
        update checks set node = $1, until = fleet_time() + $2 from due
        where checks.unit = due.unit and checks.epoch = due.epoch and checks.round = due.round
        returning checks.unit, checks.epoch, checks.round, checks.samples
        """,
        row => new FleetCheck(row.GetInt64(0), row.GetInt32(1), row.GetInt32(2), row.GetFieldValue<long[]>(3)),
        wallet.ToArray(), _rules.LeaseTime);

    /// <summary>A node hands a unit in: its lease, what the store is to have, what tells it from others, what is sampled, and what that comes down to.</summary>
    private readonly record struct Finish(PublicKey Node, FleetLease Lease, byte[] Content, byte[] Identity, long[] Samples, byte[] Expected);

    /// <summary>A check to be done, and who may not do it.</summary>
    private readonly record struct Due(FleetCheck Check, PublicKey[] Done);
}
