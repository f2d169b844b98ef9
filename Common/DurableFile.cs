using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace Piwa.Common;

/// <summary>Writing so that a crash at any moment leaves either the old state or the new one.</summary>
internal static partial class DurableFile
{
    private const uint StartWriting = 2; // SYNC_FILE_RANGE_WRITE

    /// <summary>Begins of names of files that are not finished; nothing reads them.</summary>
    public const string TemporaryPrefix = ".tmp-";

    /// <summary>The unfinished file beside a final one.</summary>
    public static string TemporaryOf(string path) =>
        Path.Combine(Path.GetDirectoryName(path)!, TemporaryPrefix + Path.GetFileName(path));

    /// <summary>Gives a finished, flushed file its final name.</summary>
    /// <exception cref="IOException">There is such a file, and it is not to be replaced.</exception>
    public static void Commit(string temporary, string path, bool overwrite = true)
    {
        FailPoint.Reach(path, WriteMoment.Flushed);
        File.Move(temporary, path, overwrite);
        FailPoint.Reach(path, WriteMoment.Renamed);
        DirectorySync.Flush(Path.GetDirectoryName(Path.GetFullPath(path))!);
        FailPoint.Reach(path, WriteMoment.Done);
    }

    /// <summary>Writes a small file as a whole.</summary>
    public static void Write(string path, ReadOnlySpan<byte> content)
    {
        string temporary = TemporaryOf(path);
        FailPoint.Reach(path, WriteMoment.Begins);
        using (var stream = new FileStream(temporary, FileMode.Create, FileAccess.Write, FileShare.None))
        {
            stream.Write(content);
            FailPoint.Reach(path, WriteMoment.Written);
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

    [LibraryImport("libc", EntryPoint = "sync_file_range")]
    private static partial int SynchronizeRange(SafeFileHandle file, long offset, long bytes, uint flags);
}
