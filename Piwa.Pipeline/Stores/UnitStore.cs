using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Piwa.Pipeline.Encoding;
using Piwa.Pipeline.Shards;

namespace Piwa.Pipeline.Stores;

/// <summary>The work of a fleet in a store: what is to make, and what is finished.</summary>
/// <remarks>
/// <c>order.json</c>, <c>units/&lt;first asset&gt;.json</c>, <c>data/&lt;blake3&gt;.parquet</c>. A unit is finished once its record is there, which is
/// created once, behind its data. There is no queue, and no coordinator: what has no record is to make.
/// </remarks>
internal sealed class UnitStore
{
    private const string OrderName = "order.json";

    /// <summary>Longest record that is read: one with a dead letter for each of its assets, and more.</summary>
    private const int MaximumRecordBytes = 1 << 28;

    private UnitStore(IShardStore store, WorkOrder order)
    {
        Store = store;
        Order = order;
        CampaignHash = CampaignFile.HashOf(CampaignFile.Serialize(order.Campaign));
    }

    public IShardStore Store { get; }

    public WorkOrder Order { get; }

    public ContentHash CampaignHash { get; }

    /// <summary>Opens what a store has.</summary>
    /// <returns>Null if nothing was ordered yet.</returns>
    public static async Task<UnitStore?> FindAsync(IShardStore store, CancellationToken cancellationToken)
    {
        try
        {
            WorkOrder order = await ReadAsync(
                store, OrderName, CampaignFile.MaximumBytes + 256, DatasetJson.Default.WorkOrder, cancellationToken).ConfigureAwait(false);
            order.Validate();
            return new UnitStore(store, order);
        }
        catch (FileNotFoundException)
        {
            return null;
        }
        catch (ArgumentException fault)
        {
            throw new ManifestException($"{OrderName} of {store}: {fault.Message}", fault);
        }
    }

    /// <summary>Opens what a store has, or orders it.</summary>
    /// <exception cref="DatasetMismatchException">The store has another order.</exception>
    public static async Task<UnitStore> OpenAsync(IShardStore store, WorkOrder order, CancellationToken cancellationToken)
    {
        order.Validate();
        byte[] content = CanonicalJson.Write(order, DatasetJson.Default.WorkOrder);
        await store.TryCreateAsync(OrderName, content, cancellationToken).ConfigureAwait(false);
        UnitStore there = await FindAsync(store, cancellationToken).ConfigureAwait(false)
            ?? throw new IOException($"{store} has no {OrderName}, which was just written: it cannot be relied on.");
        Dataset.CheckSame(store.ToString()!, there.Order.Campaign, order.Campaign);
        return there.Order.Assets == order.Assets
            ? there
            : throw new DatasetMismatchException(
                $"{store} is to have {there.Order.Assets} assets, not {order.Assets}. Give that number, or none; more assets are another store's.");
    }

    /// <summary>First assets of the units that are finished.</summary>
    public async Task<HashSet<ulong>> FinishedAsync(CancellationToken cancellationToken)
    {
        HashSet<ulong> finished = [];
        await foreach (string name in Store.ListAsync(UnitRecord.Prefix, cancellationToken).ConfigureAwait(false))
        {
            ReadOnlySpan<char> number = name.AsSpan(UnitRecord.Prefix.Length);
            if (!number.EndsWith(".json") || !ulong.TryParse(number[..^".json".Length], out ulong first) || UnitRecord.NameOf(first) != name)
                throw new ManifestException($"{Store} has {name}, which names no work unit. Move it away.");
            finished.Add(first);
        }

        return finished;
    }

    /// <summary>A finished unit.</summary>
    /// <exception cref="ManifestException">Its record is damaged.</exception>
    public async Task<UnitRecord> ReadAsync(ulong firstAsset, CancellationToken cancellationToken)
    {
        string name = UnitRecord.NameOf(firstAsset);
        UnitRecord unit = await ReadAsync(Store, name, MaximumRecordBytes, DatasetJson.Default.UnitRecord, cancellationToken).ConfigureAwait(false);
        string place = $"{name} of {Store}";
        ShardRules.Check(unit.Shard, Order.Campaign, CampaignHash, place);
        if (unit.Shard.FirstAsset != firstAsset || !unit.Shard.Dead.SequenceEqual(unit.DeadLetters.Select(letter => letter.AssetIndex)))
            throw new ManifestException($"{place} is of other assets than it says.");
        return unit;
    }

    /// <summary>Finishes a unit. Where another has finished it, that one stays, and it has to be the same.</summary>
    /// <param name="unit">The unit.</param>
    /// <param name="path">File of its shard.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="ManifestException">Another has made other bytes of it.</exception>
    public async Task FinishAsync(UnitRecord unit, string path, CancellationToken cancellationToken)
    {
        await Store.UploadAsync(UnitRecord.DataName(unit.Shard), path, cancellationToken).ConfigureAwait(false);
        await CommitAsync(unit, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Finishes a unit whose shard is there. Where another has finished it, that one stays, and it has to be the same.</summary>
    /// <param name="unit">The unit.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="ManifestException">Another has made other bytes of it.</exception>
    public async Task CommitAsync(UnitRecord unit, CancellationToken cancellationToken)
    {
        byte[] content = CanonicalJson.Write(unit, DatasetJson.Default.UnitRecord);
        if (await Store.TryCreateAsync(UnitRecord.NameOf(unit.Shard.FirstAsset), content, cancellationToken).ConfigureAwait(false))
            return;

        ShardRecord there = (await ReadAsync(unit.Shard.FirstAsset, cancellationToken).ConfigureAwait(false)).Shard;
        if (there.FileHash != unit.Shard.FileHash || there.Root != unit.Shard.Root || !there.Dead.SequenceEqual(unit.Shard.Dead))
        {
            throw new ManifestException(
                $"The unit of asset {there.FirstAsset} was made before by {there.Wallet} on {there.Device}, with other bytes (BLAKE3 {there.FileHash}, "
                + $"here {unit.Shard.FileHash}). One of the two machines is wrong; find out which with 'piwa devices' on both. The store keeps the first.");
        }
    }

    private static async Task<T> ReadAsync<T>(
        IShardStore store, string name, int maximumBytes, JsonTypeInfo<T> type, CancellationToken cancellationToken) where T : class
    {
        Stream stream = await store.OpenReadAsync(name, cancellationToken).ConfigureAwait(false);
        await using (stream.ConfigureAwait(false))
        {
            try
            {
                var bounded = new MemoryStream();
                var buffer = new byte[1 << 16];
                for (int count; (count = await stream.ReadAsync(buffer, cancellationToken).ConfigureAwait(false)) > 0;)
                {
                    if (bounded.Length + count > maximumBytes)
                        throw new ManifestException($"{name} of {store} is longer than {maximumBytes} bytes.");
                    bounded.Write(buffer, 0, count);
                }

                return JsonSerializer.Deserialize(bounded.GetBuffer().AsSpan(0, (int)bounded.Length), type)
                    ?? throw new ManifestException($"{name} of {store} is null.");
            }
            catch (JsonException fault)
            {
                throw new ManifestException($"{name} of {store}: {fault.Message}", fault);
            }
        }
    }
}
