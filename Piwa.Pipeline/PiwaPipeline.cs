using System.Text;
using Microsoft.Extensions.Logging;
using Piwa.Chain.Keys;
using Piwa.Chain.Ledger;
using Piwa.Chain.Provenance;
using Piwa.Kernels.Devices;
using Piwa.Pipeline.Flow;
using Piwa.Pipeline.Packaging;
using Piwa.Pipeline.Shards;
using Piwa.Pipeline.Stages;
using Piwa.Pipeline.Telemetry;

namespace Piwa.Pipeline;

/// <summary>
/// Makes a data set: recipes, meshes, views, hashes, Parquet shards, compressed NFTs or anchors. Bounded everywhere; a run that is interrupted
/// goes on where it stopped.
/// </summary>
/// <remarks>Thread-safe; one run of a data set at a time.</remarks>
public sealed partial class PiwaPipeline
{
    /// <summary>Name of the meter and of the source of spans that runs report to.</summary>
    public const string TelemetryName = FlowInstruments.MeterName;

    /// <summary>How often progress is reported.</summary>
    internal static readonly TimeSpan ProgressInterval = TimeSpan.FromMilliseconds(250);

    /// <summary>How often a device may be lost without a shard in between that it made.</summary>
    private const int MostLossesInARow = 3;

    /// <summary>Transactions whose logs the ledger of a run keeps in memory, some 14 kB each: the fewest, for nobody asks for them.</summary>
    private const int RetainedTransactions = 1;

    private readonly PiwaOptions _options;

    internal PiwaPipeline(PiwaOptions options) => _options = options;

    /// <summary>How it runs; not to be changed.</summary>
    internal PiwaOptions Options => _options;

    /// <summary>Begins to put a pipeline together.</summary>
    public static PiwaPipelineBuilder CreateBuilder() => new();

