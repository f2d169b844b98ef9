using System.IO.Compression;

namespace Piwa.Pipeline.Exports;

/// <summary>Reads the named arrays of an <c>.npz</c> file. <see cref="NpzWriter"/> writes them.</summary>
public static class Npz
{
    private const string Extension = ".npy";

    /// <summary>The most that a byte of Deflate can stand for (zlib, technical details).</summary>
    private const long DeflateRatio = 1032;

    /// <summary>Reads all arrays.</summary>
    /// <param name="source">The file; it must be seekable.</param>
    /// <exception cref="InvalidDataException">The file is no zip of <c>.npy</c> files, or one of them cannot be read.</exception>
    public static IReadOnlyDictionary<string, NpyArray> Read(Stream source)
    {
        using var archive = new ZipArchive(source, ZipArchiveMode.Read, leaveOpen: true);
        var arrays = new Dictionary<string, NpyArray>();
        foreach (ZipArchiveEntry entry in archive.Entries)
        {
            if (!entry.FullName.EndsWith(Extension, StringComparison.Ordinal))
                throw new InvalidDataException($"The .npz file holds '{entry.FullName}', which is no array.");
            using Stream stream = entry.Open();
            if (!arrays.TryAdd(entry.FullName[..^Extension.Length], Npy.Read(stream, Math.Min(entry.Length, entry.CompressedLength * DeflateRatio))))
                throw new InvalidDataException($"The .npz file holds '{entry.FullName}' twice.");
        }

        return arrays;
    }
}
