using ILGPU;
using ILGPU.Runtime;
using Piwa.Kernels.Buffers;

namespace Piwa.Kernels.Devices;

/// <summary>
/// Page-locked memory of a batch, which the device fills on a stream of its own: while one batch crosses, the lane makes the next, and
/// the stages behind it read the one before. Every batch of a lane has its own.
/// </summary>
internal sealed class IlgpuFrames(Accelerator accelerator, AcceleratorStream stream, int capacity) : FrameMemory
{
    private readonly PageLockedArray1D<byte> _memory = accelerator.AllocatePageLocked1D<byte>(capacity);
    private int _length;

    public override ReadOnlySpan<byte> Bytes => _memory.Span[.._length];

    /// <summary>Begins to copy. What made the bytes has ended.</summary>
    /// <exception cref="DeviceException">There are more bytes than a batch has room for.</exception>
    public void Begin(ArrayView<byte> source, long length)
    {
        if (length > _memory.Length)
        {
            throw new DeviceException(
                $"The packed bytes of a batch are {length}; there is room for {_memory.Length}. Ask for a smaller batch.");
        }

        _length = (int)length;
        if (length > 0)
            source.SubView(0, length).CopyTo(stream, _memory.ArrayView.SubView(0, length));
    }

    public override void Wait() => stream.Synchronize();

    public override void Dispose()
    {
        accelerator.Bind();
        _memory.Dispose();
    }
}
