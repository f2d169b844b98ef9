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

    /// <summary>By triangle: a <see cref="TriangleInfo"/>.</summary>
    public byte* TriangleInfos;

    /// <summary>By vertex: place in the world frame.</summary>
    public float* WorldX, WorldY, WorldZ;

    /// <summary>By vertex: a <see cref="VertexLight"/>.</summary>
    public int* VertexLights;

    // The surface: unit space = UnitOffset + world * UnitScale.
    public PartRecord* Parts;
    public int PartCount;
    public float* PartData;
    public MaterialRecord* Materials;
    public float UnitOffsetX, UnitOffsetY, UnitOffsetZ, UnitScale;

    // Light and camera.
    public SkyRecord* Sky;
    public LightRecord* Lights;
    public int LightCount;
    public ViewRecord* View;

    /// <summary>By vertex: place on the screen, in subpixels.</summary>
    public int* ScreenX, ScreenY;

    /// <summary>By vertex: nearness, which is linear on the screen; see <see cref="ProjectKernel{F,I,M}"/>.</summary>
    public float* Nearness;

    /// <summary>By vertex: see <see cref="Views.VertexRows"/>. Host only.</summary>
    public int* VertexRows;

    /// <summary>By triangle that faces the camera: see <see cref="Views.TriangleRows"/>. Host only.</summary>
    public int* TriangleRows;

    /// <summary>What triangles are drawn into before they come to the planes; empty before and after. Host only.</summary>
    public RasterTiles Tiles;

    /// <summary>The samples at the pixels' centres.</summary>
    public VisibilityPlane Centres;

    /// <summary>The samples at the pixels' corners; none where no colour is asked for.</summary>
    public VisibilityPlane Corners;

    /// <summary>By centre, then by corner: a row of <see cref="Numerics.RowsOfFour"/> of the samples that are blended; see <see cref="HostBlending{F,I,M}"/>. Host only.</summary>
    public float* SampleRows;

    /// <summary>By centre, then by corner: colour of the samples that are blended; see <see cref="PixelKernel{F,I,M}"/>. Device only.</summary>
    public float* SampleR, SampleG, SampleB;

    /// <summary>By corner: whether a pixel round it is blended. Device only.</summary>
    public byte* CornerNeeded;

    /// <summary>Counts triangles that the rasteriser could not take; see <see cref="RasterLimits"/>.</summary>
    public int* RefusedTriangles;

    /// <summary>The pixels that the output may show anything at: what it was drawn to before, then what it is drawn to. Host only.</summary>
    public ScreenBox* Drawn;

    // Output, by pixel [y, x]; null for channels that are not made.
    public int* Color;
    public ushort* Depth;
    public ushort* Normal;
    public int* Albedo;
    public ushort* Material;
    public byte* Part;

    /// <summary>x, y, z by pixel.</summary>
    public ushort* Position;
}
