namespace Piwa.Pipeline.Shards;

/// <content>Where files lie: below the directory and nowhere else, whatever the manifest or a link says.</content>
public sealed partial class Dataset
{
    private const string TelemetryFile = "telemetry.jsonl";

    /// <summary>The posts of the node that makes the data set, see <see cref="Telemetry.TelemetryPost"/>; it is there once one was posted.</summary>
    public string TelemetryPath => Path.Combine(DirectoryPath, TelemetryFile);

    /// <summary>Full path of a shard's file.</summary>
    public string PathOf(ShardRecord shard)
    {
        ArgumentNullException.ThrowIfNull(shard);
        return Path.Combine(DirectoryPath, shard.File);
    }

    /// <summary>The shard of an asset; null if none is committed. The asset may be a dead letter of it.</summary>
    /// <param name="assetIndex">Index of the asset.</param>
    public ShardRecord? FindShard(ulong assetIndex) =>
        FindLast(assetIndex) is { } shard && assetIndex - shard.FirstAsset < (ulong)shard.Assets ? shard : null;

    /// <summary>The last shard that begins with an asset or before it; null if none does.</summary>
    internal ShardRecord? FindLast(ulong assetIndex) => IndexBehind(assetIndex) is > 0 and var behind ? _shards[behind - 1] : null;

    /// <summary>Opens a shard: the file that the manifest names, as long as it says, with as many rows.</summary>
    /// <param name="shard">One of <see cref="Shards"/>.</param>
    /// <param name="cancellationToken">Stops reading.</param>
    /// <exception cref="FileNotFoundException">The file is missing.</exception>
    /// <exception cref="ShardFormatException">It is a link, another file than the manifest says, or damaged; the message says what to do.</exception>
    public async Task<ShardReader> OpenShardAsync(ShardRecord shard, CancellationToken cancellationToken = default)
    {
        string path = PlaceOf(shard);
        if (_origin is not null)
        {
            ShardReader remote = await ShardReader.OpenAsync(path, _origin.Open(shard.File, shard.Bytes), cancellationToken).ConfigureAwait(false);
            return await CheckedAsync(shard, path, remote).ConfigureAwait(false);
        }

        if (FindLink(shard) is { } link)
            throw new ShardFormatException($"{link} is a link. A data set's files lie in its directory; put the file itself there.");
        var file = new FileInfo(path);
        if (file.Exists && file.Length != shard.Bytes)
            throw Other(path, $"{file.Length} bytes", $"{shard.Bytes}");
        return await CheckedAsync(shard, path, await ShardReader.OpenAsync(path, cancellationToken).ConfigureAwait(false)).ConfigureAwait(false);
    }

    /// <summary>Reads what stands for a shard on the ledger: its assets with their hashes, in the order of the rows.</summary>
    internal async Task<IReadOnlyList<ShardAsset>> ReadHashesAsync(
        ShardRecord shard, CancellationToken cancellationToken)
    {
        ShardReader reader = await OpenShardAsync(shard, cancellationToken).ConfigureAwait(false);
        await using (reader.ConfigureAwait(false))
            return await reader.ReadHashesAsync(cancellationToken).ConfigureAwait(false);
    }

    /// <summary>The first part of a shard's path that is a link; null if none is.</summary>
    internal string? FindLink(ShardRecord shard)
    {
        string path = DirectoryPath;
        foreach (string part in shard.File.Split('/', StringSplitOptions.RemoveEmptyEntries))
        {
            path = Path.Combine(path, part);
            if (new FileInfo(path).LinkTarget is not null)
                return path;
        }

        return null;
    }

    /// <summary>The dead letters of a shard, in order.</summary>
    internal IReadOnlyList<DeadLetterRecord> LettersOf(ShardRecord shard)
    {
        if (shard.Dead.Count == 0)
            return [];
        Dictionary<ulong, DeadLetterRecord> letters = ReadDeadLetters().ToDictionary(letter => letter.AssetIndex);
        return [.. shard.Dead.Select(index => letters[index])];
    }

    /// <summary>Forgets all shards of a directory that is only on the way to somewhere else; the campaign stays.</summary>
    internal void Forget()
    {
        File.Delete(ManifestPath);
        File.Delete(DeadLetterPath);
        File.Delete(MakersPath);
        foreach (string file in Directory.EnumerateFiles(Path.Combine(DirectoryPath, ShardDirectory)))
            File.Delete(file);
    }

    /// <summary>Refuses links in place of what is written to: through them, others' files would be.</summary>
    private static void CheckOwn(string directory)
    {
        foreach (string name in (string[])[CampaignName, ManifestFile, DeadLetterFile, TelemetryFile, MakerFile, ShardDirectory])
        {
            string path = Path.Combine(directory, name);
            if (new FileInfo(path).LinkTarget is not null)
                throw new ManifestException($"{path} is a link. A data set's files lie in its directory; put the file itself there.");
        }
    }

    private static async Task<ShardReader> CheckedAsync(ShardRecord shard, string path, ShardReader reader)
    {
        if (reader.RowCount == shard.Rows)
            return reader;
        await reader.DisposeAsync().ConfigureAwait(false);
        throw Other(path, $"{reader.RowCount} rows", $"{shard.Rows}");
    }

    private static ShardFormatException Other(string path, string found, string said) => new(
        $"{path} has {found}; the manifest says {said}. Find out more with 'piwa verify'; 'piwa repair' makes damaged shards again.");
}
