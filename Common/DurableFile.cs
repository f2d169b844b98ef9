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

    /// <summary>
    /// Gives a finished, flushed file its final name unless there is such a file; of several that try at once, on several machines, one succeeds.
    /// <see cref="File.Move(string, string)"/> does not promise that: it looks, and then renames.
    /// </summary>
    /// <param name="temporary">The finished file; it may be left.</param>
    /// <param name="path">The final name.</param>
    /// <param name="needsLinks">
    /// Whether to refuse a file system without hard links; else the file is renamed there, and of several at once more than one may succeed.
    /// </param>
    /// <returns>False if there is such a file.</returns>
    /// <exception cref="IOException">It cannot be done.</exception>
    public static bool TryCommitNew(string temporary, string path, bool needsLinks = true)
    {
        FailPoint.Reach(path, WriteMoment.Flushed);

        // On Windows a rename that replaces nothing is one step.
        if (OperatingSystem.IsWindows() ? !TryMove(temporary, path) : !TryLink(temporary, path, needsLinks))
            return false;
        FailPoint.Reach(path, WriteMoment.Renamed);
        DirectorySync.Flush(Path.GetDirectoryName(Path.GetFullPath(path))!);
        FailPoint.Reach(path, WriteMoment.Done);
        return true;
    }

    private static bool TryLink(string temporary, string path, bool needsLinks)
    {
        const int Exists = 17, NotPermitted = 1, NotImplemented = 38, NotSupported = 95; // EEXIST, EPERM, ENOSYS, EOPNOTSUPP of Linux
        if (CreateLink(temporary, path) == 0)
            return true;
        int error = Marshal.GetLastPInvokeError();
        if (error == Exists)
            return false;
        return !needsLinks && error is (NotPermitted or NotImplemented or NotSupported)
            ? TryMove(temporary, path)
            : throw new IOException($"'{path}' cannot be linked: {Marshal.GetPInvokeErrorMessage(error)}. The file system must have hard links.");
    }

    private static bool TryMove(string temporary, string path)
    {
        try
        {
            File.Move(temporary, path);
            return true;
        }
        catch (IOException) when (File.Exists(path))
        {
            return false;
        }
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

    [LibraryImport("libc", EntryPoint = "link", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int CreateLink(string existing, string path);

    [LibraryImport("libc", EntryPoint = "sync_file_range")]
    private static partial int SynchronizeRange(SafeFileHandle file, long offset, long bytes, uint flags);
}
