namespace Piwa.Pipeline.Shards;

/// <summary>A file that lies elsewhere, of which any part can be had.</summary>
/// <remarks>Thread-safe. All parts are of the same file: that it was replaced is an error.</remarks>
internal interface IRangeSource
{
    /// <summary>Length of the file, in bytes, as whoever opens it expects it.</summary>
    long Length { get; }

    /// <summary>Reads a part.</summary>
    /// <param name="offset">Its first byte.</param>
    /// <param name="target">Takes it; all of it lies within the file.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="FormatException">The file has another length.</exception>
    /// <exception cref="IOException">It cannot be read.</exception>
    Task ReadAsync(long offset, Memory<byte> target, CancellationToken cancellationToken);
}
