using System.Diagnostics;
using Piwa.Kernels.Buffers;
using Piwa.Kernels.Devices;
using Piwa.Kernels.Meshes;
using Piwa.Kernels.Recipes;
using Piwa.Kernels.Views;

namespace Piwa.Bench.Peers;

/// <summary>
/// Our renderer from finished meshes to finished images: the light at the vertices, then all views. The product finds the former while the
/// distance field of the mesh is at hand; here each asset keeps its field, so that light counts as what it is, rendering. Distances that light
/// asks for are sampled with the mesh, which is lit once: sampling is meshing.
/// </summary>
internal sealed class OurRenderer : IDisposable
{
    private readonly HostDevice _device;
    private readonly HostWorkers _workers;
    private readonly StandardAssets _assets;
    private readonly MeshWorkspace[] _fields;

    /// <param name="assets">How many.</param>
    /// <param name="threads">Threads to use.</param>
    /// <param name="rig">The cameras.</param>
    public OurRenderer(int assets, int threads, CameraRig rig)
    {
        _device = new HostDevice(threads);
        _workers = new HostWorkers(threads);
        _assets = new StandardAssets(_device, assets, rig);
        LaneOptions options = _assets.Lane.Options;
        _fields = [.. Enumerable.Range(0, assets).Select(_ => new MeshWorkspace(options.Mesh))];
        MeshValidator[] validators = [.. Enumerable.Range(0, threads).Select(_ => new MeshValidator())];
        _workers.Run(assets, (worker, i) => HostMeshing.Make(
            _assets.Batch[i], _fields[i], _device.Kernels, options.Mesh, validators[worker], new ImportMeshing(), isLit: true));
    }

    /// <summary>The meshes.</summary>
    public ReadOnlySpan<AssetBuffer> Assets => _assets.Batch.Assets;

    /// <summary>Mean triangles.</summary>
    public double MeanTriangles => _assets.MeanTriangles;

    /// <summary>Time that light at the vertices took last.</summary>
    public TimeSpan LightTime { get; private set; }

    /// <summary>Lights and renders all.</summary>
    public RenderResult Render()
    {
        long start = Stopwatch.GetTimestamp();
        _workers.Run(_fields.Length, (_, i) => _device.Kernels.Light(in _fields[i].Work, ViewWorkspace.Begin(_assets.Batch[i])));
        LightTime = Stopwatch.GetElapsedTime(start);
        _assets.Render();
        double seconds = Stopwatch.GetElapsedTime(start).TotalSeconds;
        return new RenderResult(_fields.Length / seconds, Coverage());
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (MeshWorkspace field in _fields)
            field.Dispose();
        _assets.Dispose();
        _workers.Dispose();
        _device.Dispose();
    }

    /// <summary>Depth is of the pixels' centres, as the peers' images are.</summary>
    private double Coverage()
    {
        long covered = 0, pixels = 0;
        foreach (AssetBuffer asset in Assets)
        {
            for (int view = 0; view < asset.ViewCount; view++)
            {
                ReadOnlySpan<ushort> depth = asset.Depth(view);
                covered += depth.Length - depth.Count((ushort)0);
                pixels += depth.Length;
            }
        }

        return (double)covered / pixels;
    }
}
