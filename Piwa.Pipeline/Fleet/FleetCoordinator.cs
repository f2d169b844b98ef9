using System.Net;
using System.Text.Json;
using Microsoft.Extensions.Logging;
using Piwa.Chain.Keys;
using Piwa.Chain.Provenance;
using Piwa.Pipeline.Encoding;
using Piwa.Pipeline.Shards;
using Piwa.Pipeline.Stores;
using Piwa.Pipeline.Telemetry;
using Piwa.Pipeline.Verification;

namespace Piwa.Pipeline.Fleet;

/// <summary>Gives the work units of an order to nodes that need not trust each other, and puts what they agree on into a store.</summary>
/// <remarks>
/// A unit goes from <i>open</i> to <i>leased</i> to <i>made</i>; then nodes of other wallets make samples of it again, chosen when it was
/// finished. What two say alike counts. Then its record is created in the store, once, and after that its nodes are owed something for it, once.
/// State is in PostgreSQL; any number of coordinators share it. Thread-safe.
/// </remarks>
public sealed partial class FleetCoordinator : IAsyncDisposable
{
    /// <summary>Units that are looked into and put into the store in one go, and in one transaction.</summary>
    private const int CommitBatch = 4;

    /// <summary>What a mesh may take beside the views: far more than any does.</summary>
    private const long MostMeshBytes = 1 << 24;

    private static readonly TimeSpan TicketTime = TimeSpan.FromHours(1);

    private readonly FleetOptions _options;
    private readonly FleetBook _book;
    private readonly UnitStore _units;
    private readonly FleetTickets _tickets;
    private readonly ShardExaminer _examiner;
    private readonly ShardInspector _inspector;
    private readonly FleetInstruments _instruments;
    private readonly ILogger _log;

    private FleetCoordinator(FleetOptions options, FleetBook book, UnitStore units, FleetTickets tickets)
    {
        _options = options;
        _book = book;
        _units = units;
        _tickets = tickets;
        _log = options.LoggerFactory.CreateLogger("Piwa.Pipeline");
        CampaignBytes = CampaignFile.Serialize(units.Order.Campaign);
        _instruments = new FleetInstruments(options.TimeProvider);
        _inspector = new ShardInspector(units.Store, units.Order.Campaign, options.Scratch);

        // It makes nothing: nodes check each other.
        _examiner = new ShardExaminer(() => throw new InvalidOperationException("A coordinator has no device.")) { RequiresProof = true };
    }

    /// <summary>The operator's address.</summary>
    public PublicKey Address => _options.Operator!.PublicKey;

    /// <summary>What is made.</summary>
    public WorkOrder Order => _units.Order;

    internal ReadOnlyMemory<byte> CampaignBytes { get; }

    internal FleetRules Rules => _options.Rules;

    internal TimeProvider Clock => _options.TimeProvider;

    internal FleetBook Book => _book;

