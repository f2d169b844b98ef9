namespace Piwa.Pipeline.Shards;

/// <summary>What the first lines of a manifest come to.</summary>
/// <param name="Shards">The lines: shards in the order in which they were committed.</param>
/// <param name="Rows">Assets in them.</param>
/// <param name="Dead">Dead letters of them.</param>
/// <param name="Bytes">Bytes of their files.</param>
internal readonly record struct ShardTotals(int Shards, long Rows, long Dead, long Bytes)
{
    /// <summary>The same with one line more.</summary>
    public ShardTotals With(ShardRecord shard) => new(Shards + 1, Rows + shard.Rows, Dead + shard.Dead.Count, Bytes + shard.Bytes);
}
