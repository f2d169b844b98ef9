using Piwa.Pipeline.Labels;

namespace Piwa.Pipeline.Importing;

/// <summary>A file's triangles as they show, in our axes (right-handed, z up), with their materials, before they are normalised.</summary>
internal sealed class SourceMesh
{
    /// <summary>By vertex: place, in the file's units.</summary>
    public List<Double3> Positions { get; } = [];

    /// <summary>By vertex: normal of any length, zero where the file has none.</summary>
    public List<Double3> Normals { get; } = [];

    /// <summary>Triangles: three vertices, against the clock seen from where they show, and a material.</summary>
    public List<(int A, int B, int C, int Material)> Triangles { get; } = [];

    /// <summary>The materials.</summary>
    public List<SourceMaterial> Materials { get; } = [];

    /// <summary>What of the file is not in the asset, a sentence each.</summary>
    public SortedSet<string> Notes { get; } = new(StringComparer.Ordinal);
}
