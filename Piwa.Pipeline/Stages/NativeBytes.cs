using System.Buffers;
using System.Runtime.InteropServices;

namespace Piwa.Pipeline.Stages;

/// <summary>
/// Zeroed memory of the system's, which takes none before it is used, and which the garbage collector neither counts nor moves.
/// Whoever has it disposes it, when nobody uses a piece of it any more.
/// </summary>
internal sealed unsafe class NativeBytes : MemoryManager<byte>
{
    private readonly int _length;
    private byte* _block;

    /// <summary>Where it begins. Who comes too late is told so, before anything is read that is somebody else's by now.</summary>
    private byte* Block => _block != null ? _block : throw new ObjectDisposedException(nameof(NativeBytes));

    /// <summary>Asks the system for so many bytes.</summary>
    public NativeBytes(int length)
    {
        _block = (byte*)NativeMemory.AllocZeroed((nuint)length);
        _length = length;
        GC.AddMemoryPressure(length);
    }

    /// <inheritdoc/>
    public override Span<byte> GetSpan() => new(Block, _length);

    /// <inheritdoc/>
    public override MemoryHandle Pin(int elementIndex = 0) => new(Block + elementIndex, pinnable: this);

    /// <inheritdoc/>
    public override void Unpin()
    {
        // It never moves.
    }

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        if (_block == null)
            return;

        NativeMemory.Free(_block);
        _block = null;
        GC.RemoveMemoryPressure(_length);
    }
}
