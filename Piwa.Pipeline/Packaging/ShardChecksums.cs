using System.Security.Cryptography;
using System.Text.Json;
using Piwa.Pipeline.Encoding;
using Piwa.Pipeline.Shards;

namespace Piwa.Pipeline.Packaging;

/// <summary>The SHA-256 of all shards. Each file is read once: what is known is kept in <c>sha256.jsonl</c>.</summary>
/// <remarks>The file only saves time: where it is damaged it is made anew.</remarks>
internal static class ShardChecksums
{
    public const string FileName = "sha256.jsonl";

    /// <summary>Reads the shards whose checksums are not known yet.</summary>
    /// <returns>The checksum of each shard, hexadecimal, in the order of <see cref="Dataset.Shards"/>.</returns>
    /// <exception cref="IOException">A shard cannot be read.</exception>
    public static async Task<IReadOnlyList<string>> CompleteAsync(Dataset dataset, CancellationToken cancellationToken)
    {
        string path = Path.Combine(dataset.DirectoryPath, FileName);
        Dictionary<(string File, ContentHash Hash), string> known = Load(path);
        var checksums = new List<string>(dataset.Shards.Count);
        foreach (ShardRecord shard in dataset.Shards)
        {
            if (!known.TryGetValue((shard.File, shard.FileHash), out string? checksum))
            {
                checksum = await HashAsync(dataset.PathOf(shard), cancellationToken).ConfigureAwait(false);
                var line = new ShardChecksum(shard.File, shard.FileHash, checksum);
                CheckedLines.Append(path, JsonSerializer.Serialize(line, PackagingJson.Default.ShardChecksum));
            }

            checksums.Add(checksum);
        }

        return checksums;
    }

    private static async Task<string> HashAsync(string path, CancellationToken cancellationToken)
    {
        using FileStream file = File.OpenRead(path);
        return Convert.ToHexStringLower(await SHA256.HashDataAsync(file, cancellationToken).ConfigureAwait(false));
    }

    private static Dictionary<(string File, ContentHash Hash), string> Load(string path)
    {
        var known = new Dictionary<(string, ContentHash), string>();
        try
        {
            List<string> lines = CheckedLines.Read(path, out int tornBytes);
            foreach (string text in lines)
            {
                ShardChecksum line = JsonSerializer.Deserialize(text, PackagingJson.Default.ShardChecksum)!;
                known[(line.File, line.Blake3)] = line.Sha256;
            }

            CheckedLines.Repair(path, tornBytes);
            return known;
        }
        catch (Exception fault) when (fault is ManifestException or JsonException)
        {
            File.Delete(path);
            return [];
        }
    }
}
