using System.Runtime.CompilerServices;
using Piwa.Chain.Economy;
using Piwa.Chain.Keys;
using Piwa.Pipeline.Encoding;
using Piwa.Pipeline.Shards;
using Piwa.Pipeline.Stores;

namespace Piwa.Pipeline.Economy;

/// <summary>A data set or a fleet's store, of which shards are counted: its records, and no shard.</summary>
internal sealed class EpochSource : IDisposable
{
    private readonly Dataset? _dataset;
    private readonly UnitStore? _units;
    private readonly IDisposable? _store;

    private EpochSource(string address, Dataset? dataset, UnitStore? units, IDisposable? store) =>
        (Address, _dataset, _units, _store) = (address, dataset, units, store);

    /// <summary>Where it lies, for messages.</summary>
    public string Address { get; }

    /// <summary>The hash of its campaign's file.</summary>
    public ContentHash Campaign => _dataset?.CampaignHash ?? _units!.CampaignHash;

    /// <summary>The record of the data set's own oracle; null if it has none.</summary>
    public string? VerdictLog => _dataset is { OracleRecordPath: var path } && File.Exists(path) ? path : null;

    /// <summary>The data set; null of a fleet's store.</summary>
    public Dataset? Dataset => _dataset;

    /// <summary>Opens one.</summary>
    /// <param name="address">A directory, or <c>s3://bucket/prefix</c>.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="ArgumentException">There is neither a data set nor a fleet's store.</exception>
    /// <exception cref="ManifestException">What it says of itself is damaged.</exception>
    /// <exception cref="IOException">It cannot be read.</exception>
    public static async Task<EpochSource> OpenAsync(string address, CancellationToken cancellationToken)
    {
        bool isRemote = ShardStore.IsRemote(address);
        if (!isRemote && Dataset.Exists(address))
            return new EpochSource(address, Dataset.Open(address), null, null);
        IShardStore store = ShardStore.Open(address);
        try
        {
            if (isRemote && await store.FindLengthAsync(StoreFiles.Campaign, cancellationToken).ConfigureAwait(false) is not null)
                return new EpochSource(address, await DatasetMirror.OpenAsync(address, cancellationToken).ConfigureAwait(false), null, store as IDisposable);
            UnitStore units = await UnitStore.FindAsync(store, cancellationToken).ConfigureAwait(false)
                ?? throw new ArgumentException($"There is neither a data set nor the store of a fleet in '{address}'.", nameof(address));
            return new EpochSource(address, null, units, store as IDisposable);
        }
        catch
        {
            (store as IDisposable)?.Dispose();
            throw;
        }
    }

    /// <summary>Its shards that have rows, in the order of their assets.</summary>
    public async IAsyncEnumerable<ShardStanding> ReadAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        if (_dataset is not null)
        {
            IReadOnlyDictionary<ulong, ShardRecord> makers = _dataset.ReadMakers();
            IReadOnlyList<UploadedAsset>? uploads = _dataset.Campaign.IsOfUploads ? _dataset.ReadUploads() : null;
            foreach (ShardRecord shard in _dataset.Shards.Where(shard => shard.Rows > 0))
            {
                cancellationToken.ThrowIfCancellationRequested();
                yield return new ShardStanding(shard, makers.GetValueOrDefault(shard.FirstAsset), uploads is null ? null : UploadersOf(shard, uploads));
            }

            yield break;
        }

        foreach (ulong first in (await _units!.FinishedAsync(cancellationToken).ConfigureAwait(false)).Order())
        {
            UnitRecord unit = await _units.ReadAsync(first, cancellationToken).ConfigureAwait(false);
            if (unit.Shard.Rows > 0)
                yield return new ShardStanding(unit.Shard, unit.Maker, null);
        }
    }

    public void Dispose()
    {
        _dataset?.Dispose();
        _store?.Dispose();
    }

    private List<WalletCount> UploadersOf(ShardRecord shard, IReadOnlyList<UploadedAsset> uploads)
    {
        SortedDictionary<PublicKey, long> counts = new(Comparer<PublicKey>.Create(EpochOrder.Wallets));
        HashSet<ulong> dead = [.. shard.Dead];
        for (ulong asset = shard.FirstAsset; asset < shard.FirstAsset + (ulong)shard.Assets; asset++)
        {
            if (dead.Contains(asset))
                continue;
            if (asset >= (ulong)uploads.Count || !PublicKey.TryParse(uploads[(int)asset].Wallet, out PublicKey wallet))
                throw new ManifestException($"'{Address}': its uploads do not say whose asset {asset} is.");
            counts[wallet] = counts.GetValueOrDefault(wallet) + 1;
        }

        return [.. counts.Select(each => new WalletCount(each.Key, each.Value))];
    }
}
