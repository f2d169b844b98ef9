using Piwa.Kernels.Buffers;
using Piwa.Kernels.Devices;
using Piwa.Pipeline.Shards;

namespace Piwa.Pipeline.Verification;

/// <summary>Writes a data set's dead letters anew: those whose lines are whole as they are, the others made again.</summary>
/// <param name="dataset">The data set, open for writing.</param>
/// <param name="device">Makes assets again; not disposed.</param>
/// <param name="recipes">The campaign's recipes.</param>
internal sealed class LetterMender(Dataset dataset, Device device, IRecipeSource recipes)
{
    /// <summary>Replaces the file, unless an asset that is said to fail can be made.</summary>
    /// <returns>What came out otherwise; then nothing was written.</returns>
    public IReadOnlyList<string> Mend(CancellationToken cancellationToken)
    {
        List<string> findings = [];
        List<DeadLetterRecord> sound = dataset.ReadSoundDeadLetters();
        ILookup<ulong, DeadLetterRecord> known = sound.ToLookup(letter => letter.AssetIndex);
        List<DeadLetterRecord> letters = [];
        using (AssetRemaker remaker = new(device, dataset.Campaign, recipes))
        {
            foreach (ulong dead in dataset.Outbox.SelectMany(shard => shard.Dead))
            {
                cancellationToken.ThrowIfCancellationRequested();
                if (known.Contains(dead))
                    letters.AddRange(known[dead]);
                else if (remaker.Fail(recipes, dead) is { } letter)
                    letters.Add(letter);
                else
                    findings.Add($"{dataset.DeadLetterPath}: asset {dead} is said to fail; made again, it does not. The file is kept as it is.");
            }
        }

        // What a crash left between letters and manifest: no shard has lost these assets.
        letters.AddRange(sound.Except(letters));
        if (findings.Count == 0)
            dataset.ReplaceDeadLetters(letters);
        return findings;
    }
}
