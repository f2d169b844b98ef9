using Piwa.Pipeline.Shards;

namespace Piwa.Pipeline.Stores;

/// <summary>Shards of a fleet's store.</summary>
/// <param name="units">The store.</param>
/// <param name="finished">First assets of its finished units.</param>
internal sealed class UnitSource(UnitStore units, IReadOnlySet<ulong> finished) : ShardSource
{
    public override WorkOrder Order => units.Order;

    public override IReadOnlySet<ulong> Finished => finished;

    public override Task<UnitRecord> ReadAsync(ulong firstAsset, CancellationToken cancellationToken) => units.ReadAsync(firstAsset, cancellationToken);

    public override Task<Stream> OpenAsync(ShardRecord shard, CancellationToken cancellationToken) =>
        units.Store.OpenReadAsync(UnitRecord.DataName(shard), cancellationToken);

    public override string NameOf(ShardRecord shard) => UnitRecord.DataName(shard);

    public override string AdviceFor(ShardRecord shard, bool isThere) => isThere
        ? $"Remove it and {UnitRecord.NameOf(shard.FirstAsset)}; 'piwa work' makes them again."
        : $"Remove {UnitRecord.NameOf(shard.FirstAsset)}; 'piwa work' makes both again.";

    public override string ToString() => units.Store.ToString()!;
}
