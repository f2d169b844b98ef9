using System.Net;
using Piwa.Chain.Keys;
using Piwa.Pipeline.Encoding;
using Piwa.Pipeline.Shards;
using Piwa.Pipeline.Stores;
using Piwa.Pipeline.Stores.S3;

namespace Piwa.Pipeline.Fleet;

/// <summary>Shards on their way from nodes to the store.</summary>
/// <remarks>
/// <para>
/// Into a bucket nodes put them by themselves, each at an address that is signed for one object of one length: <c>uploads/UNIT-LEASE-HASH.parquet</c>,
/// which can be created once and is read by nobody but coordinators. What is agreed on is hashed there, and copied to <c>data/</c> by the server.
/// Into a directory they go through the coordinator, which hashes them on their way. So whatever lies in <c>data/</c> is what its name says.
/// </para>
/// <para>Thread-safe.</para>
/// </remarks>
/// <param name="options">Store, scratch, clock.</param>
/// <param name="order">What is made.</param>
/// <param name="tickets">Tickets for what goes through the coordinator.</param>
/// <param name="book">Knows who may put what.</param>
internal sealed class FleetUploads(FleetOptions options, WorkOrder order, FleetTickets tickets, FleetBook book)
{
    private const string Prefix = "uploads/";

    /// <summary>What a mesh may take beside the views: far more than any does.</summary>
    private const long MostMeshBytes = 1 << 24;

    /// <summary>Files that are forgotten in one transaction.</summary>
    private const int SweptAtOnce = 1000;

    private const int BufferBytes = 1 << 20;

    private static readonly TimeSpan TicketTime = TimeSpan.FromHours(1);

    /// <summary>What was put longer ago counts for no quota any more, and no address for it is good.</summary>
    private static readonly TimeSpan SweepAge = FleetBook.QuotaTime + TicketTime;

    private readonly IShardStore _store = options.Store!;

    /// <summary>The bucket that nodes put into by themselves; null if they do not.</summary>
    private readonly S3Store? _bucket = options.RelaysUploads ? null : options.Store as S3Store;

    /// <summary>Says where a node may put a shard.</summary>
    /// <param name="wallet">The node.</param>
    /// <param name="upload">What it has.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="FleetRefusal">It may not.</exception>
    public async Task<UploadTicket> TicketAsync(PublicKey wallet, WireUpload upload, CancellationToken cancellationToken)
    {
        WorkUnit unit = upload.Lease.UnitIn(order);
        long most = unit.Assets * (order.Campaign.ViewBytes + MostMeshBytes);
        if (upload.Bytes < 1 || upload.Bytes > most)
            throw new FleetRefusal(HttpStatusCode.BadRequest, $"A shard of {unit.Assets} assets has 1 to {most} bytes, not {upload.Bytes}.");
        if (await book.EnterUploadAsync(wallet, upload, cancellationToken).ConfigureAwait(false) is { } refusal)
            throw refusal;
        if (await FindAsync(upload.Lease, upload.Blake3, upload.Bytes, cancellationToken).ConfigureAwait(false) is not null)
            return new UploadTicket(null, new Dictionary<string, string>());
        if (_bucket is null || upload.Bytes > S3Objects.MaximumGrantBytes)
            return new UploadTicket(tickets.Create(upload.Blake3, upload.Bytes, options.TimeProvider.GetUtcNow() + TicketTime), new Dictionary<string, string>());
        await _bucket.EnsureProbedAsync(cancellationToken).ConfigureAwait(false);
        return new UploadTicket(
            await _bucket.Objects.GrantAsync(NameOf(upload.Lease, upload.Blake3), upload.Bytes, TicketTime).ConfigureAwait(false), S3Objects.GrantHeaders);
    }

