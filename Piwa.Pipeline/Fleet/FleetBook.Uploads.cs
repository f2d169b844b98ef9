using System.Net;
using Piwa.Chain.Keys;
using Piwa.Pipeline.Encoding;

namespace Piwa.Pipeline.Fleet;

/// <content>What nodes put, and how much of it.</content>
internal sealed partial class FleetBook
{
    /// <summary>Whoever makes a unit again makes the same file; another device may make another by mistake. More are no mistake.</summary>
    private const int FilesOfALease = 3;

    /// <summary>What quotas are counted over.</summary>
    public static readonly TimeSpan QuotaTime = TimeSpan.FromDays(1);

    /// <summary>Enters a file that a node wants to put for a lease of its own. Asked again for the same file, it counts once.</summary>
    /// <param name="wallet">The node.</param>
    /// <param name="upload">Lease and file.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>Why it may not; null if it may.</returns>
    public Task<FleetRefusal?> EnterUploadAsync(PublicKey wallet, WireUpload upload, CancellationToken cancellationToken) =>
        _uploads.AskAsync((wallet, upload), Now, cancellationToken);

    /// <summary>Forgets files that were put long ago, unless their unit is still being looked at.</summary>
    /// <param name="age">How long ago at least.</param>
    /// <param name="most">How many at most.</param>
    /// <param name="delete">Deletes one that came to nothing; that it is gone is no fault.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>How many.</returns>
    public Task<int> ForgetUploadsAsync(TimeSpan age, int most, Func<FleetLease, ContentHash, Task> delete, CancellationToken cancellationToken) => RunAsync(
        async session =>
        {
            List<(FleetLease Lease, ContentHash File, bool IsKept)> old = await session.ReadAsync(
                """
                with old as (
                  select uploads.unit, uploads.epoch, uploads.file, units.epoch = uploads.epoch and units.state = 4 as is_kept
                  from uploads join units on units.unit = uploads.unit
                  where uploads.at < fleet_time() - $1 and not (units.epoch = uploads.epoch and units.state in (1, 2, 3))
                  order by uploads.at limit $2 for update of uploads skip locked)
                delete from uploads using old where uploads.unit = old.unit and uploads.epoch = old.epoch and uploads.file = old.file
                returning uploads.unit, uploads.epoch, uploads.file, is_kept
                """,
                row => (new FleetLease(row.GetInt64(0), row.GetInt32(1)), new ContentHash(row.GetFieldValue<byte[]>(2)), row.GetBoolean(3)), age, most)
                .ConfigureAwait(false);
            foreach ((FleetLease lease, ContentHash file, bool _) in old.Where(each => !each.IsKept))
                await delete(lease, file).ConfigureAwait(false);
            return old.Count;
        },
        cancellationToken);

