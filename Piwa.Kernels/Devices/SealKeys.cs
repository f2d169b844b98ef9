using System.Runtime.InteropServices;
using Piwa.Kernels.Codecs;

namespace Piwa.Kernels.Devices;

/// <summary>Keys of the content hashes that a device makes: BLAKE3's, derived from the contexts of docs/formats.md.</summary>
public sealed class SealKeys
{
    private const int KeyBytes = 32;

    /// <summary>Keys of the two kinds.</summary>
    /// <param name="view">Key of views, 32 bytes. Copied.</param>
    /// <param name="mesh">Key of meshes, 32 bytes. Copied.</param>
    /// <exception cref="ArgumentException">A key has another length.</exception>
    public SealKeys(ReadOnlySpan<byte> view, ReadOnlySpan<byte> mesh) => Values = [Read(view, nameof(view)), Read(mesh, nameof(mesh))];

    /// <summary>Key of views, then of meshes.</summary>
    internal Blake3Value[] Values { get; }

    private static Blake3Value Read(ReadOnlySpan<byte> key, string name) => key.Length == KeyBytes
        ? MemoryMarshal.Read<Blake3Value>(key)
        : throw new ArgumentException($"Expected a key of {KeyBytes} bytes, got {key.Length}.", name);
}
