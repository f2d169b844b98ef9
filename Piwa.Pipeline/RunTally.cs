namespace Piwa.Pipeline;

/// <summary>Counts the assets of a run. Thread-safe.</summary>
/// <param name="shards">Shards that it has committed before.</param>
/// <param name="rows">Assets in them.</param>
/// <param name="dead">Dead letters of them.</param>
/// <param name="bytes">Bytes of them.</param>
internal sealed class RunTally(int shards, long rows, long dead, long bytes)
{
    private long _admitted = rows + dead;
    private long _sealed = rows + dead;
    private long _completed = rows;
    private long _failed = dead;
    private long _drained;
    private long _bytes = bytes;
    private int _shards = shards;

    public long Admitted => Interlocked.Read(ref _admitted);

    public long Sealed => Interlocked.Read(ref _sealed);

    public long Completed => Interlocked.Read(ref _completed);

    /// <summary>Dead letters of both kinds.</summary>
    public long DeadLettered => Interlocked.Read(ref _failed) + Drained;

    public long Drained => Interlocked.Read(ref _drained);

    public long ShardBytes => Interlocked.Read(ref _bytes);

    public int Shards => Volatile.Read(ref _shards);

    public void Admit(long assets) => Interlocked.Add(ref _admitted, assets);

    public void Seal(long assets) => Interlocked.Add(ref _sealed, assets);

    public void Complete(long assets) => Interlocked.Add(ref _completed, assets);

    public void Fail(long assets) => Interlocked.Add(ref _failed, assets);

    public void Drain(long assets) => Interlocked.Add(ref _drained, assets);

    public void CommitShard(long bytes)
    {
        Interlocked.Add(ref _bytes, bytes);
        Interlocked.Increment(ref _shards);
    }
}
