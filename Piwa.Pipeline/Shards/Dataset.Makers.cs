using System.Text.Json;

namespace Piwa.Pipeline.Shards;

/// <content>Who made shards that a fleet's operator has signed for: the records that the nodes have signed.</content>
public sealed partial class Dataset
{
    private const string MakerFile = "makers.jsonl";

    /// <summary>The records of nodes; it is there once a shard of a fleet of strangers was gathered.</summary>
    public string MakersPath => Path.Combine(DirectoryPath, MakerFile);

    /// <summary>Of shards that strangers made, the records that these have signed, by first asset. Whether they hold is not checked.</summary>
    /// <exception cref="ManifestException">The file is damaged.</exception>
    public IReadOnlyDictionary<ulong, ShardRecord> ReadMakers() => ReadMakers(out _);

    internal Dictionary<ulong, ShardRecord> ReadMakers(out int tornBytes)
    {
        Dictionary<ulong, ShardRecord> makers = [];
        using var lines = new CheckedLineReader(MakersPath);
        while (lines.TryRead(out ReadOnlySpan<byte> line))
        {
            ShardRecord maker = Parse(line, DatasetJson.Default.ShardRecord, lines.Place);
            ShardRules.CheckForm(maker, lines.Place);

            // What a crash kept from the manifest comes again: the later line is that of the shard.
            makers[maker.FirstAsset] = maker;
        }

        tornBytes = lines.TornBytes;
        return makers;
    }

    /// <summary>Enters who made a shard, before it is committed.</summary>
    internal void EnterMaker(ShardRecord maker) =>
        CheckedLines.Append(MakersPath, JsonSerializer.Serialize(maker, DatasetJson.Default.ShardRecord));

    private void MendMakers()
    {
        _ = ReadMakers(out int tornBytes);
        CheckedLines.Repair(MakersPath, tornBytes);
    }
}
