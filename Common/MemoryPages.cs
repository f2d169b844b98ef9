using System.Runtime.InteropServices;

namespace Piwa.Common;

/// <summary>
/// When the process's native memory is taken from Linux and given back: <c>madvise(2)</c>, <c>malloc_trim(3)</c>. Elsewhere, or where the
/// kernel is too old or the C library has no such call, nothing happens: memory is taken page by page as it is used, and kept.
/// </summary>
internal static unsafe partial class MemoryPages
{
    private const int DontNeed = 4; // MADV_DONTNEED
    private const int PopulateWrite = 23; // MADV_POPULATE_WRITE, since Linux 5.14

    /// <summary>Takes the pages that some bytes lie on now, not one by one as they are used. What the bytes are stays.</summary>
    public static void Take<T>(Span<T> memory) where T : unmanaged
    {
        fixed (T* from = memory)
        {
            nuint first = (nuint)from & ~PageMask, end = ((nuint)from + Bytes(memory) + PageMask) & ~PageMask;
            Advise(first, end, PopulateWrite);
        }
    }

    /// <summary>Gives the pages that lie within some bytes back. They are zero, and take no memory, until they are used again.</summary>
    /// <remarks>Nobody else knows their place: no device has locked them.</remarks>
    public static void GiveBack<T>(Span<T> memory) where T : unmanaged
    {
        fixed (T* from = memory)
        {
            nuint first = ((nuint)from + PageMask) & ~PageMask, end = ((nuint)from + Bytes(memory)) & ~PageMask;
            Advise(first, end, DontNeed);
        }
    }

    /// <summary>
    /// Gives back what native code has freed: the runtime's compiler and RocksDB take megabytes for moments, from heaps that keep them. A call
    /// took 0.2 to 1.8 ms, in which others who allocate wait.
    /// </summary>
    public static void GiveBackFreed()
    {
        if (Trim.Value is { } trim)
            _ = ((delegate* unmanaged<nuint, int>)trim)(0);
    }

    /// <summary>glibc has it, musl does not.</summary>
    private static readonly Lazy<nint?> Trim = new(() =>
        OperatingSystem.IsLinux() && NativeLibrary.TryLoad("libc.so.6", out nint library) && NativeLibrary.TryGetExport(library, "malloc_trim", out nint trim)
            ? trim
            : null);

    private static nuint PageMask => (nuint)Environment.SystemPageSize - 1;

    private static nuint Bytes<T>(Span<T> memory) where T : unmanaged => (nuint)memory.Length * (nuint)sizeof(T);

    /// <summary>It is advice: what goes wrong changes no byte that anybody reads.</summary>
    private static void Advise(nuint first, nuint end, int advice)
    {
        if (first < end && OperatingSystem.IsLinux())
            _ = Madvise((void*)first, end - first, advice);
    }

    [LibraryImport("libc", EntryPoint = "madvise")]
    private static partial int Madvise(void* address, nuint length, int advice);
}
