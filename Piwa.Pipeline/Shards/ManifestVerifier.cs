using Piwa.Pipeline.Encoding;

namespace Piwa.Pipeline.Shards;

/// <summary>Checks a data set's manifest by itself: no shard is read, and none has to be there.</summary>
/// <remarks>
/// Of each line its check, the form of its record, that it is of the campaign, and its signature if it has one; of all, that no asset is in two
/// shards. Lines are read one by one; what is kept of a shard are some 150 bytes. Nothing is written.
/// </remarks>
public static class ManifestVerifier
{
    private const int MostFindings = 100;

    /// <summary>Verifies a manifest.</summary>
    /// <param name="directory">The data set's directory.</param>
    /// <param name="root">The root that it must have; null for any.</param>
    /// <param name="progress">Told now and then of how many lines are checked.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>What was found, a hundred findings at most; a damaged line is the last.</returns>
    /// <exception cref="DirectoryNotFoundException">There is no data set.</exception>
    /// <exception cref="IOException">It cannot be read.</exception>
    public static ManifestReport Verify(
        string directory, ContentHash? root = null, IProgress<long>? progress = null, CancellationToken cancellationToken = default)
    {
        const int LinesBetweenReports = 4096;
        List<string> findings = [];
        var tree = new DatasetTree();
        List<(ulong First, int Assets)> ranges = [];
        long assets = 0, rows = 0, dead = 0, bytes = 0, signed = 0;
        try
        {
            using ManifestReader manifest = ManifestReader.Open(directory);
            while (findings.Count < MostFindings && manifest.Read() is { } shard)
            {
                cancellationToken.ThrowIfCancellationRequested();
                (assets, rows, dead, bytes) = (assets + shard.Assets, rows + shard.Rows, dead + shard.Dead.Count, bytes + shard.Bytes);
                ranges.Add((shard.FirstAsset, shard.Assets));
                if (tree.Find(shard.FirstAsset) is null)
                    tree.Add(shard);
                if (ProofOfRender.IsSigned(shard))
                {
                    if (ProofOfRender.FindFault(shard) is { } fault)
                        findings.Add($"{manifest.Place}: its proof of render: {fault}");
                    else
                        signed++;
                }

                if (ranges.Count % LinesBetweenReports == 0)
                    progress?.Report(ranges.Count);
            }

            if (manifest.TornBytes > 0)
                findings.Add($"{manifest.Path}: its last {manifest.TornBytes} bytes are no whole line: a write that a crash cut off, or damage.");
            if (ranges.Count == 0)
                findings.Add($"{manifest.Path}: it names no shard.");
        }
        catch (ManifestException fault)
        {
            findings.Add(fault.Message);
        }

        ranges.Sort();
        for (int i = 1; i < ranges.Count && findings.Count < MostFindings; i++)
        {
            if (ranges[i - 1].First + (ulong)ranges[i - 1].Assets > ranges[i].First)
                findings.Add($"{directory}: asset {ranges[i].First} is in two shards.");
        }

        if (findings.Count == 0 && root is { } wanted && tree.Root != wanted)
            findings.Add($"{directory}: its root is {tree.Root}, not {wanted}: it has other shards, or not all.");
        progress?.Report(ranges.Count);
        return new ManifestReport(ranges.Count, assets, rows, dead, bytes, signed, tree.Root, findings);
    }
}
