namespace Piwa.Kernels.Meshes;

/// <summary>How finely assets are meshed. The values are part of an asset's identity.</summary>
public sealed record MeshOptions
{
    /// <summary>Default of <see cref="TargetTriangles"/>.</summary>
    public const int DefaultTargetTriangles = 10_000;

    /// <summary>Most triangles that can be asked for: vertex indices have 16 bits.</summary>
    public const int MaxTargetTriangles = 20_000;

    /// <summary>Fewest triangles that can be asked for.</summary>
    public const int MinTargetTriangles = 100;

    /// <summary>An asset with this many times the triangles aimed at does not fit, and fails.</summary>
    private const int Headroom = 4;

    /// <summary>Triangles aimed at.</summary>
    /// <value>100 to 20,000; default 10,000. Most assets come within a fifth of it.</value>
    public int TargetTriangles { get; init; } = DefaultTargetTriangles;

    /// <summary>Fewest cells along the longest side of an asset, unless it would have more than twice the triangles aimed at.</summary>
    /// <value>8 to <see cref="MaxResolution"/>; default 32.</value>
    public int MinResolution { get; init; } = 32;

    /// <summary>Most cells along the longest side of an asset: bounds the memory of a grid.</summary>
    /// <value>Up to 192; default 96.</value>
    public int MaxResolution { get; init; } = 96;

    /// <summary>Two triangles each.</summary>
    internal int TargetQuads => TargetTriangles / 2;

    /// <summary>Quads that buffers hold.</summary>
    internal int QuadCapacity => Headroom * TargetQuads;

    /// <summary>Triangles that buffers hold.</summary>
    internal int TriangleCapacity => 2 * QuadCapacity;

    /// <summary>Vertices that buffers hold. A closed quad mesh has about as many vertices as quads.</summary>
    internal int VertexCapacity => QuadCapacity + (QuadCapacity / 4);

    /// <summary>Nine of ten meshes have no more triangles: counted over 1,528 assets of preset piwa.</summary>
    internal int UsualTriangles => TargetTriangles + (TargetTriangles / 2);

    /// <summary>Nine of ten meshes have no more vertices, counted there too.</summary>
    internal int UsualVertices => UsualTriangles / 2;

    /// <summary>Adds a sentence for each value that is out of its range.</summary>
    public void Validate(ICollection<string> faults)
    {
        const int LeastCells = 8;
        const int MostCells = 192; // with its margin below 256: coordinates of cells have eight bits
        ArgumentNullException.ThrowIfNull(faults);
        if (TargetTriangles is < MinTargetTriangles or > MaxTargetTriangles)
            faults.Add($"TargetTriangles is {TargetTriangles}; it must be {MinTargetTriangles} to {MaxTargetTriangles}.");
        if (MaxResolution > MostCells)
            faults.Add($"MaxResolution is {MaxResolution}; it must be at most {MostCells}.");
        if (MinResolution < LeastCells || MinResolution > MaxResolution)
            faults.Add($"MinResolution is {MinResolution}; it must be {LeastCells} to MaxResolution ({MaxResolution}).");
    }
}
