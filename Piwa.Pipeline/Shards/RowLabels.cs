using Piwa.Pipeline.Encoding;

namespace Piwa.Pipeline.Shards;

/// <summary>The labels of an asset as a row holds them; see docs/formats.md.</summary>
/// <remarks>Blobs are frames of 16-bit floats by point; empty where there is no point. Not thread-safe.</remarks>
public sealed class RowLabels
{
    /// <summary>Numbers of a part in <see cref="PartBoxes"/>.</summary>
    public const int BoxLength = 16;

    /// <summary>Content hash of the labels.</summary>
    public ContentHash Hash { get; internal set; }

    /// <summary>The parts as a program; see <see cref="Labels.PartProgram"/>.</summary>
    public string Program { get; internal set; } = "";

    /// <summary>Triangles that show the part, by part.</summary>
    public int[] PartTriangles { get; internal set; } = [];

    /// <summary>By part: least and greatest x, y, z of its triangles; centre, half extents, rotation (x, y, z, w) of its own box.</summary>
    public float[] PartBoxes { get; internal set; } = [];

    /// <summary>Frame of points on the surface: position and normal.</summary>
    public ReadOnlyMemory<byte> Surface { get; internal set; }

    /// <summary>Frame of the part of each of those points, one byte.</summary>
    public ReadOnlyMemory<byte> SurfaceParts { get; internal set; }

    /// <summary>Frame of points on sharp edges: position and normal.</summary>
    public ReadOnlyMemory<byte> Sharp { get; internal set; }

    /// <summary>Frame of points of the volume: position and signed distance.</summary>
    public ReadOnlyMemory<byte> Volume { get; internal set; }

    /// <summary>Frame of points near the surface: position and signed distance.</summary>
    public ReadOnlyMemory<byte> Near { get; internal set; }

    /// <summary>Frame of points near sharp edges: position and signed distance.</summary>
    public ReadOnlyMemory<byte> SharpNear { get; internal set; }
}