    /// <summary>Opens database and store, and orders what is to be made if nothing was yet.</summary>
    /// <param name="options">What it works with; copied.</param>
    /// <param name="order">What is to be made; null for what was ordered before.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="ArgumentException">The options are invalid, or nothing was ordered yet.</exception>
    /// <exception cref="FleetDatabaseException">The database is away, refuses, or has another order than the store.</exception>
    /// <exception cref="DatasetMismatchException">The store has another order.</exception>
    /// <exception cref="IOException">The store cannot be used.</exception>
    public static async Task<FleetCoordinator> OpenAsync(FleetOptions options, WorkOrder? order, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(options);
        FleetOptions copy = options.ValidatedCopy();
        UnitStore units = order is null
            ? await UnitStore.FindAsync(copy.Store!, cancellationToken).ConfigureAwait(false)
                ?? throw new ArgumentException($"There is no work in {copy.Store} yet: say how many assets are to be made, and of which campaign.", nameof(order))
            : await UnitStore.OpenAsync(copy.Store!, order, cancellationToken).ConfigureAwait(false);
        FleetTickets tickets = await FleetTickets.CreateAsync(copy.Operator!, cancellationToken).ConfigureAwait(false);
        FleetBook book = await FleetBook.OpenAsync(copy.Database, copy.Schema, copy.Rules, clock: null, cancellationToken).ConfigureAwait(false);
        try
        {
            byte[] content = JsonSerializer.SerializeToUtf8Bytes(units.Order, DatasetJson.Default.WorkOrder);
            await book.OrderAsync(content, (long)units.Order.Units, cancellationToken).ConfigureAwait(false);
            byte[]? there = await book.FindOrderAsync(cancellationToken).ConfigureAwait(false);
            if (!there.AsSpan().SequenceEqual(content))
                throw new FleetDatabaseException($"The schema \"{copy.Schema}\" is of another order than {copy.Store}. Give another schema, or another store.");
            HashSet<ulong> finished = await units.FinishedAsync(cancellationToken).ConfigureAwait(false);
            await book.ReconcileAsync([.. finished.Select(first => (long)(first / (ulong)units.Order.Campaign.ShardAssets))], cancellationToken).ConfigureAwait(false);
            return new FleetCoordinator(copy, book, units, tickets);
        }
        catch
        {
            await book.DisposeAsync().ConfigureAwait(false);
            throw;
        }
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync()
    {
        _examiner.Dispose();
        _instruments.Dispose();
        return _book.DisposeAsync();
    }

    /// <summary>Where the fleet stands.</summary>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="FleetDatabaseException">The database is away.</exception>
    public async Task<FleetStatus> StatusAsync(CancellationToken cancellationToken = default)
    {
        const int MostNodes = 10_000;
        FleetStatus status = await _book.StatusAsync(MostNodes, cancellationToken).ConfigureAwait(false);
        _instruments.Show(status);
        return status;
    }

    /// <summary>Whether all units are in the store.</summary>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="FleetDatabaseException">The database is away.</exception>
    public Task<bool> IsDoneAsync(CancellationToken cancellationToken = default) => _book.IsDoneAsync(cancellationToken);

    /// <summary>Lets a node in, or says what it may from here on.</summary>
    /// <param name="wallet">Its wallet.</param>
    /// <param name="change">What it may.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="ArgumentException">The change is none that there can be.</exception>
    /// <exception cref="FleetDatabaseException">The database is away.</exception>
    public Task AllowAsync(PublicKey wallet, NodeChange change, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(change);
        if (change.Stake < 0 || change.MostLeases < 1)
            throw new ArgumentException($"A stake of {change.Stake} or {change.MostLeases} leases cannot be: 0 and 1 are the least.", nameof(change));
        return _book.AllowAsync(wallet, change, cancellationToken);
    }

    /// <summary>Looks into the shards of units that were agreed on, and puts those into the store whose rows hold what was agreed on; the others are made again.</summary>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>How many were looked at.</returns>
    /// <exception cref="FleetDatabaseException">The database is away.</exception>
    /// <exception cref="IOException">The store cannot be written.</exception>
    /// <exception cref="ManifestException">The store has other bytes of a unit.</exception>
    public async Task<int> CommitAsync(CancellationToken cancellationToken = default)
    {
        int all = 0, now;
        do
        {
            now = await _book.CommitAsync(CommitBatch, StoreAsync, cancellationToken).ConfigureAwait(false);
            all += now;
        }
        while (now == CommitBatch);
        return all;

        async Task<StoredUnit> StoreAsync(MadeUnit made)
        {
            UnitRecord unit = JsonSerializer.Deserialize(made.Content, DatasetJson.Default.UnitRecord)!;
            try
            {
                if (await _inspector.FindFaultAsync(unit.Shard, made.Samples, made.Agreed, cancellationToken).ConfigureAwait(false) is { } fault)
                    return new StoredUnit(0, fault);
            }
            catch (FileNotFoundException fault)
            {
                return new StoredUnit(0, fault.Message, IsOfMaker: false);
            }

            ShardRecord own = await ProofOfRender.SignAsync(
                unit.Shard with { Wallet = Address.ToString() }, _options.Operator!, Clock.GetUtcNow(), cancellationToken).ConfigureAwait(false);
            await _units.CommitAsync(unit with { Shard = own, Maker = unit.Shard }, cancellationToken).ConfigureAwait(false);
            _log.UnitCommitted(made.Unit, unit.Shard.Wallet);
            return new StoredUnit(unit.Shard.Assets);
        }
    }

    internal async Task<WireWork> GiveAsync(PublicKey wallet, WireAsk ask, CancellationToken cancellationToken)
    {
        IReadOnlyList<FleetCheck> checks = ask.Checks > 0 ? await _book.LeaseChecksAsync(wallet, ask.Checks, cancellationToken).ConfigureAwait(false) : [];
        IReadOnlyList<FleetLease> units = ask.Units > 0 ? await _book.LeaseAsync(wallet, ask.Units, cancellationToken).ConfigureAwait(false) : [];
        return new WireWork(units, checks, checks.Count + units.Count == 0 && await IsDoneAsync(cancellationToken).ConfigureAwait(false));
    }

    internal async Task<UploadTicket> TicketAsync(WireUpload upload, CancellationToken cancellationToken)
    {
        WorkUnit unit = UnitOf(upload.Lease);
        long most = unit.Assets * (Order.Campaign.ViewBytes + MostMeshBytes);
        if (upload.Bytes < 1 || upload.Bytes > most)
            throw new FleetRefusal(HttpStatusCode.BadRequest, $"A shard of {unit.Assets} assets has 1 to {most} bytes, not {upload.Bytes}.");
        string name = UnitRecord.DataName(upload.Blake3);
        return await _units.Store.FindLengthAsync(name, cancellationToken).ConfigureAwait(false) == upload.Bytes
            ? new UploadTicket(null, new Dictionary<string, string>())
            : new UploadTicket(_tickets.Create(upload.Blake3, upload.Bytes, Clock.GetUtcNow() + TicketTime), new Dictionary<string, string>());
    }

    /// <summary>Takes a file that comes with a ticket.</summary>
    /// <param name="path">The path that it is put at.</param>
    /// <param name="length">Its length, as is said; null if it is not.</param>
    /// <param name="body">The file.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="FleetRefusal">There is no ticket, or it is another file.</exception>
    internal async Task TakeAsync(string path, long? length, Stream body, CancellationToken cancellationToken)
    {
        if (!_tickets.TryRead(path, Clock.GetUtcNow(), out ContentHash expected, out long bytes))
            throw new FleetRefusal(HttpStatusCode.Forbidden, "This is no ticket, or it is too old. Ask for a new one.");
        if (length != bytes)
            throw new FleetRefusal(HttpStatusCode.BadRequest, $"The ticket is for a file of {bytes} bytes, not {length?.ToString() ?? "any number"}.");
        string file = Path.Combine(_options.Scratch, $"piwa-upload-{Guid.NewGuid():N}");
        try
        {
            var hashed = new HashedFile();
            var stream = new FileStream(file, FileMode.CreateNew, FileAccess.Write, FileShare.None, bufferSize: 0);
            await using (stream.ConfigureAwait(false))
            {
                hashed.Begin(stream);
                var buffer = new byte[1 << 16];
                for (int count; (count = await body.ReadAsync(buffer, cancellationToken).ConfigureAwait(false)) > 0 && hashed.Position <= bytes;)
                    hashed.Write(buffer.AsSpan(0, count));
                long came = hashed.Position;
                if (hashed.Finish() != expected || came != bytes)
                    throw new FleetRefusal(HttpStatusCode.BadRequest, $"The file is not the one of the ticket: {came} of {bytes} bytes, or other ones.");
            }

            await _units.Store.UploadAsync(UnitRecord.DataName(expected), file, cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            File.Delete(file);
        }
    }

    internal async Task<FinishOutcome> FinishAsync(PublicKey wallet, WireFinished finished, CancellationToken cancellationToken)
    {
        ShardSubmission submission = SubmissionCodec.Decode(finished.Submission);
        WorkUnit unit = UnitOf(finished.Lease);
        if (submission.Wallet != wallet)
            throw new FleetRefusal(HttpStatusCode.Forbidden, $"The unit is of {submission.Wallet}, and {wallet} has signed the request.");
        if (!submission.Campaign.Span.SequenceEqual(CampaignBytes.Span))
            throw new FleetRefusal(HttpStatusCode.BadRequest, "The unit is of another campaign.");
        Examination examined = _examiner.Examine(submission);
        if (examined.Findings is [var finding, ..])
            throw new FleetRefusal(HttpStatusCode.BadRequest, finding.Text);
        ShardRecord record = JsonSerializer.Deserialize(submission.Manifest.Span, DatasetJson.Default.ShardRecord)!;
        if (record.FirstAsset != unit.FirstAsset || record.Assets != unit.Assets)
            throw new FleetRefusal(HttpStatusCode.BadRequest, $"Unit {finished.Lease.Unit} has {unit.Assets} assets from {unit.FirstAsset} on.");
        if (!record.Dead.SequenceEqual(finished.DeadLetters.Select(letter => letter.AssetIndex)))
            throw new FleetRefusal(HttpStatusCode.BadRequest, "The dead letters are not those of the shard.");
        string name = UnitRecord.DataName(record.FileHash);
        if (await _units.Store.FindLengthAsync(name, cancellationToken).ConfigureAwait(false) != record.Bytes)
            throw new FleetRefusal(HttpStatusCode.BadRequest, $"The store has no {name} of {record.Bytes} bytes. Put it there first.");

        var content = new UnitRecord(record, finished.DeadLetters);
        long[] samples = SampleDigest.Choose(unit, Rules.Samples);
        Dictionary<ulong, ShardAsset> assets = ShardExaminer.RowsOf(submission).ToDictionary(asset => asset.AssetIndex);
        byte[] expected = SampleDigest.Of(samples, index => assets.TryGetValue(index, out ShardAsset asset) ? asset : null);
        FinishOutcome outcome = await _book.FinishAsync(
            wallet,
            finished.Lease,
            JsonSerializer.SerializeToUtf8Bytes(content, DatasetJson.Default.UnitRecord),
            Blake3.Hash(System.Text.Encoding.UTF8.GetBytes($"{record.FileHash} {record.Root}")).Bytes.ToArray(),
            samples,
            expected,
            cancellationToken).ConfigureAwait(false);
        _log.UnitFinished(finished.Lease.Unit, wallet.ToString(), outcome);
        return outcome;
    }

    private WorkUnit UnitOf(FleetLease lease) => lease.Unit >= 0 && (ulong)lease.Unit < Order.Units
        ? Order.UnitAt((ulong)lease.Unit)
        : throw new FleetRefusal(HttpStatusCode.BadRequest, $"There is no unit {lease.Unit}; there are {Order.Units}.");
}
