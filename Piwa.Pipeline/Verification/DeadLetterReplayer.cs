using Piwa.Kernels.Buffers;
using Piwa.Kernels.Devices;
using Piwa.Kernels.Recipes;
using Piwa.Pipeline.Shards;

namespace Piwa.Pipeline.Verification;

/// <summary>Makes the assets of dead letters again, from the recipes that stand there.</summary>
public static class DeadLetterReplayer
{
    /// <summary>Replays dead letters. Nothing is written.</summary>
    /// <param name="directory">The data set's directory.</param>
    /// <param name="options">Which, and on what; null for all.</param>
    /// <param name="progress">Told how many are done, and of how many.</param>
    /// <param name="cancellationToken">Stops it.</param>
    /// <returns>What became of each, in the order of the letters.</returns>
    /// <exception cref="ArgumentException">The asset that was asked for has no letter.</exception>
    /// <exception cref="DirectoryNotFoundException">There is no data set.</exception>
    /// <exception cref="ManifestException">The campaign, the manifest or a letter is damaged.</exception>
    /// <exception cref="DeviceException">The device cannot be used.</exception>
    public static IReadOnlyList<ReplayResult> Replay(
        string directory,
        ReplayOptions? options = null,
        IProgress<(int Done, int Total)>? progress = null,
        CancellationToken cancellationToken = default)
    {
        options ??= new ReplayOptions();
        using Dataset dataset = Dataset.Open(directory);
        List<DeadLetterRecord> letters = dataset.ReadDeadLetters(out _);
        if (options.Asset is { } asset)
            letters.RemoveAll(letter => letter.AssetIndex != asset);
        if (letters.Count == 0)
        {
            return options.Asset is null
                ? []
                : throw new ArgumentException($"There is no letter of asset {options.Asset} in {dataset.DeadLetterPath}.");
        }

        using Device device = DeviceCatalog.OpenVerified(options.Device, options.Threads);
        using AssetRemaker remaker = new(device, dataset.Campaign, dataset.CreateSource());
        List<ReplayResult> results = [];
        foreach (DeadLetterRecord letter in letters)
        {
            cancellationToken.ThrowIfCancellationRequested();
            results.Add(Replay(letter, dataset, remaker));
            progress?.Report((results.Count, letters.Count));
        }

        return results;
    }

    private static ReplayResult Replay(DeadLetterRecord letter, Dataset dataset, AssetRemaker remaker)
    {
        Recipe recipe;
        try
        {
            recipe = dataset.DecodeRecipe(letter.Recipe);
        }
        catch (RecipeFormatException fault)
        {
            // It is no recipe, and was none then.
            return new ReplayResult(letter.AssetIndex, ReplayOutcome.FailsAgain, letter.Stage, letter.Reason, "generate", fault.Message);
        }

        DeadLetterRecord? again = remaker.Fail(new FixedRecipe(recipe), letter.AssetIndex);
        return new ReplayResult(letter.AssetIndex, Compare(letter, again), letter.Stage, letter.Reason, again?.Stage, again?.Reason);
    }

    private static ReplayOutcome Compare(DeadLetterRecord before, DeadLetterRecord? now) => now is null
        ? ReplayOutcome.Works
        : (before.Stage, before.Reason) == (now.Stage, now.Reason) ? ReplayOutcome.FailsAgain : ReplayOutcome.FailsOtherwise;
}
