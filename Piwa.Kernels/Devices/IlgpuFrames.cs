using ILGPU;
using ILGPU.Runtime;
using Piwa.Kernels.Buffers;

namespace Piwa.Kernels.Devices;

/// <summary>
/// Page-locked memory of a batch, which the device fills on a stream of its own: while one batch crosses, the lane makes the next, and
/// the stages behind it read the one before. Every batch of a lane has its own; its planes cross with it, into memory that is locked
/// too where the device can use that.
/// </summary>
/// <remarks>The lane's thread begins copies; any thread waits for them.</remarks>
internal sealed class IlgpuFrames : FrameMemory
{
    private readonly IlgpuDevice _device;
    private readonly AcceleratorStream _copies;
    private readonly PageLockedArray1D<byte> _memory;
    private readonly List<AcceleratorObject> _locks = [];
    private int _length;
    private volatile bool _isCrossing;

    public IlgpuFrames(IlgpuDevice device, AcceleratorStream copies, int capacity)
    {
        _device = device;
        _copies = copies;
        _memory = device.Accelerator.AllocatePageLocked1D<byte>(capacity);
    }

    public override ReadOnlySpan<byte> Bytes => _memory.Span[.._length];

    /// <summary>Locks memory that planes are copied to, for as long as the batch lives. Elsewhere than on CUDA there is no such thing.</summary>
    public unsafe void Lock<T>(NativeArray<T> memory) where T : unmanaged
    {
        if (memory.Length > 0 && _device.Accelerator.AcceleratorType == AcceleratorType.Cuda)
            _locks.Add(_device.Accelerator.CreatePageLockFromPinned<T>((IntPtr)memory.Pointer, memory.Length));
    }

    /// <summary>Begins to copy a plane. What made it has ended.</summary>
    public void BeginPlane<T>(ArrayView<T> source, long offset, NativeArray<T> target) where T : unmanaged
    {
        if (target.Length == 0)
            return;

        // Native memory: it does not move.
        _isCrossing = true;
        source.SubView(offset, target.Length).CopyToCPUUnsafeAsync(_copies, ref target.Span[0], target.Length);
    }

    /// <summary>Begins to copy the frames. What made them has ended.</summary>
    /// <exception cref="DeviceException">There are more bytes than a batch has room for.</exception>
    public void Begin(ArrayView<byte> source, long length)
    {
        if (length > _memory.Length)
        {
            throw new DeviceException(
                $"The packed bytes of a batch are {length}; there is room for {_memory.Length}. Ask for a smaller batch.");
        }

        _length = (int)length;
        if (length == 0)
            return;

        _isCrossing = true;
        source.SubView(0, length).CopyTo(_copies, _memory.ArrayView.SubView(0, length));
    }

    public override void Wait()
    {
        if (!_isCrossing)
            return;

        // The context belongs to threads.
        _device.Run(_copies.Synchronize);
        _isCrossing = false;
    }

    public override void Dispose() => _device.Release(() =>
    {
        _copies.Synchronize();
        foreach (AcceleratorObject locked in _locks)
            locked.Dispose();
        _locks.Clear();
        _memory.Dispose();
    });
}
