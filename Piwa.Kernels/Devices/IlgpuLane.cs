using ILGPU;
using ILGPU.Runtime;
using Piwa.Kernels.Buffers;
using Piwa.Kernels.Meshes;
using Piwa.Kernels.Recipes;
using Launcher = System.Action<ILGPU.Runtime.AcceleratorStream, ILGPU.Index1D, Piwa.Kernels.Devices.DeviceArrays, int>;

namespace Piwa.Kernels.Devices;

/// <summary>A lane of an ILGPU device: one stream, its memory and its loaded kernels. The batch goes through each kernel as a whole.</summary>
internal sealed class IlgpuLane : DeviceLane
{
    private readonly Accelerator accelerator;
    private readonly AcceleratorStream stream;
    private readonly IlgpuMemory memory;
    private readonly DeviceArrays arrays;
    private readonly MeshValidator validator = new();
    private readonly FieldProgram?[] programs;
    private readonly GridRecord[] grids;
    private readonly MeshHeader[] headers;
    private readonly CoarseMeasure[] measures;
    private readonly SceneRecord[] scenes;
    private readonly int[] refused;

    private readonly Launcher sampleField;
    private readonly Launcher countRows;
    private readonly Launcher sumRows;
    private readonly Launcher measureRows;
    private readonly Launcher emitRows;
    private readonly Launcher crossSurface;
    private readonly Launcher placeVertices;
    private readonly Launcher measureMesh;
    private readonly Launcher quantizeVertices;
    private readonly Launcher joinQuads;
    private readonly Launcher projectVertices;
    private readonly Launcher drawTriangles;
    private readonly Launcher resolvePixels;

    public IlgpuLane(IlgpuDevice device, LaneOptions options)
        : base(device, options)
    {
        accelerator = device.Accelerator;
        stream = accelerator.CreateStream();
        memory = new IlgpuMemory(accelerator, options);
        arrays = memory.Arrays;
        programs = new FieldProgram?[options.AssetCapacity];
        grids = new GridRecord[options.AssetCapacity];
        headers = new MeshHeader[options.AssetCapacity];
        measures = new CoarseMeasure[options.AssetCapacity];
        scenes = new SceneRecord[options.AssetCapacity];
        refused = new int[options.AssetCapacity];

        sampleField = Load(DeviceKernels.SampleField);
        countRows = Load(DeviceKernels.CountRows);
        sumRows = Load(DeviceKernels.SumRows);
        measureRows = Load(DeviceKernels.MeasureRows);
        emitRows = Load(DeviceKernels.EmitRows);
        crossSurface = Load(DeviceKernels.CrossSurface);
        placeVertices = Load(DeviceKernels.PlaceVertices);
        measureMesh = Load(DeviceKernels.MeasureMesh);
        quantizeVertices = Load(DeviceKernels.QuantizeVertices);
        joinQuads = Load(DeviceKernels.JoinQuads);
        projectVertices = Load(DeviceKernels.ProjectVertices);
        drawTriangles = Load(DeviceKernels.DrawTriangles);
        resolvePixels = Load(DeviceKernels.ResolvePixels);
        Upload(arrays.CellTable, 0, CellTable.Create());
    }

    public override void GenerateMeshes(AssetBatch batch) => Run(() =>
    {
        LoadRecipes(batch);
        MeasureCoarse(batch.Count);
        ChooseGrids(batch.Count);
        CountMesh(batch.Count);
        MakeMesh(batch.Count);
        ReadMeshes(batch);
    });

    public override void RenderViews(AssetBatch batch) => Run(() =>
    {
        int views = batch.Count * Options.ViewCount;
        int vertices = 1, triangles = 1;
        foreach (AssetBuffer asset in batch.Assets)
        {
            vertices = Math.Max(vertices, asset.VertexCount);
            triangles = Math.Max(triangles, asset.TriangleCount);
        }

        LoadScenes(batch);
        Launch(projectVertices, views, vertices);
        Launch(drawTriangles, views, triangles);
        Launch(resolvePixels, views, arrays.PixelCount);
        ReadViews(batch);
    });

