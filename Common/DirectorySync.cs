using System.ComponentModel;
using System.Runtime.InteropServices;

namespace Piwa.Common;

/// <summary>Makes the creation or renaming of a file durable, which flushing the file alone does not.</summary>
/// <remarks>.NET opens no directories, so this calls open(2), fsync(2) and close(2). Windows needs none of it: NTFS journals
/// names.</remarks>
internal static partial class DirectorySync
{
    /// <summary>O_RDONLY, the same on Linux and macOS.</summary>
    private const int OpenReadOnly = 0;

    /// <summary>Flushes a directory's entries to the disk.</summary>
    /// <exception cref="IOException">The directory cannot be opened or flushed.</exception>
    public static void Flush(string directory)
    {
        if (OperatingSystem.IsWindows())
            return;

        int descriptor = Open(directory, OpenReadOnly);
        if (descriptor < 0)
            throw LastError("open", directory);
        try
        {
            if (Synchronize(descriptor) != 0)
                throw LastError("flush", directory);
        }
        finally
        {
            _ = Close(descriptor);
        }
    }

    private static IOException LastError(string action, string directory)
    {
        Win32Exception error = new(Marshal.GetLastPInvokeError());
        return new IOException($"Cannot {action} directory '{directory}': {error.Message}.", error);
    }

    [LibraryImport("libc", EntryPoint = "open", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int Open(string path, int flags);

    [LibraryImport("libc", EntryPoint = "fsync", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int Synchronize(int descriptor);

    [LibraryImport("libc", EntryPoint = "close", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int Close(int descriptor);
}
