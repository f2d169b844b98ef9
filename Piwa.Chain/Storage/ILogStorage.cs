namespace Piwa.Chain.Storage;

/// <summary>The bytes of a log: what <see cref="LogFile"/> needs of a file.</summary>
/// <remarks>Not safe for several threads.</remarks>
internal interface ILogStorage : IDisposable
{
    /// <summary>What to call it in messages.</summary>
    string Name { get; }

    bool IsReadOnly { get; }

    long Length { get; }

    /// <summary>Reads until the destination is full or the bytes end.</summary>
    /// <returns>How many bytes were read.</returns>
    int ReadAt(long offset, Span<byte> destination);

    /// <summary>Writes bytes that a crash may take until they are flushed, from any of them on.</summary>
    void WriteAt(long offset, ReadOnlySpan<byte> bytes);

    /// <summary>Makes durable all that was written.</summary>
    void Flush();

    /// <summary>Cuts off the bytes from an offset on, durably, and keeps them elsewhere if there is a place for it.</summary>
    /// <returns>Where they are; null if they are gone.</returns>
    string? CutOff(long offset);
}
