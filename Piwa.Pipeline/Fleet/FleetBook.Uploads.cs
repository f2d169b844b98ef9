using System.Net;
using Npgsql;
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
    public Task<FleetRefusal?> EnterUploadAsync(PublicKey wallet, WireUpload upload, CancellationToken cancellationToken) => RunAsync(
        async session =>
        {
            byte[] node = wallet.ToArray(), file = upload.Blake3.Bytes.ToArray();
            (long unit, int epoch) = (upload.Lease.Unit, upload.Lease.Epoch);
            List<long> quotas = await session.ReadAsync(
                "select coalesce(day_bytes, $2) from nodes where wallet = $1 for update", row => row.GetInt64(0), node, _rules.NodeBytesPerDay).ConfigureAwait(false);
            (long leases, long files, long bytes, long same) = (await session.ReadAsync(
                """
                select (select count(*) from units where unit = $2 and epoch = $3 and node = $1 and state = 1),
                  (select count(*) from uploads where unit = $2 and epoch = $3 and file <> $4),
                  (select coalesce(sum(bytes), 0)::bigint from uploads where node = $1 and at > fleet_time() - $5 and (unit, epoch, file) <> ($2, $3, $4)),
                  (select count(*) from uploads where unit = $2 and epoch = $3 and file = $4 and bytes <> $6)
                """,
                row => (row.GetInt64(0), row.GetInt64(1), row.GetInt64(2), row.GetInt64(3)),
                node, unit, epoch, file, QuotaTime, upload.Bytes).ConfigureAwait(false))[0];
            if (quotas is not [var quota] || leases == 0)
                return new FleetRefusal(HttpStatusCode.Conflict, $"The lease of unit {unit} is not this node's any more.");
            if (files >= FilesOfALease || same > 0)
                return new FleetRefusal(HttpStatusCode.Forbidden, $"Unit {unit} was said to be {files + 1} different files under one lease.");
            if (quota > 0 && bytes + upload.Bytes > quota)
            {
                return new FleetRefusal(
                    HttpStatusCode.Forbidden,
                    $"The node {wallet} has put {bytes} bytes within a day, and may put {quota}. The operator can say otherwise: piwa fleet allow {wallet} --bytes-per-day");
            }

            await session.ExecuteAsync(
                """
                insert into uploads (unit, epoch, file, node, bytes, at) values ($1, $2, $3, $4, $5, fleet_time())
                on conflict (unit, epoch, file) do update set at = excluded.at
                """,
                unit, epoch, file, node, upload.Bytes).ConfigureAwait(false);
            return null;
        },
        cancellationToken);

    /// <summary>Forgets files that were put long ago, unless their unit is still being looked at.</summary>
    /// <param name="age">How long ago at least.</param>
    /// <param name="most">How many at most.</param>
    /// <param name="delete">Deletes one; that it is gone is no fault.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>How many.</returns>
    public Task<int> ForgetUploadsAsync(TimeSpan age, int most, Func<FleetLease, ContentHash, Task> delete, CancellationToken cancellationToken) => RunAsync(
        async session =>
        {
            List<(FleetLease Lease, ContentHash File)> old = await session.ReadAsync(
                """
                delete from uploads where ctid in (
                  select uploads.ctid from uploads left join units on units.unit = uploads.unit and units.epoch = uploads.epoch and units.state in (1, 2, 3)
                  where uploads.at < fleet_time() - $1 and units.unit is null order by uploads.at limit $2 for update of uploads skip locked)
                returning unit, epoch, file
                """,
                Read, age, most).ConfigureAwait(false);
            foreach ((FleetLease lease, ContentHash file) in old)
                await delete(lease, file).ConfigureAwait(false);
            return old.Count;

            static (FleetLease, ContentHash) Read(NpgsqlDataReader row) => (new FleetLease(row.GetInt64(0), row.GetInt32(1)), new ContentHash(row.GetFieldValue<byte[]>(2)));
        },
        cancellationToken);
}
