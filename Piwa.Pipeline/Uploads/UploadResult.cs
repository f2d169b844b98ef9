using Piwa.Pipeline.Shards;

namespace Piwa.Pipeline.Uploads;

/// <summary>What became of one file.</summary>
public sealed record UploadResult
{
    /// <summary>The file's path, as it was given.</summary>
    public required string File { get; init; }

    /// <summary>What became of it.</summary>
    public required UploadOutcome Outcome { get; init; }

    /// <summary>A sentence for the uploader.</summary>
    public required string Message { get; init; }

    /// <summary>The asset that it is, or null.</summary>
    public UploadedAsset? Asset { get; init; }

    /// <summary>Whose its contents are; none where it could not be read.</summary>
    public IReadOnlyList<ContentAnswer> Contents { get; init; } = [];

    /// <summary>Vertices of the normalised mesh.</summary>
    public int Vertices { get; init; }

    /// <summary>Triangles of the normalised mesh.</summary>
    public int Triangles { get; init; }

    /// <summary>Its defects, counted; an uploaded mesh may have some.</summary>
    public Kernels.Meshes.MeshDefects Defects { get; init; }
}
