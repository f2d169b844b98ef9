namespace Piwa.Kernels.Buffers;

/// <summary>Host memory that a device copies the finished bytes of a batch to, while other work goes on.</summary>
internal abstract class FrameMemory : IDisposable
{
    /// <summary>What has been copied; only after <see cref="Wait"/>.</summary>
    public abstract ReadOnlySpan<byte> Bytes { get; }

    /// <summary>Returns when the last copy is there. From any thread.</summary>
    public abstract void Wait();

    public abstract void Dispose();
}
