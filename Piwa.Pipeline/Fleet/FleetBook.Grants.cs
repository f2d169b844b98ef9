using Piwa.Chain.Keys;

namespace Piwa.Pipeline.Fleet;

/// <content>Who gets which units.</content>
internal sealed partial class FleetBook
{
    /// <summary>What a node without stake counts as: one with one RENDER.</summary>
    private const double BaseStake = 100_000_000;

    /// <summary>Who has nothing and has not asked for so many times is not there any more.</summary>
    private const int MissedPolls = 3;

    /// <summary>Coordinators count what is out one after the other, where that is limited.</summary>
    private const long LimitLock = 0x7069_7761_6c69_6d69;

    /// <summary>Limits are text and not parameters: how little is asked for is known when it is planned. Large ones are rounded up to this.</summary>
    private const int LimitStep = 64;

    private TimeSpan WaitingTime => MissedPolls * FleetRules.PollTime(_rules.LeaseTime);

    /// <summary>Gives units to nodes, in the order in which they have asked.</summary>
    /// <remarks>
    /// <list type="number">
    /// <item>How much each has room for; where what is out is limited, how much of that it gets, and who waits.</item>
    /// <item>So many units are locked that nobody else has locked: first those whose lease has run out.</item>
    /// <item>Nodes are locked, and their room is found again: another coordinator may have given them something.</item>
    /// <item>Units are written to their nodes; who has let units run out is blamed.</item>
    /// </list>
    /// </remarks>
    private async Task<IReadOnlyList<IReadOnlyList<FleetLease>>> LeaseAllAsync(FleetSession session, IReadOnlyList<(PublicKey Node, int Most)> asks)
    {
        byte[][] nodes = [.. asks.Select(ask => ask.Node).Distinct().Select(node => node.ToArray())];
        Dictionary<PublicKey, Room> rooms = await FindRoomsAsync(session, nodes).ConfigureAwait(false);
        int[] counts = Fit(asks, rooms);
        if (_rules.FleetLeases > 0 && counts.Any(count => count > 0))
            await LimitAsync(session, asks, rooms, counts).ConfigureAwait(false);
        List<(long Unit, byte[]? Lapsed)> units = await FindUnitsAsync(session, counts.Sum()).ConfigureAwait(false);
        if (units.Count == 0)
            return [.. asks.Select(_ => (FleetLease[])[])];

        await LockNodesAsync(session, [.. nodes, .. units.Select(unit => unit.Lapsed).OfType<byte[]>()]).ConfigureAwait(false);
        counts = Fit([.. asks.Select((ask, i) => (ask.Node, counts[i]))], await FindRoomsAsync(session, nodes).ConfigureAwait(false));
        var taken = new (long Unit, byte[]? Lapsed)[asks.Count][];
        for (int i = 0, next = 0; i < asks.Count; next += taken[i++].Length)
            taken[i] = [.. units.Skip(next).Take(counts[i])];

        long[] numbers = [.. taken.SelectMany(each => each.Select(unit => unit.Unit))];
        Dictionary<long, int> epochs = (await session.ReadAsync(
            """
            update units set state = 1, node = taken.node, epoch = epoch + 1, until = fleet_time() + $3
            from unnest($1::bigint[], $2::bytea[]) as taken (unit, node) where units.unit = taken.unit
            returning units.unit, units.epoch
            """,
            row => (Unit: row.GetInt64(0), Epoch: row.GetInt32(1)),
            numbers, (byte[][])[.. taken.SelectMany((each, i) => each.Select(_ => asks[i].Node.ToArray()))], _rules.LeaseTime)
            .ConfigureAwait(false)).ToDictionary(lease => lease.Unit, lease => lease.Epoch);
        await NoteAsync(session, asks, taken).ConfigureAwait(false);
        return [.. taken.Select(each => (FleetLease[])[.. each.Select(unit => new FleetLease(unit.Unit, epochs[unit.Unit])).OrderBy(lease => lease.Unit)])];
    }

    /// <summary>What nodes may have, of those that are not barred, and what they have of it.</summary>
    private static async Task<Dictionary<PublicKey, Room>> FindRoomsAsync(FleetSession session, byte[][] nodes) => (await session.ReadAsync(
        """
        select wallet, most_leases, (select count(*) filter (where until >= fleet_time()) from units where units.node = nodes.wallet and state = 1), stake, pass
        from nodes where wallet = any($1) and barred is null
        """,
        row => (
            Node: new PublicKey(row.GetFieldValue<byte[]>(0)),
            Room: new Room((int)(row.GetInt32(1) - row.GetInt64(2)), row.GetInt64(2) > 0, 1 + (row.GetInt64(3) / BaseStake), row.GetDouble(4))),
        [nodes]).ConfigureAwait(false)).ToDictionary(row => row.Node, row => row.Room);

    /// <summary>How many units each ask gets where nothing is scarce.</summary>
    private static int[] Fit(IReadOnlyList<(PublicKey Node, int Most)> asks, Dictionary<PublicKey, Room> rooms)
    {
        Dictionary<PublicKey, int> left = rooms.ToDictionary(room => room.Key, room => Math.Max(room.Value.Free, 0));
        int[] counts = new int[asks.Count];
        for (int i = 0; i < counts.Length; i++)
        {
            if (!left.TryGetValue(asks[i].Node, out int free))
                continue;
            counts[i] = Math.Clamp(asks[i].Most, 0, free);
            left[asks[i].Node] = free - counts[i];
        }

        return counts;
    }