    /// <summary>Makes the assets 0 .. <paramref name="assetCount"/> - 1 that the data set does not have yet, and puts all on the ledger.</summary>
    /// <remarks>
    /// When the device is lost, the host makes the shard that it was at, with the same bytes, and buries the asset that is to blame if one is;
    /// then the device is opened again.
    /// </remarks>
    /// <param name="assetCount">Assets that the data set is to have.</param>
    /// <param name="progress">Told several times a second where the run stands.</param>
    /// <param name="cancellationToken">
    /// Stops the run: work under way is let go, committed shards stay, and the report says so. Not an exception.
    /// </param>
    /// <exception cref="RunFailedException">The run could not go on; what is done is kept.</exception>
    /// <exception cref="DeviceException">The device cannot be used, or not any more.</exception>
    /// <exception cref="DatasetMismatchException">The directory holds another campaign, or another wallet's assets.</exception>
    /// <exception cref="ManifestException">The campaign or the manifest is damaged.</exception>
    /// <exception cref="IOException">The directory cannot be written, or another process writes to it.</exception>
    /// <exception cref="OracleException">The oracle cannot be reached, or it is not the data set's.</exception>
    /// <exception cref="KeypairFileException">The wallet is not safe, or damaged.</exception>
    public async Task<RunReport> RunAsync(
        ulong assetCount,
        IProgress<RunProgress>? progress = null,
        CancellationToken cancellationToken = default)
    {
        ArgumentOutOfRangeException.ThrowIfZero(assetCount);
        return await RunWholeAsync(
            (options, unitCount, history) => RunPartAsync(options, assetCount, unitCount, history, progress, cancellationToken),
            cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Runs part after part until all is made, also where the device is lost on the way.</summary>
    /// <param name="runPart">Runs until so many units are made, or all; says whether it was all.</param>
    /// <param name="cancellationToken">Stops it.</param>
    private async Task<RunReport> RunWholeAsync(
        Func<PiwaOptions, int, RunHistory, Task<(RunReport Report, bool IsWhole)>> runPart, CancellationToken cancellationToken)
    {
        RunHistory history = new(_options.TimeProvider);
        PiwaOptions host = _options.On(HostDevice.Id);
        ILogger log = _options.LoggerFactory.CreateLogger("Piwa.Pipeline");
        for (int losses = 0, shards = 0; ;)
        {
            try
            {
                PiwaOptions options = _options.On(history.Device ?? _options.Device);
                return (await runPart(options, int.MaxValue, history).ConfigureAwait(false)).Report;
            }
            catch (RunFailedException fault) when (fault.InnerException is DeviceLostException && !cancellationToken.IsCancellationRequested)
            {
                // Shards that are committed in between say that it is the assets, or rare.
                losses = fault.Progress!.Shards > shards ? 1 : losses + 1;
                if (losses > MostLossesInARow)
                    throw;
                history.Lose((DeviceLostException)fault.InnerException);
                log.DeviceLost(fault.InnerException.Message);
            }

            // Which asset the device was at is not known; the host isolates each. It makes the same bytes, a shard and no more: it is slow.
            (RunReport report, bool isWhole) = await runPart(host, 1, history).ConfigureAwait(false);
            if (isWhole || report.WasCancelled)
                return report;
            shards = report.Progress.Shards;
        }
    }

    /// <summary>Runs until so many units are made, or all.</summary>
    private static async Task<(RunReport Report, bool IsWhole)> RunPartAsync(
        PiwaOptions options, ulong assetCount, int unitCount, RunHistory history, IProgress<RunProgress>? progress, CancellationToken cancellationToken)
    {
        await using var opening = new DeviceOpening(options);
        using Keypair wallet = OperatorWallet.Open(options.WalletPath);
        using OracleAccess? remote = await OpenRemoteOracleAsync(options, wallet, cancellationToken).ConfigureAwait(false);
        using Dataset dataset = Dataset.OpenForWriting(
            options.OutputDirectory, options.Campaign with { Oracle = remote?.Oracle.Address.ToString() });
        OperatorWallet.Check(dataset, wallet, options.WalletPath);
        using OracleAccess? own = remote is not null
            ? null
            : OracleAccess.OpenLocal(
                dataset, wallet, () => opening.Device.GetAwaiter().GetResult(), options);
        IOracle oracle = (remote ?? own)!.Oracle;
        using EmbeddedLedger ledger = EmbeddedLedger.Open(dataset.LedgerPath, new EmbeddedLedgerOptions
        {
            TimeProvider = options.TimeProvider,
            RetainedTransactions = RetainedTransactions,
        });

        // Not cancelled: it is short, and a run that is stopped here reports so like any other.
        LedgerAccess.Fund(ledger, wallet.PublicKey);
        using ChainLanes lanes = await LedgerAccess.OpenAsync(
            ledger, LaneKeys.Of(wallet, oracle), dataset.Campaign, assetCount, CancellationToken.None).ConfigureAwait(false);
        Device device = await opening.Device.ConfigureAwait(false);
        history.Device ??= device.Info.Id;
        OracleGate gate = new(dataset, oracle, wallet.PublicKey);
        AssetOwners owners = new(dataset);
        ChainStage chain = new(
            lanes.Minting is { } minting ? new MintStage(dataset, gate, minting, owners, wallet.PublicKey) : null,
            lanes.Anchoring is { } anchoring ? new AnchorStage(dataset, gate, anchoring, owners, wallet.PublicKey) : null);
        WorkUnit[] missing = [.. dataset.Missing(assetCount)];
        await using var run = new PipelineRun(
            options, dataset, wallet, device, missing.Take(unitCount).ToAsyncEnumerable(), history, history.Begin(dataset, missing),
            new SinkStage(chain, dataset, options.ShardSinks), lanes, new ShardChecksums(dataset));
        await using TelemetryPoster? posts = await OpenPostsAsync(options, dataset, wallet, ledger, device, history.Meter, run).ConfigureAwait(false);
        if (posts is not null)
            await posts.StartAsync(hasWork: missing.Length > 0).ConfigureAwait(false);
        RunReport report = await run.RunAsync(progress, ProgressInterval, cancellationToken).ConfigureAwait(false);
        bool isWhole = missing.Length <= unitCount;
        if (posts is not null && (isWhole || report.WasCancelled))
        {
            await posts.EndAsync().ConfigureAwait(false);
            report = report with
            {
                Progress = report.Progress with { TelemetryPosts = history.Meter.Posts, WaitingTelemetryPosts = history.Meter.WaitingPosts },
            };
        }

        await DataCard.FollowAsync(dataset, report, options.TimeProvider, cancellationToken).ConfigureAwait(false);
        return (report, isWhole);
    }

    /// <summary>Opens the posts of a node; who uploads is none.</summary>
    private static async Task<TelemetryPoster?> OpenPostsAsync(
        PiwaOptions options, Dataset dataset, Keypair wallet, EmbeddedLedger ledger, Device device, NodeMeter meter, PipelineRun run)
    {
        if (options.TelemetryInterval == TimeSpan.Zero || options.Campaign.IsOfUploads)
            return null;
        var poster = new TelemetryPosterOptions
        {
            Interval = options.TelemetryInterval,
            Dataset = dataset,
            Wallet = wallet,
            Device = TelemetryText.DeviceName($"{device.Info.Id}: {device.Info.Name}"),
            Meter = meter,
            Work = () => run.Work,
            LedgerBytes = () => ledger.LogBytes,
            Clock = options.TimeProvider,
            Log = options.LoggerFactory.CreateLogger("Piwa.Pipeline"),
            Fail = fault => run.Fail("telemetry", fault),
        };
        return await TelemetryPoster.OpenAsync(poster, ledger).ConfigureAwait(false);
    }

    private static async Task<OracleAccess?> OpenRemoteOracleAsync(
        PiwaOptions options, Keypair wallet, CancellationToken cancellationToken) =>
        options.OracleAddress is { } address
            ? await OracleAccess.OpenRemoteAsync(address, wallet, expected: null, options.TimeProvider, cancellationToken).ConfigureAwait(false)
            : null;

    /// <summary>The stages of the graph with their capacities and parallelism, one line each.</summary>
    public string Describe()
    {
        var run = new FlowRun();
        GraphOptions options = GraphOptions.Create(run, TaskScheduler.Default, _options.BatchCount, PipelineRun.SealThreads(_options), _options.UnmintedShards);
        var text = new StringBuilder();
        foreach (StageOptions stage in (StageOptions[])[options.Generate, options.Render, options.Seal, options.Shard, options.Mint])
            text.AppendLine($"{stage.Name,-10} capacity {stage.Capacity,3}   parallelism {stage.Parallelism}");
        return text.ToString();
    }
}
