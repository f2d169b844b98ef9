using Piwa.Chain.Keys;

namespace Piwa.Pipeline.Fleet;

/// <content>What others say of units.</content>
internal sealed partial class FleetBook
{
    /// <summary>Enters what nodes say of units.</summary>
    /// <remarks>
    /// Nearly all say what the maker has said: these are settled together. Whatever else there is, another answer or several of one unit, is
    /// settled after them, one by one.
    /// </remarks>
    private async Task<IReadOnlyList<bool>> AnswerAllAsync(FleetSession session, IReadOnlyList<(PublicKey Node, FleetCheck Check, byte[] Said)> asks)
    {
        // Units are locked before their checks, so that two coordinators do not settle one at once.
        long[] numbers = [.. asks.Select(ask => ask.Check.Unit).Distinct()];
        Dictionary<(long, int), byte[]> makers = (await session.ReadAsync(
            "select unit, epoch, node, state from units where unit = any($1) order by unit for update",
            row => (Unit: (row.GetInt64(0), row.GetInt32(1)), Maker: row.GetInt16(3) == (short)UnitState.Made ? row.GetFieldValue<byte[]>(2) : null),
            [numbers]).ConfigureAwait(false)).Where(row => row.Maker is not null).ToDictionary(row => row.Unit, row => row.Maker!);
        ILookup<(long, int), Said> checks = (await session.ReadAsync(
            "select unit, epoch, round, node, answer, cardinality(samples), expected from checks where unit = any($1) order by unit, epoch, round for update",
            row => new Said(
                (row.GetInt64(0), row.GetInt32(1)), row.GetInt32(2), row.IsDBNull(3) ? null : row.GetFieldValue<byte[]>(3),
                row.IsDBNull(4) ? null : row.GetFieldValue<byte[]>(4), row.GetInt32(5), row.GetFieldValue<byte[]>(6)),
            [numbers]).ConfigureAwait(false)).ToLookup(row => row.Unit);
        bool[] taken = new bool[asks.Count];
        List<int> agreeing = [], others = [];
        for (int i = 0; i < asks.Count; i++)
        {
            (PublicKey node, FleetCheck check, byte[] said) = asks[i];
            Said[] of = [.. checks[(check.Unit, check.Epoch)]];

            // The usual: the first to be asked, and the only one, agrees with the maker.
            bool isAlone = asks.Count(ask => ask.Check.Unit == check.Unit) == 1;
            if (isAlone && makers.ContainsKey((check.Unit, check.Epoch)) && of is [{ Answer: null } one] && IsOf(one, node, check, said)
                && said.AsSpan().SequenceEqual(one.Expected))
            {
                agreeing.Add(i);
            }
            else
            {
                others.Add(i);
            }
        }

        if (agreeing.Count > 0)
            await AgreeAsync(session, [.. agreeing.Select(i => (asks[i].Node, makers[(asks[i].Check.Unit, asks[i].Check.Epoch)], asks[i].Check, asks[i].Said))]).ConfigureAwait(false);
        foreach (int i in agreeing)
            taken[i] = true;
        foreach (int i in others)
            taken[i] = await AnswerOneAsync(session, asks[i].Node, asks[i].Check, asks[i].Said).ConfigureAwait(false);
        return taken;
    }

    private static bool IsOf(Said check, PublicKey node, FleetCheck asked, byte[] said) =>
        check.Round == asked.Round && check.Node.AsSpan().SequenceEqual(node.ToArray()) && check.Samples * SampleDigest.Bytes == said.Length;

    /// <summary>Nodes say what the makers of units have said: the units count.</summary>
    private static async Task AgreeAsync(FleetSession session, IReadOnlyList<(PublicKey Node, byte[] Maker, FleetCheck Check, byte[] Said)> answers)
    {
        long[] units = [.. answers.Select(answer => answer.Check.Unit)];
        await session.ExecuteAsync(
            """
            update checks set answer = expected, until = null from unnest($1::bigint[], $2::int[], $3::int[]) as said (unit, epoch, round)
            where checks.unit = said.unit and checks.epoch = said.epoch and checks.round = said.round
            """,
            units, (int[])[.. answers.Select(answer => answer.Check.Epoch)], (int[])[.. answers.Select(answer => answer.Check.Round)]).ConfigureAwait(false);
        await session.ExecuteAsync("update units set state = 3 where unit = any($1)", [units]).ConfigureAwait(false);
        Dictionary<PublicKey, (long Checks, long Samples)> notes = [];
        foreach ((PublicKey node, byte[] maker, FleetCheck _, byte[] said) in answers)
        {
            Note(node, 1, 0);
            Note(new PublicKey(maker), 0, said.Length / SampleDigest.Bytes);
        }

        byte[][] wallets = [.. notes.Keys.Select(node => node.ToArray())];
        await LockNodesAsync(session, wallets).ConfigureAwait(false);
        await session.ExecuteAsync(
            """
            update nodes set checks = nodes.checks + noted.checks, sampled = sampled + noted.samples, equal = equal + noted.samples
            from unnest($1::bytea[], $2::bigint[], $3::bigint[]) as noted (node, checks, samples) where nodes.wallet = noted.node
            """,
            wallets, (long[])[.. notes.Values.Select(note => note.Checks)], (long[])[.. notes.Values.Select(note => note.Samples)]).ConfigureAwait(false);

        void Note(PublicKey node, long checks, long samples)
        {
            (long before, long sampled) = notes.GetValueOrDefault(node);
            notes[node] = (before + checks, sampled + samples);
        }
    }

