using System.Runtime.InteropServices;

namespace Piwa.Kernels.Buffers;

/// <summary>
/// A fixed array outside of the garbage collector's heap, zeroed, aligned for the widest vectors and readable a little way behind
/// its end, so that vector loops need no scalar tail.
/// </summary>
internal sealed unsafe class NativeArray<T> : IDisposable where T : unmanaged
{
    /// <summary>One cache line, and the widest vector.</summary>
    private const int AlignmentBytes = 64;

    private readonly void* _block;
    private T* _address;

    public NativeArray(int length)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(length);
        Length = length;

        // The system's zeroed pages, not touched before they are used: many buffers are larger than most assets need.
        _block = NativeMemory.AllocZeroed((nuint)Bytes);
        _address = (T*)(((nuint)_block + AlignmentBytes - 1) & ~(nuint)(AlignmentBytes - 1));
        GC.AddMemoryPressure(Bytes);
    }

    ~NativeArray() => Free();

    public int Length { get; }

    /// <summary>With room to align the beginning, and to read behind the end.</summary>
    private long Bytes => ((long)Length * sizeof(T)) + (2 * AlignmentBytes);

    public T* Pointer => _address != null ? _address : throw new ObjectDisposedException(nameof(NativeArray<T>));

    public Span<T> Span => new(Pointer, Length);

    /// <summary>Takes the memory of some values now, not page by page as they are used.</summary>
    public void Take(Range values) => MemoryPages.Take(Span[values]);

    /// <summary>
    /// Gives the memory of some values back, until they are used again: what they were is lost, they are zero or as they were. Not for memory
    /// that a device has locked.
    /// </summary>
    public void GiveBack(Range values) => MemoryPages.GiveBack(Span[values]);

    public void Dispose()
    {
        Free();
        GC.SuppressFinalize(this);
    }

    private void Free()
    {
        if (_address == null)
            return;

        NativeMemory.Free(_block);
        _address = null;
        GC.RemoveMemoryPressure(Bytes);
    }
}
