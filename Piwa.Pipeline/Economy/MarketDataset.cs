using Piwa.Chain.Economy.Licensing;
using Piwa.Pipeline.Shards;
using Piwa.Pipeline.Stores;

namespace Piwa.Pipeline.Economy;

/// <summary>A data set that a market licenses; it may be growing.</summary>
/// <remarks>Thread-safe.</remarks>
internal sealed class MarketDataset : IDisposable
{
    private readonly GrowingDataset _dataset;

    /// <param name="name">The market's name for it.</param>
    /// <param name="address">Its directory, or its address in a bucket.</param>
    /// <param name="time">The clock.</param>
    /// <param name="store">How a bucket is spoken with; null for the defaults.</param>
    public MarketDataset(string name, string address, TimeProvider time, S3StoreOptions? store)
    {
        Name = name;
        _dataset = new GrowingDataset(address, time, store);
        if (DatasetMirror.IsAddress(address))
            Store = new S3Store(address, store);
    }

    public string Name { get; }

    /// <summary>Where it lies.</summary>
    public string Address => _dataset.Address;

    /// <summary>The bucket that it lies in; null if it is in a directory.</summary>
    public S3Store? Store { get; }

    /// <summary>The data set as it is; null if there is none yet.</summary>
    /// <exception cref="ManifestException">It is damaged.</exception>
    /// <exception cref="IOException">It cannot be read.</exception>
    public Task<Dataset?> ReadAsync(CancellationToken cancellationToken) => _dataset.ReadAsync(cancellationToken);

    /// <summary>The shards that have some assets, as a range of a licence; null if there are none.</summary>
    public LicensedRange? RangeOf(Dataset dataset, ulong first, ulong last)
    {
        ShardRecord[] shards = [.. dataset.Shards.Where(shard => shard.Rows > 0 && shard.FirstAsset <= last && shard.FirstAsset + (ulong)shard.Assets > first)];
        if (shards.Length == 0)
            return null;
        return new LicensedRange(
            Name,
            dataset.CampaignHash.ToString(),
            dataset.Root.ToString(),
            shards.Min(shard => shard.FirstAsset),
            shards.Max(shard => shard.FirstAsset + (ulong)shard.Assets - 1),
            shards.Sum(shard => (long)shard.Rows),
            shards.Length,
            shards.Sum(shard => shard.Bytes));
    }

    public void Dispose()
    {
        _dataset.Dispose();
        Store?.Dispose();
    }
}
