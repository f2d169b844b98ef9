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

    private T* _address;

    public NativeArray(int length)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(length);
        Length = length;
        nuint bytes = ((nuint)length * (nuint)sizeof(T)) + AlignmentBytes;
        _address = (T*)NativeMemory.AlignedAlloc(bytes, AlignmentBytes);
        NativeMemory.Clear(_address, bytes);
        GC.AddMemoryPressure((long)bytes);
    }

    ~NativeArray() => Free();

    public int Length { get; }

    public T* Pointer => _address != null ? _address : throw new ObjectDisposedException(nameof(NativeArray<T>));

    public Span<T> Span => new(Pointer, Length);

    public void Dispose()
    {
        Free();
        GC.SuppressFinalize(this);
    }

    private void Free()
    {
        if (_address == null)
            return;

        NativeMemory.AlignedFree(_address);
        _address = null;
        GC.RemoveMemoryPressure(((long)Length * sizeof(T)) + AlignmentBytes);
    }
}