    private static async Task<List<(long Unit, byte[]? Lapsed)>> FindUnitsAsync(FleetSession session, int count)
    {
        if (count == 0)
            return [];
        int limit = count <= LimitStep ? count : (count + LimitStep - 1) / LimitStep * LimitStep;
        List<(long Unit, byte[]? Lapsed)> units = await session.ReadAsync(
            $"""
            with lapsed as (select unit, node from units where until < fleet_time() order by until limit {limit} for update skip locked),
              open as (select unit, null::bytea as node from units where state = 0 order by unit limit {limit} for update skip locked)
            select unit, node from lapsed union all select unit, node from open limit {limit}
            """,
            row => (row.GetInt64(0), row.IsDBNull(1) ? null : row.GetFieldValue<byte[]>(1))).ConfigureAwait(false);
        return units.Count <= count ? units : units[..count];
    }

    private static Task<List<int>> LockNodesAsync(FleetSession session, byte[][] wallets) =>
        session.ReadAsync("select 1 from nodes where wallet = any($1) order by wallet for update", row => row.GetInt32(0), [wallets]);

    /// <summary>Notes of nodes what they were given, and of others what they had let run out.</summary>
    private static Task<int> NoteAsync(FleetSession session, IReadOnlyList<(PublicKey Node, int Most)> asks, (long Unit, byte[]? Lapsed)[][] taken)
    {
        Dictionary<PublicKey, (int Given, int Lapsed)> notes = [];
        for (int i = 0; i < asks.Count; i++)
        {
            if (taken[i].Length > 0)
                Note(asks[i].Node, taken[i].Length, 0);
            foreach (byte[] before in taken[i].Select(unit => unit.Lapsed).OfType<byte[]>())
            {
                if (new PublicKey(before) is var late && late != asks[i].Node)
                    Note(late, 0, 1);
            }
        }

        return session.ExecuteAsync(
            """
            update nodes set asked = case when given = 0 then asked end, served = case when given = 0 then served else fleet_time() end,
              pass = pass + given / (1 + stake / $4), lapsed = nodes.lapsed + each.lapsed
            from unnest($1::bytea[], $2::int[], $3::int[]) as each (node, given, lapsed) where nodes.wallet = each.node
            """,
            (byte[][])[.. notes.Keys.Select(node => node.ToArray())], (int[])[.. notes.Values.Select(note => note.Given)],
            (int[])[.. notes.Values.Select(note => note.Lapsed)], BaseStake);

        void Note(PublicKey node, int given, int lapsed)
        {
            (int before, int late) = notes.GetValueOrDefault(node);
            notes[node] = (before + given, late + lapsed);
        }
    }

    /// <summary>Of units that may be out, how many each gets of those that it would have; who gets none waits.</summary>
    private async Task LimitAsync(
        FleetSession session, IReadOnlyList<(PublicKey Node, int Most)> asks, Dictionary<PublicKey, Room> rooms, int[] counts)
    {
        await session.ExecuteAsync($"select pg_advisory_xact_lock({LimitLock})").ConfigureAwait(false);
        PublicKey[] asking = [.. asks.Where((_, i) => counts[i] > 0).Select(ask => ask.Node).Distinct()];
        byte[][] idle = [.. asking.Where(node => !rooms[node].IsBusy).Select(node => node.ToArray())];
        await LockNodesAsync(session, [.. asking.Select(node => node.ToArray())]).ConfigureAwait(false);
        Dictionary<PublicKey, double> passes = asking.ToDictionary(node => node, node => rooms[node].Pass);
        foreach ((PublicKey node, double pass) in idle.Length == 0 ? [] : await session.ReadAsync(
            """
            update nodes set pass = greatest(pass, coalesce((select min(pass) from nodes where asked > fleet_time() - $2), pass))
            where wallet = any($1) and coalesce(greatest(asked, served), '-infinity') < fleet_time() - $2 returning wallet, pass
            """,
            row => (new PublicKey(row.GetFieldValue<byte[]>(0)), row.GetDouble(1)), idle, WaitingTime).ConfigureAwait(false))
        {
            passes[node] = pass;
        }

        long free = _rules.FleetLeases
            - (await session.ReadAsync("select count(*) from units where until >= fleet_time()", row => row.GetInt64(0)).ConfigureAwait(false))[0];

        // Of those who wait, so many as could come before one of these: these may be among them.
        List<(PublicKey Node, double Pass)> waiting = free <= 0 ? [] : await session.ReadAsync(
            "select wallet, pass from nodes where asked > fleet_time() - $1 and barred is null order by pass limit $2",
            row => (new PublicKey(row.GetFieldValue<byte[]>(0)), row.GetDouble(1)), WaitingTime, free + asking.Length).ConfigureAwait(false);
        HashSet<PublicKey> late = [];
        for (int i = 0; i < asks.Count; i++)
        {
            if (counts[i] == 0)
                continue;
            PublicKey node = asks[i].Node;
            waiting.RemoveAll(other => other.Node == node);
            counts[i] = (int)Math.Clamp(free - waiting.Count(other => other.Pass < passes[node]), 0, counts[i]);
            free -= counts[i];
            passes[node] += counts[i] / rooms[node].Weight;
            if (counts[i] > 0)
                late.Remove(node);
            else if (late.Add(node))
                waiting.Add((node, passes[node]));
        }

        if (late.Count > 0)
        {
            await session.ExecuteAsync("update nodes set asked = fleet_time() where wallet = any($1)", [(byte[][])[.. late.Select(node => node.ToArray())]])
                .ConfigureAwait(false);
        }
    }

    /// <summary>What a node may have now.</summary>
    /// <param name="Free">Units more than it has.</param>
    /// <param name="IsBusy">Whether it has some.</param>
    /// <param name="Weight">One, and what is staked with it in RENDER.</param>
    /// <param name="Pass">Units that it has taken by weight.</param>
    private readonly record struct Room(int Free, bool IsBusy, double Weight, double Pass);
}
