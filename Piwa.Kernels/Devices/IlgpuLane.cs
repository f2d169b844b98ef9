using System.Collections.Concurrent;
using ILGPU;
using ILGPU.Runtime;
using Piwa.Kernels.Buffers;
using Piwa.Kernels.Meshes;
using Piwa.Kernels.Views;
using GroupKernel = Piwa.Kernels.Devices.LoadedGroupKernel<Piwa.Kernels.Devices.DeviceArrays>;
using Kernel = Piwa.Kernels.Devices.LoadedKernel<Piwa.Kernels.Devices.DeviceArrays>;

namespace Piwa.Kernels.Devices;

/// <summary>A lane of an ILGPU device: one stream, its memory and its loaded kernels. The batch goes through each kernel as a whole.</summary>
/// <remarks>
/// The device holds the meshes of one batch. In a graph, the next batch's meshes may be asked for before this one's views: where the
/// lane is to seal, it makes the views at once; else it makes the meshes once more, which gives the same.
/// </remarks>
internal sealed partial class IlgpuLane : DeviceLane
{
    /// <summary>Threads of a group of shading, which takes one sample longer than another, and all registers.</summary>
    private const int ShadingGroup = 64;

    /// <summary>Threads of a group that lists samples: together they ask once for their places.</summary>
    private const int ListingGroup = 256;

    private readonly IlgpuDevice _device;
    private readonly AcceleratorStream _stream;
    private readonly IlgpuMemory _memory;
    private readonly DeviceArrays _arrays;
    private readonly RecipeStaging _staging;
    private readonly ConcurrentBag<MeshValidator> _validators = [];
    private readonly FieldProgram?[] _programs;
    private readonly GridPlan[] _plans;
    private readonly GridRecord[] _grids;
    private readonly MeshHeader[] _headers;
    private readonly CoarseMeasure[] _measures;
    private readonly SceneRecord[] _scenes;
    private readonly int[] _refused;
    private readonly int[] _listLengths;
    private readonly IlgpuSealer? _sealer;
    private AssetBatch? _resident;

    private readonly Kernel _placeMeshes;
    private readonly Kernel _placeViews;
    private readonly Kernel _sampleField;
    private readonly Kernel _countRows;
    private readonly Kernel _sumRows;
    private readonly Kernel _measureRows;
    private readonly Kernel _emitRows;
    private readonly Kernel _crossSurface;
    private readonly Kernel _placeVertices;
    private readonly Kernel _measureMesh;
    private readonly Kernel _quantizeVertices;
    private readonly Kernel _joinQuads;
    private readonly Kernel _markFolds;
    private readonly Kernel _settleVertices;
    private readonly Kernel _forgetFolds;
    private readonly Kernel _settleAllVertices;
    private readonly Kernel _splitQuads;
    private readonly Kernel _lightVertices;
    private readonly Kernel _projectVertices;
    private readonly Kernel _drawTriangles;
    private readonly GroupKernel _listPixels;
    private readonly Kernel _shadePixels;
    private readonly GroupKernel _listCorners;
    private readonly Kernel _shadeCorners;
    private readonly Kernel _blendPixels;