    private async Task<IReadOnlyList<FleetRefusal?>> EnterAllAsync(FleetSession session, IReadOnlyList<(PublicKey Node, WireUpload Upload)> asks)
    {
        // Nodes are locked first, so that two coordinators do not count what one of them puts at once.
        byte[][] wallets = [.. asks.Select(ask => ask.Node).Distinct().Select(node => node.ToArray())];
        Dictionary<PublicKey, long> quotas = (await session.ReadAsync(
            "select wallet, coalesce(day_bytes, $2) from nodes where wallet = any($1) order by wallet for update",
            row => (Node: new PublicKey(row.GetFieldValue<byte[]>(0)), Bytes: row.GetInt64(1)), wallets, _rules.NodeBytesPerDay).ConfigureAwait(false))
            .ToDictionary(row => row.Node, row => row.Bytes);
        byte[][] limited = [.. quotas.Where(quota => quota.Value > 0).Select(quota => quota.Key.ToArray())];
        Dictionary<PublicKey, long> put = limited.Length == 0 ? [] : (await session.ReadAsync(
            "select node, sum(bytes)::bigint from uploads where node = any($1) and at > fleet_time() - $2 group by node",
            row => (Node: new PublicKey(row.GetFieldValue<byte[]>(0)), Bytes: row.GetInt64(1)), limited, QuotaTime).ConfigureAwait(false))
            .ToDictionary(row => row.Node, row => row.Bytes);
        long[] units = [.. asks.Select(ask => ask.Upload.Lease.Unit)];
        HashSet<(FleetLease, PublicKey)> leases =
        [
            .. (await session.ReadAsync(
                "select unit, epoch, node, state from units where unit = any($1)",
                row => (Lease: new FleetLease(row.GetInt64(0), row.GetInt32(1)), Node: row.IsDBNull(2) ? null : row.GetFieldValue<byte[]>(2), State: (UnitState)row.GetInt16(3)),
                [units]).ConfigureAwait(false))
                .Where(row => row is { State: UnitState.Leased, Node: not null }).Select(row => (row.Lease, new PublicKey(row.Node!))),
        ];
        Dictionary<FleetLease, List<(ContentHash File, long Bytes)>> entered = (await session.ReadAsync(
            "select unit, epoch, file, bytes from uploads where unit = any($1)",
            row => (Lease: new FleetLease(row.GetInt64(0), row.GetInt32(1)), File: new ContentHash(row.GetFieldValue<byte[]>(2)), Bytes: row.GetInt64(3)), [units])
            .ConfigureAwait(false)).GroupBy(row => row.Lease).ToDictionary(rows => rows.Key, rows => rows.Select(row => (row.File, row.Bytes)).ToList());

        var refusals = new FleetRefusal?[asks.Count];
        Dictionary<(FleetLease, ContentHash), (PublicKey Node, long Bytes)> taken = [];
        for (int i = 0; i < asks.Count; i++)
        {
            (PublicKey node, (FleetLease lease, long bytes, ContentHash file)) = asks[i];
            refusals[i] = leases.Contains((lease, node))
                ? Enter(node, lease, file, bytes)
                : new FleetRefusal(HttpStatusCode.Conflict, $"The lease of unit {lease.Unit} is not this node's any more.");
            if (refusals[i] is null)
                taken[(lease, file)] = (node, bytes);
        }

        if (taken.Count > 0)
        {
            await session.ExecuteAsync(
                """
                insert into uploads (unit, epoch, file, node, bytes, at)
                select unit, epoch, file, node, bytes, fleet_time()
                from unnest($1::bigint[], $2::int[], $3::bytea[], $4::bytea[], $5::bigint[]) as asked (unit, epoch, file, node, bytes)
                on conflict (unit, epoch, file) do update set at = excluded.at
                """,
                (long[])[.. taken.Keys.Select(key => key.Item1.Unit)], (int[])[.. taken.Keys.Select(key => key.Item1.Epoch)],
                (byte[][])[.. taken.Keys.Select(key => key.Item2.Bytes.ToArray())], (byte[][])[.. taken.Values.Select(each => each.Node.ToArray())],
                (long[])[.. taken.Values.Select(each => each.Bytes)]).ConfigureAwait(false);
        }

        return refusals;

        FleetRefusal? Enter(PublicKey node, FleetLease lease, ContentHash file, long bytes)
        {
            List<(ContentHash File, long Bytes)> files = entered.GetValueOrDefault(lease) ?? (entered[lease] = []);
            int same = files.FindIndex(each => each.File == file);
            if (same >= 0 && files[same].Bytes == bytes)
                return null;
            if (same >= 0 || files.Count >= FilesOfALease)
                return new FleetRefusal(HttpStatusCode.Forbidden, $"Unit {lease.Unit} was said to be {files.Count + 1} different files under one lease.");
            long before = put.GetValueOrDefault(node), quota = quotas[node];
            if (quota > 0 && before + bytes > quota)
            {
                return new FleetRefusal(
                    HttpStatusCode.Forbidden,
                    $"The node {node} has put {before} bytes within a day, and may put {quota}. The operator can say otherwise: piwa fleet allow {node} --bytes-per-day");
            }

            put[node] = before + bytes;
            files.Add((file, bytes));
            return null;
        }
    }
}
