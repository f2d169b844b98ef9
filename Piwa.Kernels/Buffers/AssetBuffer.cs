using System.Runtime.InteropServices;
using Piwa.Kernels.Devices;
using Piwa.Kernels.Meshes;
using Piwa.Kernels.Recipes;
using Piwa.Kernels.Views;

namespace Piwa.Kernels.Buffers;

/// <summary>
/// One asset of a batch: its recipe, its mesh, its views. Spans are valid until the batch is used again.
/// </summary>
/// <remarks>World frame: right-handed, z up, centred box, longest side 1.</remarks>
public sealed unsafe class AssetBuffer : IDisposable
{
    private const int CoordinatesOfVertex = 3;
    private const int CornersOfTriangle = 3;

    /// <summary>Vectors reach beyond the last element.</summary>
    private const int WidestVector = 16;

    private readonly LaneOptions _options;
    private readonly FrameMemory? _frames;
    private readonly AssetSeal? _seal;
    private readonly FieldProgram _program = new();
    private IRecipeSource? _source;
    private Recipe? _recipe;
    private bool _isSealed, _hasViewPages;

    internal AssetBuffer(LaneOptions options, FrameMemory? frames = null)
    {
        _options = options;
        _frames = frames;
        _seal = frames is null ? null : new AssetSeal(options, frames);
        int triangles = _options.Mesh.TriangleCapacity, vertices = _options.Mesh.VertexCapacity;
        PositionMemory = new(CoordinatesOfVertex * vertices);
        TriangleMemory = new(CornersOfTriangle * triangles);
        NormalMemory = new(CornersOfTriangle * triangles);
        PartMemory = new(triangles);
        InfoMemory = new(triangles + WidestVector);
        LightMemory = new(WorldStride(options));
        WorldMemory = new(CoordinatesOfVertex * WorldStride(options));
        int pixels = _options.ViewCount * _options.ImageResolution * _options.ImageResolution;
        ColorMemory = new(Length(ViewChannels.Color, pixels));
        DepthMemory = new(Length(ViewChannels.Depth, pixels));
        ViewNormalMemory = new(Length(ViewChannels.Normal, pixels));
        AlbedoMemory = new(Length(ViewChannels.Albedo, pixels));
        MaterialMemory = new(Length(ViewChannels.Material, pixels));
        PartPlaneMemory = new(Length(ViewChannels.Part, pixels));
        PositionPlaneMemory = new(Length(ViewChannels.Position, CoordinatesOfVertex * pixels));
        DrawnMemory = new(_options.ViewCount);
        Scene = new SceneMemory(_options);
    }

    /// <summary>Index of the asset in its campaign.</summary>
    public ulong Index { get; private set; }

    /// <summary>The recipe; there once the mesh stage has begun.</summary>
    public Recipe Recipe => _recipe ?? throw new InvalidOperationException("The recipe is made by the mesh stage, which has not run.");

    /// <summary>Why the asset could not be made, or null.</summary>
    public AssetFault? Fault { get; internal set; }

    /// <summary>What the device has hashed and packed, or null where that is left to the host.</summary>
    public AssetSeal? Seal => _isSealed && Fault is null ? _seal : null;

    /// <summary>From the recipe's units to the world frame of the mesh.</summary>
    /// <exception cref="InvalidOperationException">The asset has no mesh.</exception>
    public AssetPlacement Placement => TriangleCount > 0 && Fault is null
        ? Scene.Placement
        : throw new InvalidOperationException("The asset has no mesh, so nothing says how large it is.");

    /// <summary>Vertices of the mesh.</summary>
    public int VertexCount { get; internal set; }

    /// <summary>Triangles of the mesh.</summary>
    public int TriangleCount { get; internal set; }

    /// <summary>What the validator found; all zero, or the asset has a fault, or its mesh was imported.</summary>
    public MeshDefects Defects { get; internal set; }

    /// <summary>Cells of the grid along the longest side of the asset's box.</summary>
    public int GridResolution { get; internal set; }

    /// <summary>x, y, z by vertex, 0 to 65,535: world coordinate = (value - 32767.5) / 65535.</summary>
    public ReadOnlySpan<ushort> Positions => PositionMemory.Span[..(CoordinatesOfVertex * VertexCount)];

    /// <summary>Three vertex indices by triangle, against the clock seen from outside.</summary>
    public ReadOnlySpan<ushort> Triangles => TriangleMemory.Span[..(CornersOfTriangle * TriangleCount)];

    /// <summary>
    /// Normal by corner of a triangle, octahedral: low and high word 0 to 65,534 for -1 to 1. Corners on one side of a crease share
    /// their normal.
    /// </summary>
    public ReadOnlySpan<int> CornerNormals => NormalMemory.Span[..(CornersOfTriangle * TriangleCount)];