    public IlgpuLane(IlgpuDevice device, LaneOptions options)
        : base(device, options)
    {
        _device = device;
        _stream = device.Accelerator.CreateStream();
        _memory = new IlgpuMemory(_stream, options);
        _arrays = _memory.Arrays;
        _staging = new RecipeStaging(options);
        _programs = new FieldProgram?[options.AssetCapacity];
        _plans = new GridPlan[options.AssetCapacity];
        _grids = new GridRecord[options.AssetCapacity];
        _headers = new MeshHeader[options.AssetCapacity];
        _measures = new CoarseMeasure[options.AssetCapacity];
        _scenes = new SceneRecord[options.AssetCapacity];
        _refused = new int[options.AssetCapacity];
        _listLengths = new int[2 * options.AssetCapacity * options.ViewCount];

        _placeMeshes = Load(DeviceKernels.PlaceMeshes);
        _placeViews = Load(DeviceKernels.PlaceViews);
        _sampleField = Load(DeviceKernels.SampleField);
        _countRows = Load(DeviceKernels.CountRows);
        _sumRows = Load(DeviceKernels.SumRows, Kernel.SerialGroup);
        _measureRows = Load(DeviceKernels.MeasureRows);
        _emitRows = Load(DeviceKernels.EmitRows);
        _crossSurface = Load(DeviceKernels.CrossSurface);
        _placeVertices = Load(DeviceKernels.PlaceVertices);
        _measureMesh = Load(DeviceKernels.MeasureMesh, Kernel.SerialGroup);
        _quantizeVertices = Load(DeviceKernels.QuantizeVertices);
        _joinQuads = Load(DeviceKernels.JoinQuads);
        _projectVertices = Load(DeviceKernels.ProjectVertices);
        _drawTriangles = Load(DeviceKernels.DrawTriangles);
        _markFolds = Load(DeviceKernels.MarkFolds);
        _settleVertices = Load(DeviceKernels.SettleVertices);
        _forgetFolds = Load(DeviceKernels.ForgetFolds);
        _settleAllVertices = Load(DeviceKernels.SettleAllVertices);
        _splitQuads = Load(DeviceKernels.SplitQuads);
        _lightVertices = Load(DeviceKernels.LightVertices);
        _listPixels = new GroupKernel(device, DeviceKernels.ListPixels, ListingGroup);
        _shadePixels = Load(DeviceKernels.ShadePixels, ShadingGroup);
        _listCorners = new GroupKernel(device, DeviceKernels.ListCorners, ListingGroup);
        _shadeCorners = Load(DeviceKernels.ShadeCorners, ShadingGroup);
        _blendPixels = Load(DeviceKernels.BlendPixels);
        Upload(_arrays.CellTable, 0, CellTable.Values);
        if (options.Seal is not null)
            _sealer = new IlgpuSealer(device, _stream, options, _arrays);
    }

    /// <summary>Bytes of device memory.</summary>
    public long MemoryBytes => _memory.Bytes + (_sealer?.MemoryBytes ?? 0);

    public override void GenerateMeshes(AssetBatch batch) => _device.Run(() =>
    {
        Generate(batch);
        if (_sealer is not null)
            Render(batch);
    });

    public override void RenderViews(AssetBatch batch) => _device.Run(() =>
    {
        if (_sealer is not null && batch.IsRendered)
            return;
        if (_resident != batch)
            Generate(batch);
        Render(batch);
    });

    public override void Dispose()
    {
        _importSpace?.Dispose();
        _device.Release(() =>
        {
            _stream.Synchronize();
            _sealer?.Dispose();
            _memory.Dispose();
            _stream.Dispose();
        });
    }

    private void Generate(AssetBatch batch)
    {
        _resident = batch;
        LoadRecipes(batch);
        _device.Fault?.Invoke(batch);
        Launch(_placeMeshes, batch.Count, 1);
        Launch(_placeViews, batch.Count * Options.ViewCount, 1);
        MeasureCoarse(batch.Count);
        ChooseGrids(batch.Count);
        CountMesh(batch.Count);
        for (int i = 0; i < MeshGridding.MaxRefits && RefitGrids(batch.Count); i++)
            CountMesh(batch.Count);
        MakeMesh(batch.Count);
        ReadMeshes(batch);
    }

