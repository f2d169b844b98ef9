using System.Runtime.CompilerServices;
using ILGPU;
using ILGPU.Runtime;

namespace Piwa.Kernels.Devices;

/// <summary>Takes device memory, zeroed, and gives all of it back together.</summary>
/// <param name="stream">What uses the memory: zeroed on another stream, it could be written before. Null to count alone, and take none.</param>
internal sealed class IlgpuAllocator(AcceleratorStream? stream) : IDisposable
{
    private readonly List<MemoryBuffer> _buffers = [];

    /// <summary>Bytes that were taken, or counted.</summary>
    public long Bytes { get; private set; }

    /// <exception cref="DeviceException">There is not enough.</exception>
    public ArrayView<T> Allocate<T>(long length) where T : unmanaged
    {
        Bytes += Math.Max(length, 1) * Unsafe.SizeOf<T>();
        if (stream is null)
            return default;

        try
        {
            // An array that is not used has one element: its address can be taken.
            MemoryBuffer1D<T, Stride1D.Dense> buffer = stream.Accelerator.Allocate1D<T>(Math.Max(length, 1));
            _buffers.Add(buffer);
            buffer.MemSetToZero(stream);
            return buffer.View.BaseView;
        }
        catch (Exception exception)
        {
            Dispose();
            throw new DeviceException(
                $"{stream.Accelerator.Name} has not enough memory for this lane: ask for a smaller batch, fewer views or a lower resolution.",
                exception);
        }
    }

    public void Dispose()
    {
        foreach (MemoryBuffer buffer in _buffers)
            buffer.Dispose();
        _buffers.Clear();
    }
}
