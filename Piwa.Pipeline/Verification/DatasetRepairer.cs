using Piwa.Chain.Keys;
using Piwa.Kernels.Devices;
using Piwa.Pipeline.Shards;
using Piwa.Pipeline.Telemetry;

namespace Piwa.Pipeline.Verification;

/// <summary>Makes again what is damaged of a data set, and nothing else.</summary>
/// <remarks>
/// (1) A verification without samples finds the damaged shards and dead letters. (2) The work units of these shards go through the graph
/// that made them, into a directory of their own beside the shards. (3) Each file whose BLAKE3 is the manifest's takes the damaged one's
/// place, in one step; of any other the damaged file is kept. (4) The verification runs again, over all. The manifest is the truth: it is
/// never written, nor are the campaign, the ledger, and files that nothing names. A repair that is stopped or killed leaves each file as it
/// was or repaired; the next one goes on.
/// </remarks>
public static class DatasetRepairer
{
    /// <summary>Repairs a data set.</summary>
    /// <param name="directory">The data set's directory.</param>
    /// <param name="options">How; null for the defaults.</param>
    /// <param name="progress">Told where the repair stands.</param>
    /// <param name="cancellationToken">Stops it: work under way is let go, repaired files stay.</param>
    /// <exception cref="ArgumentException">The data set is of another version of the generator.</exception>
    /// <exception cref="DirectoryNotFoundException">There is no data set.</exception>
    /// <exception cref="ManifestException">The campaign or the manifest is damaged: nothing says what shards were.</exception>
    /// <exception cref="IOException">The directory cannot be written, or another process writes to it.</exception>
    /// <exception cref="DeviceException">The device cannot be used.</exception>
    /// <exception cref="RunFailedException">Shards could not be made; what is repaired is kept.</exception>
    public static async Task<RepairReport> RepairAsync(
        string directory,
        RepairOptions? options = null,
        IProgress<RepairProgress>? progress = null,
        CancellationToken cancellationToken = default)
    {
        options ??= new RepairOptions();
        using Dataset dataset = options.DryRun ? Dataset.Open(directory) : Dataset.OpenForRepair(directory);
        using Device device = DeviceCatalog.OpenVerified(options.Device, options.Threads);
        IReadOnlyList<ShardRecord> damaged;
        bool areLettersDamaged;
        VerifyReport report;
        using (VerificationRun check = Verification(dataset, device))
        {
            report = await check.RunAsync(Follow(RepairStep.Check, progress), cancellationToken).ConfigureAwait(false);
            (damaged, areLettersDamaged) = (check.Damaged, check.AreLettersDamaged);
        }

        List<string> names = [.. damaged.Select(shard => shard.File)];
        if (areLettersDamaged)
            names.Add(Path.GetFileName(dataset.DeadLetterPath));
        if (options.DryRun || names.Count == 0)
            return new RepairReport(names, [], report.Findings);

        List<string> repaired = [], findings = [];
        if (damaged.Count > 0)
        {
            ReplaceStage replaced = await MakeAsync(dataset, damaged, options, device, progress, cancellationToken).ConfigureAwait(false);
            repaired.AddRange(replaced.Replaced);
            findings.AddRange(replaced.Findings);
        }

        if (areLettersDamaged)
        {
            IReadOnlyList<string> otherwise = new LetterMender(
                dataset, device, options.RecipeSource(dataset.CreateSource())).Mend(cancellationToken);
            findings.AddRange(otherwise);
            if (otherwise.Count == 0)
                repaired.Add(Path.GetFileName(dataset.DeadLetterPath));
        }

        using (VerificationRun proof = Verification(dataset, device))
            report = await proof.RunAsync(Follow(RepairStep.Prove, progress), cancellationToken).ConfigureAwait(false);
        return new RepairReport(names, repaired, [.. findings, .. report.Findings]);
    }

    private static VerificationRun Verification(Dataset dataset, Device device) => new(dataset, new VerifyOptions { Samples = 0 }, device);

    private static Relay<VerifyProgress> Follow(RepairStep step, IProgress<RepairProgress>? progress) =>
        new(at => progress?.Report(new RepairProgress(step, at.Shards, at.ShardCount)));

    private static async Task<ReplaceStage> MakeAsync(
        Dataset dataset,
        IReadOnlyList<ShardRecord> damaged,
        RepairOptions options,
        Device device,
        IProgress<RepairProgress>? progress,
        CancellationToken cancellationToken)
    {
        PiwaOptions pipeline = new PiwaOptions
        {
            OutputDirectory = dataset.RepairPath,
            Campaign = dataset.Campaign,
            Device = options.Device,
            Threads = options.Threads,

            // The workshop has no uploads; the data set has.
            RecipeSource = _ => options.RecipeSource(dataset.CreateSource()),

            // As many as there were before.
            MaximumDeadShare = 1,
        }.ValidatedCopy();
        try
        {
            using Dataset workshop = Dataset.OpenForWriting(dataset.RepairPath, dataset.Campaign);
            ReplaceStage end = new(dataset, workshop);
            WorkUnit[] units = [.. damaged.Select(shard => new WorkUnit(shard.FirstAsset, shard.Assets))];

            // Whose the assets are stands in the manifest that is repaired, not in the workshop's: any key will do.
            using Keypair nobody = Keypair.Generate();
            RunHistory history = new(pipeline.TimeProvider);
            PipelineRun run = new(
                pipeline, workshop, nobody, device, units.ToAsyncEnumerable(), history, history.Begin(workshop, units), end, new ChainLanes(null, null));
            await using (run.ConfigureAwait(false))
            {
                var made = new Relay<RunProgress>(at => progress?.Report(new RepairProgress(RepairStep.Make, at.Sealed, at.Planned)));
                await run.RunAsync(made, PiwaPipeline.ProgressInterval, cancellationToken).ConfigureAwait(false);
            }

            cancellationToken.ThrowIfCancellationRequested();
            return end;
        }
        finally
        {
            Directory.Delete(dataset.RepairPath, recursive: true);
        }
    }
}