    private void Render(AssetBatch batch)
    {
        int views = batch.Count * Options.ViewCount;
        int vertices = 1, triangles = 1;
        foreach (AssetBuffer asset in batch.Assets)
        {
            vertices = Math.Max(vertices, asset.VertexCount);
            triangles = Math.Max(triangles, asset.TriangleCount);
        }

        _sealer?.WaitForCopies();
        LoadScenes(batch);
        Launch(_placeViews, views, 1);
        _arrays.CentreKeys.MemSetToZero(_stream);
        _arrays.CornerKeys.MemSetToZero(_stream);
        _arrays.CornerNeeded.MemSetToZero(_stream);
        _arrays.ListLengths.MemSetToZero(_stream);
        Launch(_projectVertices, views, vertices);
        Launch(_drawTriangles, views, triangles);
        List(_listPixels, views, _arrays.PixelCount);
        if (_arrays.CornerSampleCount > 0)
            List(_listCorners, views, _arrays.CornerSampleCount);
        ReadFaults(batch);
        (int pixels, int corners) = LongestLists(views);
        Launch(_shadePixels, views, pixels);
        if (_arrays.CornerSampleCount > 0)
        {
            Launch(_shadeCorners, views, corners);
            Launch(_blendPixels, views, _arrays.PixelCount);
        }

        if (_sealer is null)
            ReadViews(batch);
        else
            _sealer.Seal(batch);
        batch.IsRendered = true;
    }

    private protected override FrameMemory? CreateFrames() => _sealer?.CreateFrames();

    private protected override void Prepare(AssetBatch batch)
    {
        if (batch.Frames is not IlgpuFrames frames)
            return;

        foreach (AssetBuffer asset in batch.All)
        {
            frames.Lock(asset.PositionMemory);
            frames.Lock(asset.TriangleMemory);
            frames.Lock(asset.NormalMemory);
            frames.Lock(asset.PartMemory);
            frames.Lock(asset.ColorMemory);
            frames.Lock(asset.DepthMemory);
            frames.Lock(asset.ViewNormalMemory);
            frames.Lock(asset.AlbedoMemory);
            frames.Lock(asset.MaterialMemory);
            frames.Lock(asset.PartPlaneMemory);
            frames.Lock(asset.PositionPlaneMemory);
        }
    }

    /// <summary>An asset whose recipe cannot be compiled, or whose mesh is imported, keeps an empty grid: its kernels find nothing to do.</summary>
    private void LoadRecipes(AssetBatch batch)
    {
        Parallel.For(0, batch.Count, _device.HostWork, i =>
        {
            _measures[i] = CoarseMeasure.Empty;
            _scenes[i] = default;
            _grids[i] = default;
            _programs[i] = null;
            if (!batch[i].Compile(out FieldProgram? program))
                return;

            _programs[i] = program;
            if (program is not null)
                _grids[i] = MeshGridding.Create(program, MeshGridding.PlanCoarse(program));
            _scenes[i] = new SceneRecord { LightCount = batch[i].Scene.LightCount };
            _staging.Take(i, batch[i].Scene);
        });
        _staging.TakePartData(batch, _programs);
        Upload(_arrays.Parts, 0, _staging.Parts(batch.Count));
        Upload(_arrays.PartData, 0, _staging.PartData);
        Upload(_arrays.PartDataStarts, 0, _staging.PartDataStarts(batch.Count));
        Upload(_arrays.Materials, 0, _staging.Materials(batch.Count));
        Upload(_arrays.Sky, 0, _staging.Sky(batch.Count));
        Upload(_arrays.Lights, 0, _staging.Lights(batch.Count));
        Upload(_arrays.Measures, 0, _measures.AsSpan(0, batch.Count));
        Upload(_arrays.Scenes, 0, _scenes.AsSpan(0, batch.Count));
    }

    private void MeasureCoarse(int count)
    {
        CountMesh(count);
        Launch(_measureRows, count, Largest(count, grid => (grid.CellsY + 1) * (grid.CellsZ + 1)));
        Download(_arrays.Measures, 0, _measures.AsSpan(0, count));
    }

    private void ChooseGrids(int count)
    {
        for (int i = 0; i < count; i++)
        {
            if (_programs[i] is not { } program)
                continue;

            _plans[i] = MeshGridding.Plan(program, in _grids[i], in _measures[i], Options.Mesh);
            _grids[i] = MeshGridding.Create(program, _plans[i]);
        }
    }

