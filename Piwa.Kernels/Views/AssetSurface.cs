using System.Numerics;
using Piwa.Kernels.Buffers;
using Piwa.Kernels.Devices;
using Piwa.Kernels.Meshes;
using Piwa.Kernels.Recipes;

namespace Piwa.Kernels.Views;

/// <summary>
/// An asset's mesh and materials, made anew on the CPU from what a shard stores of it: the recipe and the resolution of the grid.
/// </summary>
/// <remarks>The mesh is the stored one, bit for bit. <see cref="Sample"/> is thread-safe.</remarks>
public sealed unsafe class AssetSurface : IDisposable
{
    private const int LeastResolution = 8;
    private const int MostResolution = 192;
    private const int SmallestImage = LaneOptions.MinImageResolution;

    private readonly IHostKernels _kernels;
    private readonly ViewWork _work;

    private AssetSurface(AssetBuffer asset, IHostKernels kernels)
    {
        Asset = asset;
        _kernels = kernels;
        _work = ViewWorkspace.Begin(asset);
    }

    /// <summary>The mesh. It has no views. Owned by the surface.</summary>
    public AssetBuffer Asset { get; }

    /// <summary>Makes the surface.</summary>
    /// <param name="recipe">The recipe.</param>
    /// <param name="gridResolution">Cells along the longest side; see <see cref="AssetBuffer.GridResolution"/>. 8 to 192.</param>
    /// <exception cref="ArgumentException">The recipe has no mesh at that resolution; the message says why.</exception>
    public static AssetSurface Create(Recipe recipe, int gridResolution)
    {
        ArgumentNullException.ThrowIfNull(recipe);
        ArgumentOutOfRangeException.ThrowIfLessThan(gridResolution, LeastResolution);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(gridResolution, MostResolution);

        // Of the options only the resolution decides about the mesh; the triangles are how much room there is.
        var mesh = new MeshOptions
        {
            TargetTriangles = MeshOptions.MaxTargetTriangles,
            MinResolution = gridResolution,
            MaxResolution = gridResolution,
        };
        var asset = new AssetBuffer(new LaneOptions
        {
            ViewCount = recipe.Cameras.Count,
            ImageResolution = SmallestImage,
            Channels = ViewChannels.Part,
            Mesh = mesh,
        });
        try
        {
            using var device = new HostDevice(threadCount: 1);
            asset.Begin(new FixedRecipe(recipe), recipe.Origin?.AssetIndex ?? 0);
            using var space = new MeshWorkspace(mesh);
            HostMeshing.Make(asset, space, device.Kernels, mesh, new MeshValidator(), new ImportMeshing(), isLit: true);
            if (asset.Fault is { } fault)
                throw new ArgumentException(fault.Reason, nameof(recipe));
            return new AssetSurface(asset, device.Kernels);
        }
        catch
        {
            asset.Dispose();
            throw;
        }
    }

    /// <summary>How much of the sky a vertex sees past the asset itself: 0 to 1, as views are shaded with.</summary>
    /// <param name="vertex">Index of the vertex.</param>
    public float Openness(int vertex)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual((uint)vertex, (uint)Asset.VertexCount, nameof(vertex));
        return ((_work.VertexLights[vertex] >> VertexLight.ShiftOpen) & VertexLight.Mask) / (float)VertexLight.Mask;
    }

    /// <summary>Whether another part shows next to a triangle; see <see cref="SurfacePoint.OnSeam"/>.</summary>
    /// <param name="triangle">Index of the triangle.</param>
    public bool IsSeam(int triangle)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual((uint)triangle, (uint)Asset.TriangleCount, nameof(triangle));
        return (_work.TriangleInfos[triangle] & TriangleInfo.Seam) != 0;
    }

    /// <summary>The materials at some points.</summary>
    /// <param name="points">The points.</param>
    /// <param name="samples">Receives the material at each of them.</param>
    /// <exception cref="ArgumentException"><paramref name="samples"/> is shorter than <paramref name="points"/>.</exception>
    public void Sample(ReadOnlySpan<SurfacePoint> points, Span<SurfaceSample> samples)
    {
        const int Chunk = 128, Lists = 9; // whole vectors of the widest kind
        if (samples.Length < points.Length)
            throw new ArgumentException($"There is room for {samples.Length} samples; there are {points.Length} points.", nameof(samples));

        float* values = stackalloc float[Lists * Chunk];
        int* words = stackalloc int[2 * Chunk];
        var lists = new PointLists
        {
            X = values,
            Y = values + Chunk,
            Z = values + (2 * Chunk),
            Footprint = values + (3 * Chunk),
            Metallic = values + (4 * Chunk),
            Roughness = values + (5 * Chunk),
            SlopeX = values + (6 * Chunk),
            SlopeY = values + (7 * Chunk),
            SlopeZ = values + (8 * Chunk),
            Info = words,
            Color = words + Chunk,
        };
        new Span<float>(values, Lists * Chunk).Clear();
        new Span<int>(words, 2 * Chunk).Clear();
        for (int first = 0; first < points.Length; first += Chunk)
        {
            int count = Math.Min(Chunk, points.Length - first);
            for (int i = 0; i < count; i++)
                Load(in lists, i, in points[first + i]);
            _kernels.Sample(in _work, in lists, count);
            for (int i = 0; i < count; i++)
            {
                samples[first + i] = new SurfaceSample(
                    lists.Color[i], lists.Metallic[i], lists.Roughness[i], new Vector3(lists.SlopeX[i], lists.SlopeY[i], lists.SlopeZ[i]));
            }
        }
    }

    /// <inheritdoc/>
    public void Dispose() => Asset.Dispose();

    private void Load(in PointLists lists, int i, in SurfacePoint point)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual((uint)point.Part, (uint)_work.PartCount, nameof(point.Part));
        lists.X[i] = point.Position.X;
        lists.Y[i] = point.Position.Y;
        lists.Z[i] = point.Position.Z;
        lists.Footprint[i] = point.Footprint;
        lists.Info[i] = point.Part | (point.OnSeam ? TriangleInfo.Seam : 0);
    }
}
