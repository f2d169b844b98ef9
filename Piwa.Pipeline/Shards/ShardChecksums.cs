using System.Security.Cryptography;
using System.Text.Json;
using Piwa.Pipeline.Encoding;

namespace Piwa.Pipeline.Shards;

/// <summary>The SHA-256 of a data set's shards, in <c>sha256.jsonl</c>: each is kept when its shard is written, or else the file is read, once.</summary>
/// <remarks>It only saves time: where it is damaged it is made anew.</remarks>
internal sealed class ShardChecksums
{
    public const string FileName = "sha256.jsonl";

    /// <summary>What is read at once, so that a disk reads ahead; the hash takes 4 kB at a time.</summary>
    private const int BufferBytes = 1 << 20;

    private readonly Dataset _dataset;
    private readonly string _path;

    /// <param name="dataset">The data set, open for writing.</param>
    public ShardChecksums(Dataset dataset)
    {
        _dataset = dataset;
        _path = Path.Combine(dataset.DirectoryPath, FileName);
        CheckedLines.RepairTail(_path);
    }

    /// <summary>Keeps the checksum of a shard.</summary>
    /// <param name="shard">The shard; its file is on disk.</param>
    /// <param name="checksum">SHA-256 of the file, hexadecimal.</param>
    public void Add(ShardRecord shard, string checksum) =>
        CheckedLines.Append(_path, JsonSerializer.Serialize(new ShardChecksum(shard.File, shard.FileHash, checksum), DatasetJson.Default.ShardChecksum));

    /// <summary>Reads the shards whose checksums are not known yet.</summary>
    /// <returns>The checksum of each shard, hexadecimal, in the order of <see cref="Dataset.Shards"/>.</returns>
    /// <exception cref="IOException">A shard cannot be read.</exception>
    public async Task<IReadOnlyList<string>> CompleteAsync(CancellationToken cancellationToken)
    {
        Dictionary<(string File, ContentHash Hash), string> known = Load();
        var checksums = new List<string>(_dataset.Shards.Count);
        foreach (ShardRecord shard in _dataset.Shards)
        {
            if (!known.TryGetValue((shard.File, shard.FileHash), out string? checksum))
            {
                checksum = await HashAsync(_dataset.PathOf(shard), cancellationToken).ConfigureAwait(false);
                Add(shard, checksum);
            }

            checksums.Add(checksum);
        }

        return checksums;
    }

    private static async Task<string> HashAsync(string path, CancellationToken cancellationToken)
    {
        using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read, BufferBytes, FileOptions.SequentialScan);
        return Convert.ToHexStringLower(await SHA256.HashDataAsync(file, cancellationToken).ConfigureAwait(false));
    }

    private Dictionary<(string File, ContentHash Hash), string> Load()
    {
        var known = new Dictionary<(string, ContentHash), string>();
        try
        {
            foreach (string text in CheckedLines.Read(_path, out _))
            {
                ShardChecksum line = JsonSerializer.Deserialize(text, DatasetJson.Default.ShardChecksum)!;
                known[(line.File, line.Blake3)] = line.Sha256;
            }

            return known;
        }
        catch (Exception fault) when (fault is ManifestException or JsonException)
        {
            File.Delete(_path);
            return [];
        }
    }
}
