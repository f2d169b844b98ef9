using Piwa.Chain.Storage;

namespace Piwa.Tests.Chain.Economy;

/// <summary>A log whose n-th write or flush from now on fails.</summary>
internal sealed class FailingStorage(MemoryLogStorage inner) : ILogStorage
{
    /// <summary>Writes and flushes that still succeed.</summary>
    public int Left { get; set; } = int.MaxValue;

    public string Name => inner.Name;

    public bool IsReadOnly => inner.IsReadOnly;

    public long Length => inner.Length;

    public int ReadAt(long offset, Span<byte> destination) => inner.ReadAt(offset, destination);

    public void WriteAt(long offset, ReadOnlySpan<byte> bytes)
    {
        inner.WriteAt(offset, bytes);
        Pass();
    }

    public void Flush()
    {
        Pass();
        inner.Flush();
    }

    public string? CutOff(long offset) => inner.CutOff(offset);

    public void Dispose() => inner.Dispose();

    private void Pass()
    {
        if (Left-- <= 0)
            throw new IOException("As a test has asked.");
    }
}