    /// <summary>Index of the recipe's part by triangle.</summary>
    public ReadOnlySpan<byte> TriangleParts => PartMemory.Span[..TriangleCount];

    /// <summary>Views of the asset.</summary>
    public int ViewCount => _options.ViewCount;

    /// <summary>Pixels along a side of a view.</summary>
    public int ImageResolution => _options.ImageResolution;

    internal NativeArray<ushort> PositionMemory { get; }

    internal NativeArray<ushort> TriangleMemory { get; }

    internal NativeArray<int> NormalMemory { get; }

    internal NativeArray<byte> PartMemory { get; }

    internal NativeArray<byte> InfoMemory { get; }

    internal NativeArray<int> LightMemory { get; }

    internal NativeArray<float> WorldMemory { get; }

    internal NativeArray<int> ColorMemory { get; }

    internal NativeArray<ushort> DepthMemory { get; }

    internal NativeArray<ushort> ViewNormalMemory { get; }

    internal NativeArray<int> AlbedoMemory { get; }

    internal NativeArray<ushort> MaterialMemory { get; }

    internal NativeArray<byte> PartPlaneMemory { get; }

    internal NativeArray<ushort> PositionPlaneMemory { get; }

    /// <summary>By view: the pixels that its channels may show anything at, as the host left them.</summary>
    internal NativeArray<ScreenBox> DrawnMemory { get; }

    internal SceneMemory Scene { get; }

    private int PixelsOfView => _options.ImageResolution * _options.ImageResolution;

    /// <summary>The image planes that its views have.</summary>
    public ViewChannels Channels => _options.Channels;

    /// <summary>What its depths are.</summary>
    public DepthKind DepthKind => _options.DepthKind;

    /// <summary>The frame of its views' normals.</summary>
    public NormalSpace NormalSpace => _options.NormalSpace;

    /// <summary>Colour of a view <c>[y, x]</c>: RGBA, red in the lowest byte, sRGB, straight alpha.</summary>
    public ReadOnlySpan<int> Color(int view) => Plane(ColorMemory, view);

    /// <summary>
    /// Depth of a view <c>[y, x]</c>: 0 = background; else <c>near + (value - 1) / 65534 * (far - near)</c> with the camera's near and
    /// far, in world units, of the kind in <see cref="LaneOptions.DepthKind"/>.
    /// </summary>
    public ReadOnlySpan<ushort> Depth(int view) => Plane(DepthMemory, view);

    /// <summary>
    /// Surface normal of a view <c>[y, x]</c> in the frame of <see cref="LaneOptions.NormalSpace"/>, octahedral: low and high byte 0 to 254
    /// for -1 to 1; 0 in the background.
    /// </summary>
    public ReadOnlySpan<ushort> Normal(int view) => Plane(ViewNormalMemory, view);

    /// <summary>Base colour of a view <c>[y, x]</c>: RGBA, red in the lowest byte, sRGB; alpha 255, 0 in the background.</summary>
    public ReadOnlySpan<int> Albedo(int view) => Plane(AlbedoMemory, view);

    /// <summary>Material of a view <c>[y, x]</c>: low byte metallic, high byte roughness, 0 to 255; 0 in the background.</summary>
    public ReadOnlySpan<ushort> Material(int view) => Plane(MaterialMemory, view);

    /// <summary>Part of a view <c>[y, x]</c>: 0 in the background, else its place in the recipe + 1.</summary>
    public ReadOnlySpan<byte> Part(int view) => Plane(PartPlaneMemory, view);

    /// <summary>Place of the surface of a view <c>[y, x, (x, y, z)]</c>: as <see cref="Positions"/>; 0, 0, 0 in the background.</summary>
    public ReadOnlySpan<ushort> Position(int view) => Plane(PositionPlaneMemory, view, CoordinatesOfVertex);

    /// <summary>A channel of a view <c>[y, x]</c> as bytes, whatever its type.</summary>
    public ReadOnlySpan<byte> Plane(ViewChannels channel, int view) => channel switch
    {
        ViewChannels.Color => MemoryMarshal.AsBytes(Color(view)),
        ViewChannels.Depth => MemoryMarshal.AsBytes(Depth(view)),
        ViewChannels.Normal => MemoryMarshal.AsBytes(Normal(view)),
        ViewChannels.Albedo => MemoryMarshal.AsBytes(Albedo(view)),
        ViewChannels.Material => MemoryMarshal.AsBytes(Material(view)),
        ViewChannels.Part => Part(view),
        ViewChannels.Position => MemoryMarshal.AsBytes(Position(view)),
        _ => throw new ArgumentOutOfRangeException(nameof(channel), channel, "Expected one channel."),
    };

    /// <summary>Writes <see cref="CornerNormals"/> in the form that files hold: low and high byte 0 to 254 for -1 to 1.</summary>
    /// <param name="target">At least three values for each triangle.</param>
    public void CopyByteNormals(Span<ushort> target) => OctahedralNormal.CopyBytes(CornerNormals, target);

