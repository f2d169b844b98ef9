using Piwa.Pipeline.Encoding;

namespace Piwa.Pipeline.Shards;

/// <summary>What a data set of uploads says of one of its assets.</summary>
public sealed record UploadedAsset
{
    /// <summary>Index of the asset: the place of its line among the others.</summary>
    public required ulong Asset { get; init; }

    /// <summary>What the uploader calls it.</summary>
    public required string Name { get; init; }

    /// <summary>Name of the file that was uploaded, without its folders.</summary>
    public required string File { get; init; }

    /// <summary>Length of the file.</summary>
    public required long FileBytes { get; init; }

    /// <summary>BLAKE3 of the file.</summary>
    public required ContentHash FileHash { get; init; }

    /// <summary>Hash of the normalised mesh with its materials: names its file in <c>meshes</c>, and is the same for files of the same content.</summary>
    public required ContentHash Source { get; init; }

    /// <summary>Content hash of the mesh.</summary>
    public required ContentHash Mesh { get; init; }

    /// <summary>Content hash of the materials, with those of their images.</summary>
    public required ContentHash Texture { get; init; }

    /// <summary>Content hash of cameras and light.</summary>
    public required ContentHash Scene { get; init; }

    /// <summary>The form of the mesh, see <see cref="Quality.ShapeDescriptor"/>: 64 hexadecimal digits.</summary>
    public required string Shape { get; init; }

    /// <summary>Earlier uploads that it is like, nearest first.</summary>
    public required IReadOnlyList<NearCopy> NearCopies { get; init; }

    /// <summary>What of the file is not in the asset, and what was changed; a sentence each.</summary>
    public required IReadOnlyList<string> Notes { get; init; }

    /// <summary>Address of the uploader's wallet.</summary>
    public required string Wallet { get; init; }

    /// <summary>When it was first registered, by the registry's clock: milliseconds since 1970, UTC.</summary>
    public required long Time { get; init; }
}
