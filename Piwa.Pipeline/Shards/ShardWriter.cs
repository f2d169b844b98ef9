namespace Piwa.Pipeline.Shards;

/// <summary>
/// Writes one shard under a temporary name, a row group at a time, and gives it its name when it is whole and on disk. The same rows
/// give the same bytes.
/// </summary>
/// <remarks>Not thread-safe.</remarks>
internal sealed class ShardWriter : IDisposable
{
    private readonly string _path;
    private readonly string _temporary;
    private readonly FileStream _file;
    private readonly ShardEncoder _encoder;

    /// <summary>Opens the temporary file of a shard.</summary>
    /// <param name="path">The shard's path.</param>
    /// <param name="encoder">Encodes it, and nothing else until it is committed or disposed.</param>
    public ShardWriter(string path, ShardEncoder encoder)
    {
        _path = path;
        _temporary = DurableFile.TemporaryOf(path);
        _encoder = encoder;
        FailPoint.Reach(path, WriteMoment.Begins);
        _file = new FileStream(_temporary, FileMode.Create, FileAccess.Write, FileShare.None, bufferSize: 0);
        encoder.Begin(_file);
    }

    /// <summary>Writes rows as one row group.</summary>
    public void WriteRowGroup(IReadOnlyList<AssetRow> rows)
    {
        _encoder.WriteRowGroup(rows);
        FailPoint.Reach(_path, WriteMoment.Begun);
    }

    /// <summary>Finishes the file, makes it durable and gives it its name.</summary>
    public WrittenShard Commit()
    {
        WrittenShard written = _encoder.Finish();
        FailPoint.Reach(_path, WriteMoment.Written);
        _file.Flush(flushToDisk: true);
        _file.Dispose();
        DurableFile.Commit(_temporary, _path);
        return written;
    }

    /// <summary>Closes the shard; one that was not committed is deleted.</summary>
    public void Dispose()
    {
        _file.Dispose();
        File.Delete(_temporary);
    }
}