    /// <inheritdoc/>
    public void Dispose()
    {
        PositionMemory.Dispose();
        TriangleMemory.Dispose();
        NormalMemory.Dispose();
        PartMemory.Dispose();
        InfoMemory.Dispose();
        LightMemory.Dispose();
        WorldMemory.Dispose();
        ColorMemory.Dispose();
        DepthMemory.Dispose();
        ViewNormalMemory.Dispose();
        AlbedoMemory.Dispose();
        MaterialMemory.Dispose();
        PartPlaneMemory.Dispose();
        PositionPlaneMemory.Dispose();
        DrawnMemory.Dispose();
        Scene.Dispose();
    }

    /// <summary>Whether its recipe was made: what goes wrong later is the recipe's.</summary>
    internal bool HasRecipe => _recipe is not null;

    internal void Begin(IRecipeSource recipes, ulong index)
    {
        _source = recipes;
        _recipe = null;
        Index = index;
        Fault = null;
        _isSealed = false;
        VertexCount = 0;
        TriangleCount = 0;
        Defects = default;
        GridResolution = 0;
    }

    /// <summary>
    /// Before the host makes a mesh: what a mesh larger than most has left is given back and, at the first time, the memory of the views is taken, all
    /// of which is used sooner or later. So memory does not grow with the assets that a run has seen.
    /// </summary>
    internal void BeginOnHost()
    {
        MeshOptions mesh = _options.Mesh;
        int triangles = mesh.UsualTriangles, vertices = mesh.UsualVertices, stride = WorldStride(_options);
        PositionMemory.GiveBack((CoordinatesOfVertex * vertices)..);
        TriangleMemory.GiveBack((CornersOfTriangle * triangles)..);
        NormalMemory.GiveBack((CornersOfTriangle * triangles)..);
        for (int axis = 0; axis < CoordinatesOfVertex; axis++)
            WorldMemory.GiveBack(((axis * stride) + vertices)..((axis + 1) * stride));
        if (_hasViewPages)
            return;

        _hasViewPages = true;
        ColorMemory.Take(..);
        DepthMemory.Take(..);
        ViewNormalMemory.Take(..);
        AlbedoMemory.Take(..);
        MaterialMemory.Take(..);
        PartPlaneMemory.Take(..);
        PositionPlaneMemory.Take(..);
    }

    internal AssetSeal BeginSeal()
    {
        _isSealed = true;
        return _seal!;
    }

    /// <summary>Makes the recipe and compiles it for the kernels. False when the recipe cannot be drawn with this lane.</summary>
    /// <param name="program">The program that makes its mesh; null where it is imported.</param>
    internal bool Compile(out FieldProgram? program)
    {
        _recipe = _source!.Create(Index);
        program = _recipe.Import is null ? _program : null;
        if (_source is not PresetSource { IsTrusted: true } && FaultOf(_recipe) is { } fault)
        {
            Fault = fault;
            return false;
        }

        program?.Load(_recipe.Parts);
        if (_recipe.Cameras.Count != _options.ViewCount)
        {
            Fault = new AssetFault("generate", $"The recipe has {_recipe.Cameras.Count} cameras; this run renders {_options.ViewCount} views.");
            return false;
        }

        Scene.Load(_recipe, program);
        return true;
    }

    /// <summary>What is wrong with a recipe that none of Piwa's presets has sampled: the kernels rely on what is checked.</summary>
    private static AssetFault? FaultOf(Recipe recipe)
    {
        try
        {
            RecipeValidator.Validate(recipe);
            return null;
        }
        catch (RecipeFormatException fault)
        {
            return new AssetFault("generate", fault.Message);
        }
    }

    /// <summary>Distance of the coordinates' arrays in <see cref="WorldMemory"/>: no vector that begins in one ends in the next.</summary>
    internal static int WorldStride(LaneOptions options) => options.Mesh.VertexCapacity + WidestVector;

    /// <summary>Where the device seals, only what is read back has memory here.</summary>
    private int Length(ViewChannels channel, int length) =>
        (_options.Channels & channel) != 0 && (_seal is null || (_options.ReadBack & channel) != 0) ? length : 0;

    private ReadOnlySpan<T> Plane<T>(NativeArray<T> channel, int view, int valuesOfPixel = 1) where T : unmanaged
    {
        ArgumentOutOfRangeException.ThrowIfNegative(view);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(view, _options.ViewCount);
        int length = valuesOfPixel * PixelsOfView;
        _frames?.Wait();
        return channel.Length > 0
            ? channel.Span.Slice(view * length, length)
            : throw new InvalidOperationException($"The views have no such channel here: there are {_options.Channels}, of which {_options.ReadBack} are read back.");
    }
}