    public override void Dispose()
    {
        memory.Dispose();
        stream.Dispose();
    }

    /// <summary>Runs work on this thread with the device's context, and says so when the device fails.</summary>
    private void Run(Action work)
    {
        try
        {
            accelerator.Bind();
            work();
        }
        catch (Exception exception) when (exception is AcceleratorException or ILGPU.Runtime.Cuda.CudaException)
        {
            throw new DeviceException($"{Device.Info.Id} ({Device.Info.Name}) is lost: {exception.Message}", exception);
        }
    }

    /// <summary>An asset whose recipe cannot be compiled keeps an empty grid: its kernels find nothing to do.</summary>
    private void LoadRecipes(AssetBatch batch)
    {
        for (int i = 0; i < batch.Count; i++)
        {
            measures[i] = CoarseMeasure.Empty;
            grids[i] = default;
            programs[i] = null;
            if (!batch[i].Compile(out FieldProgram program))
                continue;

            programs[i] = program;
            grids[i] = MeshGridding.CreateCoarse(program);
            SceneMemory scene = batch[i].Scene;
            Upload(arrays.Parts, (long)i * arrays.PartCapacity, scene.Parts.Span);
            Upload(arrays.Heights, (long)i * arrays.HeightCapacity, scene.Heights.Span[..program.Heights.Length]);
            Upload(arrays.Materials, (long)i * arrays.PartCapacity, scene.Materials.Span);
            Upload(arrays.Sky, i * Lighting.SkyCoefficientCount, scene.Sky.Span);
            Upload(arrays.Lights, i * Lighting.MaxLightCount, scene.Lights.Span);
        }

        Upload(arrays.Measures, 0, measures.AsSpan(0, batch.Count));
    }

    private void MeasureCoarse(int count)
    {
        CountMesh(count);
        Launch(measureRows, count, Largest(count, grid => (grid.CellsY + 1) * (grid.CellsZ + 1)));
        Download(arrays.Measures, 0, measures.AsSpan(0, count));
    }

    private void ChooseGrids(int count)
    {
        for (int i = 0; i < count; i++)
        {
            if (programs[i] is { } program)
                grids[i] = MeshGridding.Create(program, in grids[i], in measures[i], Options.Mesh);
        }
    }

    /// <summary>Samples the field on the grids and counts what the meshes there need.</summary>
    private void CountMesh(int count)
    {
        Upload(arrays.Grids, 0, grids.AsSpan(0, count));
        Launch(sampleField, count, Largest(count, grid => grid.CornerCount));
        Launch(countRows, count, Largest(count, grid => grid.RowCount));
        Launch(sumRows, count, 1);
        Download(arrays.Headers, 0, headers.AsSpan(0, count));
    }

    private void MakeMesh(int count)
    {
        int quads = 1, vertices = 1;
        for (int i = 0; i < count; i++)
        {
            quads = Math.Max(quads, Math.Min(headers[i].QuadCount, arrays.QuadCapacity));
            vertices = Math.Max(vertices, Math.Min(headers[i].VertexCount, arrays.VertexCapacity));
        }

        Launch(emitRows, count, Largest(count, grid => grid.RowCount));
        Launch(crossSurface, count, quads);
        Launch(placeVertices, count, vertices);
        Launch(measureMesh, count, 1);
        Launch(quantizeVertices, count, vertices);
        Launch(joinQuads, count, quads);
        Download(arrays.Headers, 0, headers.AsSpan(0, count));
    }

