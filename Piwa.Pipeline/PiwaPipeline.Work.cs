using Piwa.Chain.Keys;
using Piwa.Kernels.Devices;
using Piwa.Pipeline.Shards;
using Piwa.Pipeline.Stores;

namespace Piwa.Pipeline;

/// <content>Work of a fleet, with no coordinator.</content>
public sealed partial class PiwaPipeline
{
    /// <summary>
    /// Makes a share of a fleet's work units and puts them into a store that all nodes share. Nothing goes on a ledger; <see cref="FleetGatherer"/>
    /// makes a data set of what the store has. The directory of the options is the node's own, for shards on their way.
    /// </summary>
    /// <remarks>
    /// Units that the store has are skipped, whoever made them. A node that is killed has lost at most the shards under way, and goes on when it
    /// is started again, here or elsewhere.
    /// </remarks>
    /// <param name="store">The store.</param>
    /// <param name="assetCount">Assets that the whole fleet is to make; the store keeps the first number that it is given.</param>
    /// <param name="partition">The share.</param>
    /// <param name="progress">Told several times a second where the run stands.</param>
    /// <param name="cancellationToken">Stops the run: work under way is let go, and the report says so. Not an exception.</param>
    /// <exception cref="RunFailedException">The run could not go on; what is done is kept.</exception>
    /// <exception cref="DeviceException">The device cannot be used, or not any more.</exception>
    /// <exception cref="DatasetMismatchException">The store is another campaign's, or of another number of assets.</exception>
    /// <exception cref="ManifestException">The store has what no node puts there, or other bytes of a unit than were made here.</exception>
    /// <exception cref="IOException">The store or the directory cannot be written, or another process writes to the directory.</exception>
    /// <exception cref="KeypairFileException">The wallet is not safe, or damaged.</exception>
    public async Task<WorkReport> WorkAsync(
        IShardStore store,
        ulong assetCount,
        WorkPartition partition,
        IProgress<RunProgress>? progress = null,
        CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(store);
        UnitStore units = await UnitStore.OpenAsync(store, new WorkOrder(_options.Campaign, assetCount), cancellationToken).ConfigureAwait(false);
        WorkUnit[] share = [.. units.Order.UnitsOf(partition)];
        long before = await CountFinishedAsync(units, share, cancellationToken).ConfigureAwait(false);
        if (before == share.Length)
            return new WorkReport(partition, share.Length, before, 0, null);

        int published = 0;
        RunReport run = await RunWholeAsync(
            async (options, unitCount, history) =>
            {
                (RunReport report, bool isWhole, int count) = await WorkPartAsync(
                    options, units, share, unitCount, history, progress, cancellationToken).ConfigureAwait(false);
                published += count;
                return (report, isWhole);
            },
            cancellationToken).ConfigureAwait(false);
        return new WorkReport(partition, share.Length, before, published, run);
    }

    private static async Task<long> CountFinishedAsync(UnitStore units, WorkUnit[] share, CancellationToken cancellationToken)
    {
        HashSet<ulong> finished = await units.FinishedAsync(cancellationToken).ConfigureAwait(false);
        return share.Count(unit => finished.Contains(unit.FirstAsset));
    }

    private static async Task<(RunReport Report, bool IsWhole, int Published)> WorkPartAsync(
        PiwaOptions options,
        UnitStore units,
        WorkUnit[] share,
        int unitCount,
        RunHistory history,
        IProgress<RunProgress>? progress,
        CancellationToken cancellationToken)
    {
        await using var opening = new DeviceOpening(options);
        using Keypair wallet = OperatorWallet.Open(options.WalletPath);

        // What a run before this made here and did not get to publish goes first; then the directory begins anew.
        int published = 0;
        using (Dataset left = Dataset.OpenForWriting(options.OutputDirectory, options.Campaign))
        {
            var leftover = new PublishStage(left, units);
            await leftover.RunBacklogAsync(left.Outbox, cancellationToken).ConfigureAwait(false);
            left.Forget();
            published = leftover.Published;
        }

        using Dataset scratch = Dataset.OpenForWriting(options.OutputDirectory, options.Campaign);
        HashSet<ulong> finished = await units.FinishedAsync(cancellationToken).ConfigureAwait(false);
        WorkUnit[] missing = [.. share.Where(unit => !finished.Contains(unit.FirstAsset))];
        Device device = await opening.Device.ConfigureAwait(false);
        history.Device ??= device.Info.Id;
        var end = new PublishStage(scratch, units);
        await using var run = new PipelineRun(
            options,
            scratch,
            wallet,
            device,
            missing.Take(unitCount).ToAsyncEnumerable(),
            history,
            history.Begin(scratch, missing),
            new Stages.SinkStage(end, scratch, options.ShardSinks),
            new ChainLanes(null, null));
        RunReport report = await run.RunAsync(progress, ProgressInterval, cancellationToken).ConfigureAwait(false);
        return (report, missing.Length <= unitCount, published + end.Published);
    }
}
