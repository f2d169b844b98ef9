using Piwa.Pipeline.Encoding;

namespace Piwa.Pipeline.Shards;

/// <summary>Reads the records of a data set's manifest, one after the other, each checked against the campaign.</summary>
/// <remarks>Not thread-safe.</remarks>
internal sealed class ManifestReader : IDisposable
{
    private readonly CheckedLineReader _lines;
    private readonly Campaign _campaign;
    private readonly ContentHash _campaignHash;

    /// <summary>Names that most records share: of a device, of a wallet.</summary>
    private readonly Dictionary<string, string> _names = [];

    /// <param name="path">The manifest.</param>
    /// <param name="campaign">The campaign.</param>
    /// <param name="campaignHash">The hash of its file.</param>
    public ManifestReader(string path, Campaign campaign, ContentHash campaignHash)
    {
        Path = path;
        _lines = new CheckedLineReader(path);
        _campaign = campaign;
        _campaignHash = campaignHash;
    }

    /// <summary>The manifest.</summary>
    public string Path { get; }

    /// <summary>What to call the record that was read last in messages.</summary>
    public string Place => _lines.Place;

    /// <summary>Bytes of a torn last line; known once there are no more.</summary>
    public int TornBytes => _lines.TornBytes;

    /// <summary>Opens the manifest of a data set.</summary>
    /// <exception cref="DirectoryNotFoundException">There is no data set.</exception>
    /// <exception cref="ManifestException">The campaign is damaged.</exception>
    public static ManifestReader Open(string directory)
    {
        (string path, Campaign campaign, ContentHash hash) = Dataset.ReadCampaign(directory);
        return new ManifestReader(path, campaign, hash);
    }

    /// <inheritdoc/>
    public void Dispose() => _lines.Dispose();

    /// <summary>Reads a record; null if there are no more.</summary>
    /// <exception cref="ManifestException">The line is damaged, or no record of a shard of this campaign.</exception>
    public ShardRecord? Read()
    {
        if (!_lines.TryRead(out ReadOnlySpan<byte> line))
            return null;
        ShardRecord shard = Dataset.Parse(line, DatasetJson.Default.ShardRecord, Place);
        ShardRules.Check(shard, _campaign, _campaignHash, Place);
        return shard with { Device = Shared(shard.Device), Wallet = Shared(shard.Wallet), Dead = shard.Dead.Count == 0 ? [] : shard.Dead };
    }

    private string Shared(string name)
    {
        const int MostNames = 4096;
        if (_names.TryGetValue(name, out string? known))
            return known;
        if (_names.Count < MostNames)
            _names.Add(name, name);
        return name;
    }
}
