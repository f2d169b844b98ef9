using Piwa.Kernels.Meshes;

namespace Piwa.Kernels.Views;

/// <summary>Addresses of what the view kernels read and write for one view of one asset.</summary>
internal unsafe struct ViewWork
{
    // The mesh.
    public int VertexCount;
    public int TriangleCount;
    public ushort* Triangles;

    /// <summary>By corner of a triangle: octahedral normal, word form.</summary>
    public int* TriangleNormals;

    public byte* TriangleParts;

    /// <summary>By vertex: place in the world frame.</summary>
    public float* WorldX, WorldY, WorldZ;

    // The surface: unit space = UnitOffset + world * UnitScale.
    public PartRecord* Parts;
    public MaterialRecord* Materials;
    public float UnitOffsetX, UnitOffsetY, UnitOffsetZ, UnitScale;

    // Light and camera.
    public SkyRecord* Sky;
    public LightRecord* Lights;
    public int LightCount;
    public ViewRecord* View;

    /// <summary>By vertex: place on the screen, in subpixels.</summary>
    public int* ScreenX, ScreenY;

    /// <summary>By vertex: 1 / depth.</summary>
    public float* InverseDepth;

    /// <summary>By pixel: the nearest surface's 1 / depth; 0 for none. Host only.</summary>
    public float* NearestDepth;

    /// <summary>By pixel: the nearest triangle + 1; 0 for none. Host only.</summary>
    public int* NearestTriangle;

    /// <summary>By pixel: both in one word, for atomics: bits of 1 / depth above, complement of the triangle below. Device only.</summary>
    public ulong* NearestKey;

    /// <summary>Counts triangles that the rasteriser could not take; see <see cref="RasterLimits"/>.</summary>
    public int* RefusedTriangles;

    // Output, by pixel [y, x].
    public int* Color;
    public ushort* Depth;
    public ushort* Normal;
}
