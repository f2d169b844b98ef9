namespace Piwa.Pipeline.Shards;

/// <summary>A file that lies elsewhere, as far as it was fetched: what is to be read is asked for before, in few and large requests.</summary>
/// <remarks>
/// <para>
/// Not thread-safe. It holds what <see cref="FetchAsync"/> was told last, and what <see cref="KeepAsync"/> was told; of anything else, asynchronous
/// reading fetches a little, and synchronous reading fails: no thread waits for a network.
/// </para>
/// <para>Ranges that lie near each other become one; what is long goes in parts of <see cref="PartBytes"/>, <see cref="Parallel"/> at once.</para>
/// </remarks>
/// <param name="source">The file.</param>
internal sealed class RangeStream(IRangeSource source) : Stream
{
    /// <summary>The most that one request asks for.</summary>
    public const int PartBytes = 8 << 20;

    /// <summary>A request costs about what so many bytes do: 20 ms at 50 MB/s and less.</summary>
    private const int GapBytes = 256 << 10;

    /// <summary>What is read of what nobody has asked for.</summary>
    private const int AheadBytes = 64 << 10;

    private const int Parallel = 4;

    private readonly SemaphoreSlim _requests = new(Parallel);
    private readonly List<(long Offset, byte[] Bytes)> _kept = [];
    private readonly List<(long Offset, byte[] Bytes)> _fetched = [];

    /// <inheritdoc/>
    public override bool CanRead => true;

    /// <inheritdoc/>
    public override bool CanSeek => true;

    /// <inheritdoc/>
    public override bool CanWrite => false;

    /// <inheritdoc/>
    public override long Length => source.Length;

    /// <inheritdoc/>
    public override long Position { get; set; }

    /// <summary>Fetches ranges and holds them in place of those that were fetched before.</summary>
    /// <exception cref="FormatException">The file has another length.</exception>
    /// <exception cref="IOException">It cannot be read.</exception>
    public async Task FetchAsync(IEnumerable<(long Offset, long Bytes)> ranges, CancellationToken cancellationToken)
    {
        (long Offset, long Bytes)[] wanted = [.. ranges];
        if (wanted.All(range => Holds(range.Offset, range.Bytes)))
            return;
        _fetched.Clear();
        _fetched.AddRange(await ReadAsync(wanted.Where(range => !Holds(range.Offset, range.Bytes)), cancellationToken).ConfigureAwait(false));
    }

    /// <summary>Fetches ranges and holds them until the end.</summary>
    /// <exception cref="FormatException">The file has another length.</exception>
    /// <exception cref="IOException">It cannot be read.</exception>
    public async Task KeepAsync(IEnumerable<(long Offset, long Bytes)> ranges, CancellationToken cancellationToken) =>
        _kept.AddRange(await ReadAsync(ranges, cancellationToken).ConfigureAwait(false));

    /// <summary>Reads what is held.</summary>
    /// <returns>Bytes that came: fewer where the next is not held.</returns>
    public int ReadAt(Span<byte> target, long offset)
    {
        int count = 0;
        while (count < target.Length && Find(offset + count) is var (start, bytes))
        {
            int from = (int)(offset + count - start), take = Math.Min(bytes.Length - from, target.Length - count);
            bytes.AsSpan(from, take).CopyTo(target[count..]);
            count += take;
        }

        return count;
    }

    /// <inheritdoc/>
    public override int Read(Span<byte> buffer)
    {
        int count = ReadAt(buffer, Position);
        if (count == 0 && !buffer.IsEmpty && Position < Length)
            throw new IOException($"Byte {Position} is read before it was fetched.");
        Position += count;
        return count;
    }

    /// <inheritdoc/>
    public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

    /// <inheritdoc/>
    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        if (!buffer.IsEmpty && Position < Length && Find(Position) is null)
            await FetchAsync([(Position, Math.Min(Math.Max(buffer.Length, AheadBytes), Length - Position))], cancellationToken).ConfigureAwait(false);
        return Read(buffer.Span);
    }

    /// <inheritdoc/>
    public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    /// <inheritdoc/>
    public override long Seek(long offset, SeekOrigin origin) => Position = origin switch
    {
        SeekOrigin.Begin => offset,
        SeekOrigin.Current => Position + offset,
        _ => Length + offset,
    };

    /// <inheritdoc/>
    public override void Flush()
    {
    }

    /// <inheritdoc/>
    public override void SetLength(long value) => throw new NotSupportedException();

    /// <inheritdoc/>
    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        if (disposing)
            _requests.Dispose();
        base.Dispose(disposing);
    }

    private async Task<(long Offset, byte[] Bytes)[]> ReadAsync(IEnumerable<(long Offset, long Bytes)> ranges, CancellationToken cancellationToken) =>
        await Task.WhenAll(Cut(Join(ranges)).Select(part => ReadPartAsync(part.Offset, part.Bytes, cancellationToken))).ConfigureAwait(false);

    private async Task<(long Offset, byte[] Bytes)> ReadPartAsync(long offset, int count, CancellationToken cancellationToken)
    {
        await _requests.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            var bytes = new byte[count];
            await source.ReadAsync(offset, bytes, cancellationToken).ConfigureAwait(false);
            return (offset, bytes);
        }
        finally
        {
            _requests.Release();
        }
    }

    private static List<(long Offset, long Bytes)> Join(IEnumerable<(long Offset, long Bytes)> ranges)
    {
        List<(long Offset, long Bytes)> joined = [];
        foreach ((long offset, long bytes) in ranges.Where(range => range.Bytes > 0).OrderBy(range => range.Offset))
        {
            if (joined is [.., var last] && offset - (last.Offset + last.Bytes) <= GapBytes)
                joined[^1] = (last.Offset, Math.Max(last.Bytes, offset + bytes - last.Offset));
            else
                joined.Add((offset, bytes));
        }

        return joined;
    }

    private static IEnumerable<(long Offset, int Bytes)> Cut(List<(long Offset, long Bytes)> ranges)
    {
        foreach ((long offset, long bytes) in ranges)
        {
            for (long at = 0; at < bytes; at += PartBytes)
                yield return (offset + at, (int)Math.Min(PartBytes, bytes - at));
        }
    }

    private bool Holds(long offset, long bytes)
    {
        for (long at = offset; at < offset + bytes;)
        {
            if (Find(at) is not var (start, held))
                return false;
            at = start + held.Length;
        }

        return true;
    }

    private (long Offset, byte[] Bytes)? Find(long offset)
    {
        foreach (List<(long Offset, byte[] Bytes)> list in (List<(long Offset, byte[] Bytes)>[])[_fetched, _kept])
        {
            foreach ((long start, byte[] bytes) in list)
            {
                if (offset >= start && offset < start + bytes.Length)
                    return (start, bytes);
            }
        }

        return null;
    }
}