    private void ReadMeshes(AssetBatch batch)
    {
        for (int i = 0; i < batch.Count; i++)
        {
            AssetBuffer asset = batch[i];
            if (asset.Fault is not null)
                continue;

            MeshHeader header = headers[i];
            int quads = header.QuadCount, vertices = header.VertexCount;
            bool made = quads > 0 && quads <= arrays.QuadCapacity && vertices <= arrays.VertexCapacity;
            if (made)
            {
                Download(arrays.Positions, 3L * i * arrays.VertexCapacity, asset.PositionMemory.Span[..(3 * vertices)]);
                Download(arrays.Triangles, 6L * i * arrays.QuadCapacity, asset.TriangleMemory.Span[..(6 * quads)]);
                Download(arrays.TriangleNormals, 6L * i * arrays.QuadCapacity, asset.NormalMemory.Span[..(6 * quads)]);
                Download(arrays.TriangleParts, 2L * i * arrays.QuadCapacity, asset.PartMemory.Span[..(2 * quads)]);
            }

            if (MeshCheck.Accept(asset, in grids[i], in header, made, Options.Mesh, validator))
                asset.Scene.LoadViews(asset.Recipe, Options.ImageResolution, in grids[i], in header);
        }
    }

    private void LoadScenes(AssetBatch batch)
    {
        for (int i = 0; i < batch.Count; i++)
        {
            AssetBuffer asset = batch[i];
            bool drawn = asset.Fault is null;
            WorldFrame frame = asset.Scene.Frame;
            scenes[i] = new SceneRecord
            {
                VertexCount = drawn ? asset.VertexCount : 0,
                TriangleCount = drawn ? asset.TriangleCount : 0,
                LightCount = asset.Scene.LightCount,
                UnitOffsetX = frame.OffsetX,
                UnitOffsetY = frame.OffsetY,
                UnitOffsetZ = frame.OffsetZ,
                UnitScale = frame.Scale,
            };
            refused[i] = 0;
            Upload(arrays.Views, i * Options.ViewCount, asset.Scene.Views.Span);
        }

        Upload(arrays.Scenes, 0, scenes.AsSpan(0, batch.Count));
        Upload(arrays.Refused, 0, refused.AsSpan(0, batch.Count));
    }

    private void ReadViews(AssetBatch batch)
    {
        Download(arrays.Refused, 0, refused.AsSpan(0, batch.Count));
        int pixels = Options.ViewCount * arrays.PixelCount;
        for (int i = 0; i < batch.Count; i++)
        {
            AssetBuffer asset = batch[i];
            if (asset.Fault is not null)
                continue;

            Download(arrays.Color, (long)i * pixels, asset.ColorMemory.Span);
            Download(arrays.Depth, (long)i * pixels, asset.DepthMemory.Span);
            Download(arrays.Normal, (long)i * pixels, asset.ViewNormalMemory.Span);
            if (refused[i] > 0)
                asset.Fault = Views.ViewWorkspace.Refusal;
        }
    }

    private int Largest(int count, Func<GridRecord, int> size)
    {
        int largest = 1;
        for (int i = 0; i < count; i++)
            largest = Math.Max(largest, size(grids[i]));
        return largest;
    }

    private Launcher Load(Action<Index1D, DeviceArrays, int> kernel) =>
        accelerator.LoadAutoGroupedKernel<Index1D, DeviceArrays, int>(kernel);

    private void Launch(Launcher kernel, int items, int stride)
    {
        long threads = (long)items * stride;
        if (threads > int.MaxValue)
        {
            throw new DeviceException(
                $"A batch of {Options.AssetCapacity} assets needs {threads} threads in one launch; at most {int.MaxValue} go. Ask for a smaller batch.");
        }

        kernel(stream, (int)threads, arrays, stride);
    }

    private void Upload<T>(ArrayView<T> target, long offset, ReadOnlySpan<T> source) where T : unmanaged
    {
        if (source.Length > 0)
            target.SubView(offset, source.Length).CopyFromCPU(stream, source);
    }

    private void Upload<T>(ArrayView<T> target, long offset, Span<T> source) where T : unmanaged =>
        Upload(target, offset, (ReadOnlySpan<T>)source);

    private void Download<T>(ArrayView<T> source, long offset, Span<T> target) where T : unmanaged
    {
        if (target.Length > 0)
            source.SubView(offset, target.Length).CopyToCPU(stream, target);
    }
}
