using Piwa.Kernels.Buffers;
using Piwa.Kernels.Meshes;
using Piwa.Kernels.Views;

namespace Piwa.Kernels.Devices;

/// <summary>A lane of the CPU: each worker takes one asset to its mesh, then one view at a time.</summary>
internal sealed unsafe class HostLane : DeviceLane
{
    private readonly IHostKernels _kernels;
    private readonly HostWorkers _workers;
    private readonly MeshWorkspace[] _meshSpaces;
    private readonly ViewWorkspace[] _viewSpaces;
    private readonly MeshValidator[] _validators;
    private readonly ImportMeshing[] _imports;
    private readonly Action<int, int> _generate;
    private readonly Action<int, int> _render;
    private AssetBatch? _current;

    public HostLane(HostDevice device, LaneOptions options)
        : base(device, options)
    {
        _kernels = device.Kernels;
        _workers = new HostWorkers(device.ThreadCount);
        _kernels.BeginCompilation(_workers.Count);
        _meshSpaces = [.. Enumerable.Range(0, _workers.Count).Select(_ => new MeshWorkspace(options.Mesh))];
        _viewSpaces = [.. Enumerable.Range(0, _workers.Count).Select(_ => new ViewWorkspace(options))];
        _validators = [.. Enumerable.Range(0, _workers.Count).Select(_ => new MeshValidator(options.Mesh))];
        _imports = [.. Enumerable.Range(0, _workers.Count).Select(_ => new ImportMeshing())];
        _generate = GenerateAsset;
        _render = RenderView;
    }

    public override void GenerateMeshes(AssetBatch batch)
    {
        _current = batch;
        _workers.Run(batch.Count, _generate);
        _current = null;
    }

    public override void RenderViews(AssetBatch batch)
    {
        _current = batch;
        _workers.Run(batch.Count * Options.ViewCount, _render);
        _current = null;
    }

    public override void Dispose()
    {
        _workers.Dispose();
        foreach (MeshWorkspace space in _meshSpaces)
            space.Dispose();
        foreach (ViewWorkspace space in _viewSpaces)
            space.Dispose();
    }

    private void GenerateAsset(int worker, int place)
    {
        AssetBuffer asset = _current![place];
        try
        {
            asset.BeginOnHost();
            HostMeshing.Make(
                asset,
                _meshSpaces[worker],
                _kernels,
                Options.Mesh,
                _validators[worker],
                _imports[worker],
                isLit: (Options.Channels & ViewChannels.Color) != 0);
        }
        catch (Exception fault) when (asset.HasRecipe && fault is not OutOfMemoryException)
        {
            // Of this recipe alone: its neighbours have memory of their own.
            asset.Fault = AssetFault.OfException("generate", fault);
        }
        finally
        {
            _meshSpaces[worker].GiveBack();
        }
    }

    private void RenderView(int worker, int item)
    {
        (int place, int view) = Math.DivRem(item, Options.ViewCount);
        AssetBuffer asset = _current![place];
        if (asset.Fault is not null)
            return;

        try
        {
            ViewWork work = _viewSpaces[worker].Open(asset, view);
            _kernels.Render(in work, _viewSpaces[worker].Lists);
            if (*work.RefusedTriangles > 0)
                asset.Fault = ViewWorkspace.Refusal;
        }
        catch (Exception fault) when (fault is not OutOfMemoryException)
        {
            asset.Fault = AssetFault.OfException("render", fault);
        }
    }
}
