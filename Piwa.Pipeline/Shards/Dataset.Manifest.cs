using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Piwa.Pipeline.Encoding;

namespace Piwa.Pipeline.Shards;

/// <content>The manifest: read line by line, grown line by line.</content>
public sealed partial class Dataset
{
    private DatasetTree? _tree;

    /// <summary>The root of the shards: the same for the same shards, whoever made them, in whatever order. See <see cref="DatasetTree"/>.</summary>
    /// <value>All zeros for no shards. Asked for the first time, all shards are hashed; then those that have come since.</value>
    public ContentHash Root
    {
        get
        {
            lock (_lockObject)
            {
                if (_tree is null)
                {
                    _tree = new DatasetTree(_shards.Count);
                    foreach (ShardRecord shard in _shards)
                        _tree.Add(shard);
                }

                return _tree.Root;
            }
        }
    }

    /// <summary>Reads what a directory's data set is made of.</summary>
    /// <returns>Path of the manifest; the campaign and the hash of its file.</returns>
    /// <exception cref="DirectoryNotFoundException">There is no data set.</exception>
    /// <exception cref="ManifestException">The campaign is damaged.</exception>
    internal static (string ManifestPath, Campaign Campaign, ContentHash Hash) ReadCampaign(string directory)
    {
        CheckExists(directory);
        string path = Path.Combine(directory, CampaignName);
        if (new FileInfo(path).Length > CampaignFile.MaximumBytes)
            throw new ManifestException($"{path} is longer than {CampaignFile.MaximumBytes} bytes.");
        byte[] content = File.ReadAllBytes(path);
        return (Path.Combine(directory, ManifestFile), CampaignFile.Parse(content, path), CampaignFile.HashOf(content));
    }

    /// <summary>Enters a shard whose file is in place into the manifest.</summary>
    internal void Commit(ShardRecord shard)
    {
        CheckedLines.Append(ManifestPath, JsonSerializer.Serialize(shard, DatasetJson.Default.ShardRecord));
        lock (_lockObject)
        {
            _shards.Insert(IndexBehind(shard.FirstAsset), shard);
            Enter(shard);
            _tree?.Add(shard);
        }
    }

    internal static T Parse<T>(ReadOnlySpan<byte> line, JsonTypeInfo<T> type, string place) where T : class
    {
        try
        {
            return JsonSerializer.Deserialize(line, type) ?? throw new ManifestException($"{place} is null.");
        }
        catch (JsonException fault)
        {
            throw new ManifestException($"{place}: {fault.Message}", fault);
        }
    }

    private static T Parse<T>(string line, JsonTypeInfo<T> type, string place) where T : class =>
        Parse(System.Text.Encoding.UTF8.GetBytes(line), type, place);

    private void LoadManifest(bool mend)
    {
        using (var manifest = new ManifestReader(ManifestPath, Campaign, CampaignHash))
        {
            while (manifest.Read() is { } shard)
                Enter(shard);
            TornManifestBytes = manifest.TornBytes;
        }

        if (mend)
            CheckedLines.Repair(ManifestPath, TornManifestBytes);
        _shards.AddRange(_outbox);
        _shards.Sort((left, right) => left.FirstAsset.CompareTo(right.FirstAsset));
        for (int i = 1; i < _shards.Count; i++)
        {
            if (_shards[i - 1].FirstAsset + (ulong)_shards[i - 1].Assets > _shards[i].FirstAsset)
                throw new ManifestException($"{ManifestPath}: asset {_shards[i].FirstAsset} is in two shards.");
        }
    }

    /// <summary>Enters a shard into all but the order of assets.</summary>
    private void Enter(ShardRecord shard)
    {
        _outbox.Add(shard);
        _places[shard.FirstAsset] = (_totals.Rows, _anchors);
        _totals = _totals.With(shard);
        _anchors += shard.Rows == 0 ? 0 : 1;
    }

    /// <summary>Place of the first shard that begins behind an asset.</summary>
    private int IndexBehind(ulong asset)
    {
        int low = 0, high = _shards.Count;
        while (low < high)
        {
            int middle = (low + high) / 2;
            if (_shards[middle].FirstAsset <= asset)
                low = middle + 1;
            else
                high = middle;
        }

        return low;
    }
}