    /// <summary>Takes a file that comes with a ticket.</summary>
    /// <param name="path">The path that it is put at.</param>
    /// <param name="length">Its length, as is said; null if it is not.</param>
    /// <param name="body">The file.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="FleetRefusal">There is no ticket, or it is another file.</exception>
    public async Task TakeAsync(string path, long? length, Stream body, CancellationToken cancellationToken)
    {
        if (!tickets.TryRead(path, options.TimeProvider.GetUtcNow(), out ContentHash expected, out long bytes))
            throw new FleetRefusal(HttpStatusCode.Forbidden, "This is no ticket, or it is too old. Ask for a new one.");
        if (length != bytes)
            throw new FleetRefusal(HttpStatusCode.BadRequest, $"The ticket is for a file of {bytes} bytes, not {length?.ToString() ?? "any number"}.");
        string file = Path.Combine(options.Scratch, $"piwa-upload-{Guid.NewGuid():N}");
        try
        {
            using var hashed = new HashedFile();
            var stream = new FileStream(file, FileMode.CreateNew, FileAccess.Write, FileShare.None, bufferSize: 0);
            await using (stream.ConfigureAwait(false))
            {
                hashed.Begin(stream);
                var buffer = new byte[1 << 16];
                for (int count; (count = await body.ReadAsync(buffer, cancellationToken).ConfigureAwait(false)) > 0 && hashed.Position <= bytes;)
                    hashed.Write(buffer.AsSpan(0, count));
                (ContentHash hash, long came, _) = hashed.Finish();
                if (hash != expected || came != bytes)
                    throw new FleetRefusal(HttpStatusCode.BadRequest, $"The file is not the one of the ticket: {came} of {bytes} bytes, or other ones.");
            }

            await _store.UploadAsync(UnitRecord.DataName(expected), file, cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            File.Delete(file);
        }
    }

    /// <summary>Name of the object that a node has put; null if there is none of that length.</summary>
    public async Task<string?> FindAsync(FleetLease lease, ContentHash file, long bytes, CancellationToken cancellationToken)
    {
        string name = UnitRecord.DataName(file), upload = NameOf(lease, file);
        return await _store.FindLengthAsync(name, cancellationToken).ConfigureAwait(false) == bytes ? name
            : _store is S3Store && await _store.FindLengthAsync(upload, cancellationToken).ConfigureAwait(false) == bytes ? upload
            : null;
    }

    /// <summary>Hashes what a node has put by itself; what is in <c>data/</c> was.</summary>
    /// <param name="name">Name of the object, of <see cref="FindAsync"/>.</param>
    /// <param name="file">What it must hash to.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>What the server names it by; null if it is other content.</returns>
    /// <exception cref="FileNotFoundException">It is not there any more.</exception>
    /// <exception cref="IOException">It cannot be read.</exception>
    public async Task<string?> HashAsync(string name, ContentHash file, CancellationToken cancellationToken)
    {
        if (!IsUpload(name))
            return "";
        var hasher = new Blake3Hasher(Blake3Domain.Plain);
        var buffer = new byte[BufferBytes];
        S3ReadStream stream = await ((S3Store)_store).Objects.OpenReadAsync(name, (0, null, null), cancellationToken).ConfigureAwait(false);
        await using (stream.ConfigureAwait(false))
        {
            for (int count; (count = await stream.ReadAsync(buffer, cancellationToken).ConfigureAwait(false)) > 0;)
                hasher.Update(buffer.AsSpan(0, count));
            return hasher.Finish() == file ? stream.Version : null;
        }
    }

    /// <summary>Puts what was hashed where the unit's record says.</summary>
    /// <param name="name">Name of the object, of <see cref="FindAsync"/>.</param>
    /// <param name="file">Its hash.</param>
    /// <param name="version">Of <see cref="HashAsync"/>.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="IOException">The server does not copy it.</exception>
    public Task KeepAsync(string name, ContentHash file, string version, CancellationToken cancellationToken) => IsUpload(name)
        ? ((S3Store)_store).Objects.CopyAsync(name, UnitRecord.DataName(file), version, cancellationToken)
        : Task.CompletedTask;

    /// <summary>Deletes what a node has put, once it is copied, or is of no use. That it stays is no fault.</summary>
    public async Task ForgetAsync(string name, CancellationToken cancellationToken)
    {
        try
        {
            if (IsUpload(name))
                await ((S3Store)_store).Objects.DeleteAsync(name, cancellationToken).ConfigureAwait(false);
        }
        catch (IOException)
        {
            // A rule of the bucket for what is below uploads/ does it, also where coordinators may not delete.
        }
    }

    /// <summary>Forgets what was put long ago, and deletes it where a node lost its lease, or lied: what counts was copied and deleted then.</summary>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="FleetDatabaseException">The database is away.</exception>
    public async Task SweepAsync(CancellationToken cancellationToken)
    {
        int forgotten;
        do
        {
            forgotten = await book.ForgetUploadsAsync(
                SweepAge,
                SweptAtOnce,
                (lease, file) => _store is S3Store ? ForgetAsync(NameOf(lease, file), cancellationToken) : Task.CompletedTask,
                cancellationToken).ConfigureAwait(false);
        }
        while (forgotten == SweptAtOnce);
    }

    private static bool IsUpload(string name) => name.StartsWith(Prefix, StringComparison.Ordinal);

    private static string NameOf(FleetLease lease, ContentHash file) => $"{Prefix}{lease.Unit:D10}-{lease.Epoch}-{file}.parquet";
}
