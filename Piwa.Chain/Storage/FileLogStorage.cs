using Microsoft.Win32.SafeHandles;

namespace Piwa.Chain.Storage;

/// <summary>A log in a file.</summary>
internal sealed class FileLogStorage : ILogStorage
{
    private const int CopiedBytes = 1024 * 1024;

    private readonly SafeFileHandle _handle;

    private FileLogStorage(string path, SafeFileHandle handle, bool isReadOnly)
    {
        Name = path;
        _handle = handle;
        IsReadOnly = isReadOnly;
    }

    public string Name { get; }

    public bool IsReadOnly { get; }

    public long Length => RandomAccess.GetLength(_handle);

    /// <summary>Opens a log, or creates one with a head.</summary>
    public static FileLogStorage Open(string path, ReadOnlySpan<byte> headOfNew, FileShare share = FileShare.Read)
    {
        if (!File.Exists(path))
            Create(path, headOfNew);

        return new FileLogStorage(path, File.OpenHandle(path, FileMode.Open, FileAccess.ReadWrite, share), isReadOnly: false);
    }

    /// <summary>Opens a log to read it, be it that another process is writing to it.</summary>
    public static FileLogStorage OpenReadOnly(string path) =>
        new(path, File.OpenHandle(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite), isReadOnly: true);

    public int ReadAt(long offset, Span<byte> destination)
    {
        int total = 0;
        while (total < destination.Length)
        {
            int read = RandomAccess.Read(_handle, destination[total..], offset + total);
            if (read == 0)
                break;
            total += read;
        }

        return total;
    }

    public void WriteAt(long offset, ReadOnlySpan<byte> bytes)
    {
        FailPoint.Reach(Name, WriteMoment.Begins);
        RandomAccess.Write(_handle, bytes, offset);
        FailPoint.Reach(Name, WriteMoment.Written);
    }

    public void Flush()
    {
        RandomAccess.FlushToDisk(_handle);
        FailPoint.Reach(Name, WriteMoment.Done);
    }

    public string CutOff(long offset)
    {
        // Kept for whoever wants to know what was lost; the bytes were never acknowledged.
        string saved = $"{Name}.torn-{offset}";
        using (FileStream stream = new(saved, FileMode.Create, FileAccess.Write, FileShare.None))
            CopyTail(offset, stream);
        RandomAccess.SetLength(_handle, offset);
        Flush();
        return saved;
    }

    public void Dispose() => _handle.Dispose();

    private static void Create(string path, ReadOnlySpan<byte> head)
    {
        // A log exists with its whole head or not at all.
        string temporary = path + ".new";
        using (FileStream stream = new(temporary, FileMode.Create, FileAccess.Write, FileShare.None, bufferSize: 0))
        {
            stream.Write(head);
            stream.Flush(flushToDisk: true);
        }

        DurableFile.Commit(temporary, path, overwrite: false);
    }

    private void CopyTail(long offset, FileStream destination)
    {
        byte[] buffer = new byte[CopiedBytes];
        for (int read; (read = ReadAt(offset, buffer)) != 0; offset += read)
            destination.Write(buffer, 0, read);
    }
}