    private bool RefitGrids(int count)
    {
        bool any = false;
        for (int i = 0; i < count; i++)
        {
            if (_programs[i] is not { } program || MeshGridding.Refit(_plans[i], _headers[i].QuadCount, Options.Mesh) is not { } refit)
                continue;

            _plans[i] = refit;
            _grids[i] = MeshGridding.Create(program, refit);
            any = true;
        }

        return any;
    }

    /// <summary>Samples the field on the grids and counts what the meshes there need.</summary>
    private void CountMesh(int count)
    {
        Upload(_arrays.Grids, 0, _grids.AsSpan(0, count));
        Launch(_sampleField, count, Largest(count, grid => grid.CornerCount));
        Launch(_countRows, count, Largest(count, grid => grid.RowCount));
        Launch(_sumRows, count, 1);
        Download(_arrays.Headers, 0, _headers.AsSpan(0, count));
    }

    private void MakeMesh(int count)
    {
        int quads = 1, vertices = 1;
        for (int i = 0; i < count; i++)
        {
            quads = Math.Max(quads, Math.Min(_headers[i].QuadCount, _arrays.QuadCapacity));
            vertices = Math.Max(vertices, Math.Min(_headers[i].VertexCount, _arrays.VertexCapacity));
        }

        Launch(_emitRows, count, Largest(count, grid => grid.RowCount));
        Launch(_crossSurface, count, quads);
        Launch(_placeVertices, count, vertices);
        Launch(_joinQuads, count, quads);
        for (int round = 0; round < SettleRounds.Count; round++)
        {
            Launch(_markFolds, count, quads);
            Launch(_settleVertices, count, vertices);
        }

        Launch(_forgetFolds, count, 1);
        Launch(_markFolds, count, quads);
        Launch(_settleAllVertices, count, vertices);
        Launch(_measureMesh, count, 1);
        Launch(_quantizeVertices, count, vertices);
        Launch(_splitQuads, count, quads);
        if ((Options.Channels & ViewChannels.Color) != 0)
            Launch(_lightVertices, count, vertices);
        Download(_arrays.Headers, 0, _headers.AsSpan(0, count));
    }

    private void ReadMeshes(AssetBatch batch)
    {
        for (int i = 0; i < batch.Count; i++)
        {
            if (batch[i].Fault is not null)
                continue;
            if (batch[i].Recipe.Import is not null)
                Import(batch[i], i);
            else if (IsMade(i))
                BeginMesh(batch[i], i);
        }

        EndDownloads();
        Parallel.For(0, batch.Count, _device.HostWork, TakeValidator, (i, _, validator) =>
        {
            AssetBuffer asset = batch[i];
            if (asset.Fault is null && asset.Recipe.Import is null
                && MeshCheck.Accept(asset, _plans[i], in _headers[i], IsMade(i), Options.Mesh, validator))
            {
                asset.Scene.LoadViews(asset.Recipe, in _grids[i], in _headers[i]);
            }

            return validator;
        }, _validators.Add);
    }

    private bool IsMade(int place) =>
        _headers[place].QuadCount > 0 && _headers[place].QuadCount <= _arrays.QuadCapacity && _headers[place].VertexCount <= _arrays.VertexCapacity;

    private MeshValidator TakeValidator() => _validators.TryTake(out MeshValidator? validator) ? validator : new MeshValidator(Options.Mesh);

    private int Largest(int count, Func<GridRecord, int> size)
    {
        int largest = 1;
        for (int i = 0; i < count; i++)
            largest = Math.Max(largest, size(_grids[i]));
        return largest;
    }

    private Kernel Load(Action<Index1D, DeviceArrays, int> kernel, int groupSize = 0) => new(_device, kernel, groupSize);

    private void List(GroupKernel kernel, int views, int samples) =>
        kernel.Launch(_stream, views, (samples + kernel.GroupSize - 1) / kernel.GroupSize, _arrays);

    private void Launch(Kernel kernel, int items, int stride) => kernel.Launch(_stream, items, stride, _arrays);
}
