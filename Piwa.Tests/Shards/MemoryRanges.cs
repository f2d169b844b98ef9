using System.Collections.Concurrent;
using Piwa.Pipeline.Shards;

namespace Piwa.Tests.Shards;

/// <summary>A file in memory, of which parts are read as of one that lies elsewhere.</summary>
internal sealed class MemoryRanges(byte[] content) : IRangeSource
{
    public long Length => content.Length;

    /// <summary>What was asked for.</summary>
    public ConcurrentQueue<(long Offset, int Bytes)> Requests { get; } = new();

    public async Task ReadAsync(long offset, Memory<byte> target, CancellationToken cancellationToken)
    {
        Requests.Enqueue((offset, target.Length));
        await Task.Yield();
        content.AsMemory((int)offset, target.Length).CopyTo(target);
    }
}
