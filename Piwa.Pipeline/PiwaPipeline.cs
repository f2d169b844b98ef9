using System.Text;
using Piwa.Chain.Keys;
using Piwa.Chain.Ledger;
using Piwa.Chain.Provenance;
using Piwa.Kernels.Devices;
using Piwa.Pipeline.Flow;
using Piwa.Pipeline.Packaging;
using Piwa.Pipeline.Shards;
using Piwa.Pipeline.Stages;

namespace Piwa.Pipeline;

/// <summary>
/// Makes a data set: recipes, meshes, views, hashes, Parquet shards, compressed NFTs or anchors. Bounded everywhere; a run that is interrupted
/// goes on where it stopped.
/// </summary>
/// <remarks>Thread-safe; one run of a data set at a time.</remarks>
public sealed partial class PiwaPipeline
{
    /// <summary>How often progress is reported.</summary>
    internal static readonly TimeSpan ProgressInterval = TimeSpan.FromMilliseconds(250);

    private readonly PiwaOptions _options;

    internal PiwaPipeline(PiwaOptions options) => _options = options;

    /// <summary>Begins to put a pipeline together.</summary>
    public static PiwaPipelineBuilder CreateBuilder() => new();

    /// <summary>Makes the assets 0 .. <paramref name="assetCount"/> - 1 that the data set does not have yet, and puts all on the ledger.</summary>
    /// <param name="assetCount">Assets that the data set is to have.</param>
    /// <param name="progress">Told several times a second where the run stands.</param>
    /// <param name="cancellationToken">
    /// Stops the run: work under way is let go, committed shards stay, and the report says so. Not an exception.
    /// </param>
    /// <exception cref="RunFailedException">The run could not go on; what is done is kept.</exception>
    /// <exception cref="DeviceException">The device cannot be used.</exception>
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
        await using var opening = new DeviceOpening(_options.Device, _options.Threads);
        using Keypair wallet = OperatorWallet.Open(_options.WalletPath);
        using OracleAccess? remote = await OpenRemoteOracleAsync(wallet, cancellationToken).ConfigureAwait(false);
        using Dataset dataset = Dataset.OpenForWriting(
            _options.OutputDirectory, _options.Campaign with { Oracle = remote?.Oracle.Address.ToString() });
        OperatorWallet.Check(dataset, wallet, _options.WalletPath);
        using OracleAccess? own = remote is not null
            ? null
            : OracleAccess.OpenLocal(
                dataset, wallet, () => opening.Device.GetAwaiter().GetResult(), _options);
        IOracle oracle = (remote ?? own)!.Oracle;
        using EmbeddedLedger ledger = EmbeddedLedger.Open(dataset.LedgerPath, new EmbeddedLedgerOptions { TimeProvider = _options.TimeProvider });

        // Not cancelled: it is short, and a run that is stopped here reports so like any other.
        LedgerAccess.Fund(ledger, wallet.PublicKey);
        using ChainLanes lanes = await LedgerAccess.OpenAsync(
            ledger, LaneKeys.Of(wallet, oracle), dataset.Campaign, assetCount, CancellationToken.None).ConfigureAwait(false);
        Device device = await opening.Device.ConfigureAwait(false);
        OracleGate gate = new(dataset, oracle, wallet.PublicKey);
        ChainStage chain = new(
            lanes.Minting is { } minting ? new MintStage(dataset, gate, minting, wallet.PublicKey) : null,
            lanes.Anchoring is { } anchoring ? new AnchorStage(dataset, gate, anchoring, wallet.PublicKey) : null);
        await using var run = new PipelineRun(_options, dataset, wallet, device, [.. dataset.Missing(assetCount)], chain, lanes);
        RunReport report = await run.RunAsync(progress, ProgressInterval, cancellationToken).ConfigureAwait(false);
        await DataCard.FollowAsync(dataset, report, _options.TimeProvider, cancellationToken).ConfigureAwait(false);
        return report;
    }

    private async Task<OracleAccess?> OpenRemoteOracleAsync(Keypair wallet, CancellationToken cancellationToken) =>
        _options.OracleAddress is { } address
            ? await OracleAccess.OpenRemoteAsync(address, wallet, expected: null, _options.TimeProvider, cancellationToken).ConfigureAwait(false)
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
