using System.IO.Compression;

namespace Piwa.Pipeline.Exports;

/// <summary>
/// Writes named arrays as an <c>.npz</c> file, as <c>numpy.savez</c> does: a zip of <c>.npy</c> files, stored. The same arrays give the
/// same bytes: every entry is of 1 January 1980.
/// </summary>
/// <remarks>Not thread-safe. The file is whole once the writer is disposed of; the stream stays open.</remarks>
public sealed class NpzWriter : IDisposable
{
    private static readonly DateTimeOffset Epoch = new(1980, 1, 1, 0, 0, 0, TimeSpan.Zero);

    private readonly ZipArchive _archive;
    private readonly HashSet<string> _names = [];

    /// <summary>Begins a file.</summary>
    /// <param name="target">Receives the file; the caller disposes of it.</param>
    public NpzWriter(Stream target) => _archive = new ZipArchive(target, ZipArchiveMode.Create, leaveOpen: true);

    /// <summary>Adds an array.</summary>
    /// <typeparam name="T">As for <see cref="Npy.Write"/>.</typeparam>
    /// <param name="name">Its name, under which NumPy finds it.</param>
    /// <param name="values">The elements, the last index fastest.</param>
    /// <param name="shape">Length by index; none for a single number.</param>
    /// <exception cref="ArgumentException">There is an array of that name, or the shape does not hold that many elements.</exception>
    public void Add<T>(string name, ReadOnlySpan<T> values, params ReadOnlySpan<int> shape) where T : unmanaged
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        if (!_names.Add(name))
            throw new ArgumentException($"There is an array '{name}' already.", nameof(name));
        ZipArchiveEntry entry = _archive.CreateEntry(name + ".npy", CompressionLevel.NoCompression);
        entry.LastWriteTime = Epoch;
        using Stream stream = entry.Open();
        Npy.Write(stream, values, shape);
    }

    /// <inheritdoc/>
    public void Dispose() => _archive.Dispose();
}
