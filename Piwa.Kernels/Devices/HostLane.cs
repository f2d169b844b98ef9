using Piwa.Kernels.Buffers;
using Piwa.Kernels.Meshes;
using Piwa.Kernels.Views;

namespace Piwa.Kernels.Devices;

/// <summary>A lane of the CPU: each worker takes one asset to its mesh, then one view at a time.</summary>
internal sealed unsafe class HostLane : DeviceLane
{
    private readonly IHostKernels kernels;
    private readonly HostWorkers workers;
    private readonly MeshWorkspace[] meshSpaces;
    private readonly ViewWorkspace[] viewSpaces;
    private readonly MeshValidator[] validators;
    private readonly Action<int, int> generate;
    private readonly Action<int, int> render;
    private AssetBatch? current;

    public HostLane(HostDevice device, LaneOptions options)
        : base(device, options)
    {
        kernels = device.Kernels;
        workers = new HostWorkers(device.ThreadCount);
        meshSpaces = [.. Enumerable.Range(0, workers.Count).Select(_ => new MeshWorkspace(options.Mesh))];
        viewSpaces = [.. Enumerable.Range(0, workers.Count).Select(_ => new ViewWorkspace(options))];
        validators = [.. Enumerable.Range(0, workers.Count).Select(_ => new MeshValidator())];
        generate = GenerateAsset;
        render = RenderView;
    }

    public override void GenerateMeshes(AssetBatch batch)
    {
        current = batch;
        workers.Run(batch.Count, generate);
        current = null;
    }

    public override void RenderViews(AssetBatch batch)
    {
        current = batch;
        workers.Run(batch.Count * Options.ViewCount, render);
        current = null;
    }

    public override void Dispose()
    {
        workers.Dispose();
        foreach (MeshWorkspace space in meshSpaces)
            space.Dispose();
        foreach (ViewWorkspace space in viewSpaces)
            space.Dispose();
    }

    private void GenerateAsset(int worker, int place)
    {
        AssetBuffer asset = current![place];
        if (!asset.Compile(out FieldProgram program))
            return;

        MeshWork work = meshSpaces[worker].Work;
        work.Parts = asset.Scene.Parts.Pointer;
        work.Heights = asset.Scene.Heights.Pointer;
        work.Positions = asset.PositionMemory.Pointer;
        work.Triangles = asset.TriangleMemory.Pointer;
        work.TriangleNormals = asset.NormalMemory.Pointer;
        work.TriangleParts = asset.PartMemory.Pointer;

        *work.Grid = MeshGridding.CreateCoarse(program);
        CoarseMeasure measure = kernels.Measure(in work);
        *work.Grid = MeshGridding.Create(program, *work.Grid, in measure, Options.Mesh);
        bool made = kernels.Generate(in work, Options.Mesh);
        if (!MeshCheck.Accept(asset, *work.Grid, *work.Header, made, Options.Mesh, validators[worker]))
            return;

        asset.Scene.LoadViews(asset.Recipe, Options.ImageResolution, *work.Grid, *work.Header);
        ViewWork view = ViewWorkspace.Begin(asset);
        kernels.PlaceInWorld(in work, in view);
    }

    private void RenderView(int worker, int item)
    {
        (int place, int view) = Math.DivRem(item, Options.ViewCount);
        AssetBuffer asset = current![place];
        if (asset.Fault is not null)
            return;

        ViewWork work = viewSpaces[worker].Open(asset, view);
        kernels.Render(in work);
        if (*work.RefusedTriangles > 0)
            asset.Fault = ViewWorkspace.Refusal;
    }
}
