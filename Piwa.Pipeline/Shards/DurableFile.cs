using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace Piwa.Pipeline.Shards;

/// <summary>Writing so that a crash at any moment leaves either the old state or the new one.</summary>
internal static partial class DurableFile
{
    private const int OpenReadOnly = 0;
    private const int OpenDirectory = 0x10000; // O_DIRECTORY on Linux
    private const uint StartWriting = 2; // SYNC_FILE_RANGE_WRITE

    /// <summary>Begins of names of files that are not finished; nothing reads them.</summary>
    public const string TemporaryPrefix = ".tmp-";

    /// <summary>The unfinished file beside a final one.</summary>
    public static string TemporaryOf(string path) =>
        Path.Combine(Path.GetDirectoryName(path)!, TemporaryPrefix + Path.GetFileName(path));

    /// <summary>Gives a finished, flushed file its final name.</summary>
    public static void Commit(string temporary, string path)
    {
        File.Move(temporary, path, overwrite: true);
        FlushDirectory(Path.GetDirectoryName(path)!);
    }

    /// <summary>Writes a small file as a whole.</summary>
    public static void Write(string path, ReadOnlySpan<byte> content)
    {
        string temporary = TemporaryOf(path);
        using (var stream = new FileStream(temporary, FileMode.Create, FileAccess.Write, FileShare.None))
        {
            stream.Write(content);
            stream.Flush(flushToDisk: true);
        }

        Commit(temporary, path);
    }

    /// <summary>
    /// Has the system begin to put a part of a file on disk, so that there is less to wait for when it is flushed. Only a hint: nothing is
    /// durable by it, only Linux takes it, and whether it does is not asked.
    /// </summary>
    public static void StartFlush(SafeFileHandle file, long offset, long bytes)
    {
        if (OperatingSystem.IsLinux())
            _ = SynchronizeRange(file, offset, bytes, StartWriting);
    }

    /// <summary>Makes names in a directory durable. Only Linux and macOS can, and need to.</summary>
    public static void FlushDirectory(string path)
    {
        if (OperatingSystem.IsWindows())
            return;

        int descriptor = Open(path, OperatingSystem.IsLinux() ? OpenReadOnly | OpenDirectory : OpenReadOnly);
        if (descriptor < 0)
            throw new IOException($"Directory '{path}' cannot be opened to flush it (error {Marshal.GetLastPInvokeError()}).");
        try
        {
            if (Synchronize(descriptor) != 0)
                throw new IOException($"Directory '{path}' cannot be flushed (error {Marshal.GetLastPInvokeError()}).");
        }
        finally
        {
            _ = Close(descriptor);
        }
    }

    [LibraryImport("libc", EntryPoint = "open", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int Open(string path, int flags);

    [LibraryImport("libc", EntryPoint = "fsync", SetLastError = true)]
    private static partial int Synchronize(int descriptor);

    [LibraryImport("libc", EntryPoint = "close", SetLastError = true)]
    private static partial int Close(int descriptor);

    [LibraryImport("libc", EntryPoint = "sync_file_range")]
    private static partial int SynchronizeRange(SafeFileHandle file, long offset, long bytes, uint flags);
}
