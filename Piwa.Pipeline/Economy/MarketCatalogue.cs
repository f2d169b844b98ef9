using Piwa.Chain.Economy.Licensing;
using Piwa.Pipeline.Stores;

namespace Piwa.Pipeline.Economy;

/// <summary>The data sets that a market licenses.</summary>
/// <remarks>Thread-safe.</remarks>
internal sealed class MarketCatalogue : IDisposable
{
    private readonly SortedDictionary<string, MarketDataset> _datasets = new(StringComparer.Ordinal);

    /// <param name="datasets">Addresses by name.</param>
    /// <param name="directory">Where paths are seen from.</param>
    /// <param name="time">The clock.</param>
    /// <param name="store">How buckets are spoken with; null for the defaults.</param>
    public MarketCatalogue(IReadOnlyDictionary<string, string> datasets, string directory, TimeProvider time, S3StoreOptions? store)
    {
        foreach ((string name, string address) in datasets)
            _datasets.Add(name, new MarketDataset(name, DatasetMirror.IsAddress(address) ? address : Path.Combine(directory, address), time, store));
    }

    public IReadOnlyCollection<MarketDataset> Datasets => _datasets.Values;

    public MarketDataset? Find(string name) => _datasets.GetValueOrDefault(name);

    /// <summary>What a selection comes to, as the data sets are now.</summary>
    /// <exception cref="MarketException">There is no such data set, or nothing of it.</exception>
    public async Task<IReadOnlyList<LicensedRange>> SelectAsync(LicenceSelection selection, CancellationToken cancellationToken)
    {
        bool isPart = selection.FirstAsset != 0 || selection.Assets is not null;
        if (isPart && selection.Dataset is null)
            throw new MarketException("A range is of one data set: name it.");
        if (selection.Assets == 0)
            throw new MarketException("A range has at least one asset.");
        if (selection.Dataset is { } named && Find(named) is null)
            throw new MarketException($"There is no data set '{named}'. There are: {string.Join(", ", _datasets.Keys)}.");
        ulong last = selection.Assets is { } count && count - 1 <= ulong.MaxValue - selection.FirstAsset ? selection.FirstAsset + count - 1 : ulong.MaxValue;
        List<LicensedRange> ranges = [];
        foreach (MarketDataset one in _datasets.Values.Where(one => selection.Dataset is null || one.Name == selection.Dataset))
        {
            // What is uploaded is copied by nobody yet: its meshes lie outside of the shards.
            if (await one.ReadAsync(cancellationToken).ConfigureAwait(false) is { Campaign.IsOfUploads: false } dataset
                && (selection.Preset is null || dataset.Campaign.Preset == selection.Preset)
                && one.RangeOf(dataset, selection.FirstAsset, last) is { } range)
            {
                ranges.Add(range);
            }
        }

        return ranges.Count > 0 ? ranges : throw new MarketException("Nothing of this is there to be licensed.");
    }

    public void Dispose()
    {
        foreach (MarketDataset dataset in _datasets.Values)
            dataset.Dispose();
    }
}
