using Microsoft.Extensions.Logging;
using Piwa.Chain.Requests;
using Piwa.Kernels.Devices;
using Piwa.Pipeline.Fleet;
using Piwa.Pipeline.Shards;

namespace Piwa.Pipeline;

/// <content>Work of a fleet that has a coordinator.</content>
public sealed partial class PiwaPipeline
{
    /// <summary>
    /// Works for a fleet until it has nothing more to do: makes the units that its coordinator gives, and samples of what other nodes have made. The
    /// directory of the options is the node's own, for shards on their way; the campaign is the fleet's.
    /// </summary>
    /// <remarks>
    /// While the coordinator is away, the node waits. A node that is killed loses the units that it was at; others get them when its leases have
    /// run out.
    /// </remarks>
    /// <param name="fleet">The coordinator; stays its owner's.</param>
    /// <param name="progress">Told several times a second where the run stands.</param>
    /// <param name="cancellationToken">Stops the run: work under way is given back, and the report says so. Not an exception.</param>
    /// <exception cref="ArgumentException">The options' campaign is not the fleet's.</exception>
    /// <exception cref="RunFailedException">The run could not go on: the coordinator refuses, for instance.</exception>
    /// <exception cref="DeviceException">The device cannot be used, or not any more.</exception>
    /// <exception cref="IOException">The directory cannot be written, or another process writes to it.</exception>
    public async Task<FleetReport> WorkForAsync(
        FleetClient fleet, IProgress<RunProgress>? progress = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(fleet);
        if (!CampaignFile.Serialize(_options.Campaign).AsSpan().SequenceEqual(CampaignFile.Serialize(fleet.Order.Campaign)))
            throw new ArgumentException("The options' campaign must be that of the fleet.", nameof(fleet));
        ILogger log = _options.LoggerFactory.CreateLogger("Piwa.Pipeline");
        FleetNode? node = null;
        int checks = 0;
        using var over = new CancellationTokenSource();
        Task renewing = Task.CompletedTask;
        try
        {
            RunReport run = await RunWholeAsync(
                async (options, unitCount, history) =>
                {
                    await using var opening = new DeviceOpening(options);
                    Device device = await opening.Device.ConfigureAwait(false);
                    if (node is null)
                    {
                        node = new FleetNode(fleet, $"{device.Info.Id}: {device.Info.Name}", history, options.TimeProvider, log, cancellationToken);
                        renewing = node.RenewAsync(over.Token);
                    }

                    using var checker = new FleetChecker(fleet, node, device, options);
                    RunReport report = await WorkPartAsync(options, fleet, node, checker, device, unitCount, history, progress, cancellationToken)
                        .ConfigureAwait(false);
                    checks += checker.Checks;
                    return (report, unitCount == int.MaxValue);
                },
                cancellationToken).ConfigureAwait(false);
            return new FleetReport(node!.Units, node.Lost, checks, run);
        }
        finally
        {
            await over.CancelAsync().ConfigureAwait(false);
            await renewing.ConfigureAwait(false);
            if (node is not null)
                await node.ReleaseAsync().ConfigureAwait(false);
        }
    }

    private static async Task<RunReport> WorkPartAsync(
        PiwaOptions options,
        FleetClient fleet,
        FleetNode node,
        FleetChecker checker,
        Device device,
        int unitCount,
        RunHistory history,
        IProgress<RunProgress>? progress,
        CancellationToken cancellationToken)
    {
        // Leases do not outlive a run: what one before this has left is of nobody.
        using (Dataset left = Dataset.OpenForWriting(options.OutputDirectory, options.Campaign))
            left.Forget();
        using Dataset scratch = Dataset.OpenForWriting(options.OutputDirectory, options.Campaign);
        history.Device ??= device.Info.Id;
        await using var run = new PipelineRun(
            options, scratch, fleet.Wallet, device, node.UnitsAsync(unitCount, CancellationToken.None), history, history.Begin(scratch, []),
            new Stages.SinkStage(new HandInStage(scratch, node), scratch, options.ShardSinks), new ChainLanes(null, null));
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);

        // The host that takes a lost device's place for one unit checks nothing.
        Task checking = unitCount == int.MaxValue ? CheckAsync(checker, run, stop.Token) : Task.CompletedTask;
        try
        {
            return await run.RunAsync(new Watched(node.Motion, progress), ProgressInterval, cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            await stop.CancelAsync().ConfigureAwait(false);
            await checking.ConfigureAwait(false);
        }
    }

    private static async Task CheckAsync(FleetChecker checker, PipelineRun run, CancellationToken cancellationToken)
    {
        await Task.Yield();
        try
        {
            await checker.RunAsync(cancellationToken).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            // The run is over.
        }
        catch (Exception fault) when (fault is RequestException or DeviceException)
        {
            run.Fail("check", fault);
        }
    }

    private sealed class Watched(RunMotion motion, IProgress<RunProgress>? next) : IProgress<RunProgress>
    {
        public void Report(RunProgress value)
        {
            motion.Report(value);
            next?.Report(value);
        }
    }
}
