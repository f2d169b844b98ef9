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

    private static readonly TimeSpan SweepInterval = TimeSpan.FromMinutes(10);

    private readonly FleetOptions _options;
    private readonly FleetBook _book;
    private readonly UnitStore _units;
    private readonly FleetUploads _uploads;
    private readonly ShardExaminer _examiner;
    private readonly ShardInspector _inspector;
    private readonly FleetInstruments _instruments;
    private readonly FleetPauses _pauses;
    private readonly ILogger _log;
    private long _sweptAt;

    private FleetCoordinator(FleetOptions options, FleetBook book, UnitStore units, FleetTickets tickets)
    {
        _options = options;
        _book = book;
        _units = units;
        _uploads = new FleetUploads(options, units.Order, tickets, book);
        _sweptAt = options.TimeProvider.GetTimestamp();
        _log = options.LoggerFactory.CreateLogger("Piwa.Pipeline");
        CampaignBytes = CampaignFile.Serialize(units.Order.Campaign);
        _instruments = new FleetInstruments(options.TimeProvider);
        _pauses = new FleetPauses(options.Rules.IdleRequestsPerSecond, FleetRules.PollTime(options.Rules.LeaseTime));
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
        if (change.Stake < 0 || change.MostLeases < 1 || change.BytesPerDay < 1)
        {
            throw new ArgumentException(
                $"A stake of {change.Stake}, {change.MostLeases} leases or {change.BytesPerDay} bytes a day cannot be: 0, 1 and 1 are the least.", nameof(change));
        }

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
            now = await _book.CommitAsync(CommitBatch, made => StoreAsync(made, cancellationToken), cancellationToken).ConfigureAwait(false);
            all += now;
        }
        while (now == CommitBatch);
        if (Clock.GetElapsedTime(_sweptAt) > SweepInterval)
        {
            _sweptAt = Clock.GetTimestamp();
            await _uploads.SweepAsync(cancellationToken).ConfigureAwait(false);
        }

        return all;
    }

    internal async Task<WireWork> GiveAsync(PublicKey wallet, WireAsk ask, CancellationToken cancellationToken)
    {
        IReadOnlyList<FleetCheck> checks = ask.Checks > 0 ? await _book.LeaseChecksAsync(wallet, ask.Checks, cancellationToken).ConfigureAwait(false) : [];
        IReadOnlyList<FleetLease> units = ask.Units > 0 ? await _book.LeaseAsync(wallet, ask.Units, cancellationToken).ConfigureAwait(false) : [];
        if (checks.Count + units.Count > 0)
            return new WireWork(units, checks, IsDone: false, PauseSeconds: 0);

        // Where there are units, the node has its fill or waits for its turn by stake: it comes back soon.
        (bool isDone, bool isOpen) = await _book.FindStandAsync(cancellationToken).ConfigureAwait(false);
        TimeSpan pause = isDone || (ask.Units > 0 && isOpen) ? FleetRules.PollTime(Rules.LeaseTime) : _pauses.Next(Clock.GetUtcNow());
        return new WireWork(units, checks, isDone, pause.TotalSeconds);
    }

    /// <summary>Says where a node may put a shard.</summary>
    internal Task<UploadTicket> TicketAsync(PublicKey wallet, WireUpload upload, CancellationToken cancellationToken) =>
        _uploads.TicketAsync(wallet, upload, cancellationToken);

    /// <summary>Takes a file that comes with a ticket; see <see cref="FleetUploads.TakeAsync"/>.</summary>
    internal Task TakeAsync(string path, long? length, Stream body, CancellationToken cancellationToken) =>
        _uploads.TakeAsync(path, length, body, cancellationToken);

    internal async Task<FinishOutcome> FinishAsync(PublicKey wallet, WireFinished finished, CancellationToken cancellationToken)
    {
        ShardSubmission submission = SubmissionCodec.Decode(finished.Submission);
        WorkUnit unit = finished.Lease.UnitIn(Order);
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
        if (await _uploads.FindAsync(finished.Lease, record.FileHash, record.Bytes, cancellationToken).ConfigureAwait(false) is null)
            throw new FleetRefusal(HttpStatusCode.BadRequest, $"The store has no shard {record.FileHash} of {record.Bytes} bytes. Put it there first.");

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

    private async Task<StoredUnit> StoreAsync(MadeUnit made, CancellationToken cancellationToken)
    {
        UnitRecord unit = JsonSerializer.Deserialize(made.Content, DatasetJson.Default.UnitRecord)!;
        ShardRecord shard = unit.Shard;
        string? name = await _uploads.FindAsync(made.Lease, shard.FileHash, shard.Bytes, cancellationToken).ConfigureAwait(false);
        if (name is null)
            return new StoredUnit(0, "the store does not have its shard any more", IsOfMaker: false);
        try
        {
            string? version = await _uploads.HashAsync(name, shard.FileHash, cancellationToken).ConfigureAwait(false);
            string? fault = version is null ? "its file has another hash"
                : await _inspector.FindFaultAsync(shard, name, made.Samples, made.Agreed, cancellationToken).ConfigureAwait(false);
            if (fault is not null)
                return new StoredUnit(0, fault);
            await _uploads.KeepAsync(name, shard.FileHash, version!, cancellationToken).ConfigureAwait(false);
        }
        catch (FileNotFoundException fault)
        {
            return new StoredUnit(0, fault.Message, IsOfMaker: false);
        }

        ShardRecord own = await ProofOfRender.SignAsync(
            shard with { Wallet = Address.ToString() }, _options.Operator!, Clock.GetUtcNow(), cancellationToken).ConfigureAwait(false);
        await _units.CommitAsync(unit with { Shard = own, Maker = shard }, cancellationToken).ConfigureAwait(false);
        await _uploads.ForgetAsync(name, cancellationToken).ConfigureAwait(false);
        _log.UnitCommitted(made.Lease.Unit, shard.Wallet);
        return new StoredUnit(shard.Assets);
    }
}
