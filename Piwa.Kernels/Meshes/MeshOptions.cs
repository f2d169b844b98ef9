namespace Piwa.Kernels.Meshes;

/// <summary>How finely assets are meshed. The values are part of an asset's identity.</summary>
internal sealed record MeshOptions
{
    /// <summary>Two triangles each: 10,000 triangles an asset.</summary>
    public int TargetQuads { get; init; } = 5000;

    /// <summary>Fewest cells along the longest side.</summary>
    public int MinResolution { get; init; } = 32;

    /// <summary>Most cells along the longest side.</summary>
    public int MaxResolution { get; init; } = 96;

    /// <summary>Quads that buffers hold; an asset with more fails. Four times the target leaves room for a wrong first measure.</summary>
    public int QuadCapacity => 4 * TargetQuads;

    /// <summary>Vertices that buffers hold. A closed quad mesh has about as many vertices as quads.</summary>
    public int VertexCapacity => QuadCapacity + (QuadCapacity / 4);
}
