using System.Runtime.InteropServices;

namespace Piwa.Tests.Kernels.Buffers;

/// <summary>Which pages of this process take memory, as Linux says it: <c>/proc/self/pagemap</c>.</summary>
internal static unsafe class PageMap
{
    private const ulong Present = 1UL << 63;

    /// <summary>Bytes of the pages that lie within some memory and are there.</summary>
    public static long PresentBytes<T>(Span<T> memory) where T : unmanaged
    {
        int page = Environment.SystemPageSize;
        fixed (T* from = memory)
        {
            long first = ((long)from + page - 1) / page, end = ((long)from + ((long)memory.Length * sizeof(T))) / page;
            var entries = new ulong[end - first];
            using FileStream map = File.OpenRead("/proc/self/pagemap");
            map.Position = first * sizeof(ulong);
            map.ReadExactly(MemoryMarshal.AsBytes(entries.AsSpan()));
            return page * entries.LongCount(entry => (entry & Present) != 0);
        }
    }
}