    private async Task<bool> AnswerOneAsync(FleetSession session, PublicKey wallet, FleetCheck check, byte[] answer)
    {
        byte[] node = wallet.ToArray();
        List<byte[]> units = await session.ReadAsync(
            "select node from units where unit = $1 and epoch = $2 and state = 2 for update",
            row => row.GetFieldValue<byte[]>(0), check.Unit, check.Epoch).ConfigureAwait(false);
        List<byte[]?> before = await session.ReadAsync(
            "select answer from checks where unit = $1 and epoch = $2 and round = $3 and node = $4 and cardinality(samples) * $5 = $6 for update",
            row => row.IsDBNull(0) ? null : row.GetFieldValue<byte[]>(0),
            check.Unit, check.Epoch, check.Round, node, SampleDigest.Bytes, answer.Length).ConfigureAwait(false);
        if (before is not [var said])
            return false;
        if (said is not null)
            return said.AsSpan().SequenceEqual(answer);
        if (units is not [var maker])
            return false;

        await session.ExecuteAsync(
            "update checks set answer = $4, until = null where unit = $1 and epoch = $2 and round = $3", check.Unit, check.Epoch, check.Round, answer)
            .ConfigureAwait(false);
        await SettleAsync(session, new FleetLease(check.Unit, check.Epoch), maker).ConfigureAwait(false);
        return true;
    }

    private async Task SettleAsync(FleetSession session, FleetLease unit, byte[] maker)
    {
        List<(int Round, byte[] Node, byte[] Answer, long[] Samples, byte[] Expected)> said = await session.ReadAsync(
            "select round, node, answer, samples, expected from checks where unit = $1 and epoch = $2 and answer is not null order by round",
            row => (row.GetInt32(0), row.GetFieldValue<byte[]>(1), row.GetFieldValue<byte[]>(2), row.GetFieldValue<long[]>(3), row.GetFieldValue<byte[]>(4)),
            unit.Unit, unit.Epoch).ConfigureAwait(false);
        (long[] samples, byte[] expected) = (said[0].Samples, said[0].Expected);
        CheckVerdict verdict = CheckVerdict.Of(expected, [.. said.Select(answer => answer.Answer)]);
        if (!verdict.IsSettled)
        {
            await session.AuditAsync("disagreed", said[^1].Node, unit.Unit, "another node is asked").ConfigureAwait(false);
            await AskForCheckAsync(session, unit, said[^1].Round + 1, maker, samples, expected).ConfigureAwait(false);
            return;
        }

        foreach ((int _, byte[] node, byte[] answer, long[] _, byte[] _) in said)
        {
            bool isRight = answer.AsSpan().SequenceEqual(verdict.Truth.Span);
            await session.ExecuteAsync("update nodes set checks = checks + $2 where wallet = $1", node, isRight ? 1L : 0L).ConfigureAwait(false);
            if (!isRight)
                await StrikeAsync(session, node, unit.Unit, "accused another, or agreed with one, wrongly").ConfigureAwait(false);
        }

        await session.ExecuteAsync(
            "update nodes set sampled = sampled + $2, equal = equal + $3 where wallet = $1",
            maker, (long)samples.Length, (long)CountEqual(expected, verdict.Truth.Span)).ConfigureAwait(false);
        if (verdict.IsMakerRight)
        {
            await session.ExecuteAsync("update units set state = 3 where unit = $1", unit.Unit).ConfigureAwait(false);
            return;
        }

        await OpenAgainAsync(session, unit, verdict.Truth.ToArray()).ConfigureAwait(false);
        await StrikeAsync(session, maker, unit.Unit, "made other assets than two others").ConfigureAwait(false);
    }

    private static int CountEqual(ReadOnlySpan<byte> left, ReadOnlySpan<byte> right)
    {
        int equal = 0;
        for (int at = 0; at < left.Length; at += SampleDigest.Bytes)
            equal += left.Slice(at, SampleDigest.Bytes).SequenceEqual(right.Slice(at, SampleDigest.Bytes)) ? 1 : 0;
        return equal;
    }

    /// <summary>A check, and what was said: by whom, of how many samples, and what the maker expects.</summary>
    private readonly record struct Said((long, int) Unit, int Round, byte[]? Node, byte[]? Answer, int Samples, byte[] Expected);
}
