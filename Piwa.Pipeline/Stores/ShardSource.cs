using Piwa.Pipeline.Shards;

namespace Piwa.Pipeline.Stores;

/// <summary>Where finished shards come from: a fleet's store, or a data set.</summary>
internal abstract class ShardSource : IDisposable
{
    /// <summary>What it is to have; of a data set, all up to its last asset.</summary>
    public abstract WorkOrder Order { get; }

    /// <summary>First assets of the shards that it has.</summary>
    public abstract IReadOnlySet<ulong> Finished { get; }

    /// <summary>Opens what is in a store, or in a directory.</summary>
    /// <exception cref="ArgumentException">Nothing was ordered there, or it is a data set of uploads.</exception>
    /// <exception cref="ManifestException">What it says of itself is damaged.</exception>
    public static async Task<ShardSource> OpenAsync(IShardStore store, CancellationToken cancellationToken)
    {
        if (store is DirectoryStore { DirectoryPath: var directory } && Dataset.Exists(directory))
            return Of(Dataset.Open(directory), null);
        UnitStore? units = await UnitStore.FindAsync(store, cancellationToken).ConfigureAwait(false);
        if (units is null && store is S3Store bucket && await bucket.Objects.FindLengthAsync(StoreFiles.Campaign, cancellationToken).ConfigureAwait(false) is not null)
            return Of(await DatasetMirror.OpenAsync(bucket.ToString(), bucket.Options, cancellationToken).ConfigureAwait(false), bucket);
        if (units is null)
            throw new ArgumentException($"There is no work in {store}, and no data set. Begin with: piwa work --store {store} --assets COUNT", nameof(store));
        return new UnitSource(units, await units.FinishedAsync(cancellationToken).ConfigureAwait(false));

        static DatasetSource Of(Dataset dataset, S3Store? store)
        {
            try
            {
                return new DatasetSource(dataset, store);
            }
            catch
            {
                dataset.Dispose();
                throw;
            }
        }
    }

    /// <summary>A shard, and what could not be made of it.</summary>
    /// <param name="firstAsset">One of <see cref="Finished"/>.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="ManifestException">Its record is damaged.</exception>
    public abstract Task<UnitRecord> ReadAsync(ulong firstAsset, CancellationToken cancellationToken);

    /// <summary>Opens the file of a shard.</summary>
    /// <exception cref="FileNotFoundException">There is none.</exception>
    public abstract Task<Stream> OpenAsync(ShardRecord shard, CancellationToken cancellationToken);

    /// <summary>What the file of a shard is called here.</summary>
    public abstract string NameOf(ShardRecord shard);

    /// <summary>What is to be done about a shard whose file is missing, or is there and is not what its record says.</summary>
    public abstract string AdviceFor(ShardRecord shard, bool isThere);

    /// <inheritdoc/>
    public virtual void Dispose()
    {
    }
}
