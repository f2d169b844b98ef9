using System.Text.Json;
using Piwa.Chain.Provenance;
using Piwa.Pipeline.Shards;

namespace Piwa.Pipeline.Economy;

/// <summary>Verdicts on shards as a text file: a line of JSON each, which is its own proof, for its validator has signed it.</summary>
public static class VerdictFile
{
    private const int MaximumLineCharacters = 1 << 12;

    /// <summary>Writes verdicts.</summary>
    /// <param name="path">The file; what it held is replaced.</param>
    /// <param name="verdicts">The verdicts.</param>
    /// <exception cref="IOException">It cannot be written.</exception>
    public static void Write(string path, IEnumerable<SignedShardVerdict> verdicts)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        ArgumentNullException.ThrowIfNull(verdicts);
        DurableFile.Write(
            Path.GetFullPath(path),
            System.Text.Encoding.UTF8.GetBytes(string.Concat(verdicts.Select(each => JsonSerializer.Serialize(each, EconomyJson.Default.SignedShardVerdict) + "\n"))));
    }

    /// <summary>Reads verdicts. Signatures are not checked.</summary>
    /// <param name="path">The file.</param>
    /// <exception cref="ManifestException">A line is none.</exception>
    /// <exception cref="IOException">It cannot be read.</exception>
    public static IEnumerable<SignedShardVerdict> Read(string path)
    {
        int number = 0;
        foreach (string line in File.ReadLines(path))
        {
            number++;
            yield return Parse(line, $"{path}, line {number}");
        }
    }

    /// <summary>Whether a file is one of these, and not an oracle's record.</summary>
    internal static bool IsVerdictFile(string path)
    {
        using FileStream file = File.Open(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
        return file.ReadByte() is '{' or -1;
    }

    private static SignedShardVerdict Parse(string line, string place)
    {
        if (line.Length > MaximumLineCharacters)
            throw new ManifestException($"{place} is longer than {MaximumLineCharacters} characters: no verdict on a shard.");
        try
        {
            return JsonSerializer.Deserialize(line, EconomyJson.Default.SignedShardVerdict) ?? throw new ManifestException($"{place} is null.");
        }
        catch (JsonException fault)
        {
            throw new ManifestException($"{place} is no verdict on a shard: {fault.Message}", fault);
        }
    }
}
