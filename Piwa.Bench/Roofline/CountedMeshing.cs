using Piwa.Kernels.Buffers;
using Piwa.Kernels.Meshes;
using Piwa.Kernels.Numerics;
using Piwa.Kernels.Views;

namespace Piwa.Bench.Roofline;

/// <summary>Makes the mesh of an asset once more, in the order in which a device launches its kernels, and counts.</summary>
/// <param name="work">Receives the counts.</param>
/// <param name="options">How finely to mesh.</param>
internal sealed unsafe class CountedMeshing(WorkCensus work, MeshOptions options) : IDisposable
{
    private readonly MeshWorkspace _space = new(options);
    private MeshWork _mesh;
    private ViewWork _view;

    /// <summary>Makes the mesh into the asset, which holds it already.</summary>
    /// <exception cref="InvalidOperationException">The asset cannot be made.</exception>
    public void Make(AssetBuffer asset)
    {
        if (!asset.Compile(out FieldProgram? program) || program is null)
            throw new InvalidOperationException("The standard asset cannot be compiled.");

        Begin(asset);
        *_mesh.Grid = MeshGridding.Create(program, MeshGridding.PlanCoarse(program));
        CountMesh();
        CoarseMeasure measure = Measure();
        GridPlan plan = MeshGridding.Plan(program, in *_mesh.Grid, in measure, options);
        *_mesh.Grid = MeshGridding.Create(program, plan);
        CountMesh();
        for (int i = 0; i < MeshGridding.MaxRefits && MeshGridding.Refit(plan, _mesh.Header->QuadCount, options) is { } refit; i++)
        {
            plan = refit;
            *_mesh.Grid = MeshGridding.Create(program, plan);
            CountMesh();
        }

        MakeMesh(asset);
    }

    public void Dispose() => _space.Dispose();

    private void Begin(AssetBuffer asset)
    {
        _mesh = _space.Work;
        _mesh.Parts = asset.Scene.Parts.Pointer;
        _mesh.PartData = asset.Scene.PartData.Pointer;
        _mesh.Positions = asset.PositionMemory.Pointer;
        _mesh.Triangles = asset.TriangleMemory.Pointer;
        _mesh.TriangleNormals = asset.NormalMemory.Pointer;
        _mesh.TriangleParts = asset.PartMemory.Pointer;
        _mesh.TriangleInfos = asset.InfoMemory.Pointer;
    }

    private void CountMesh()
    {
        GridRecord* grid = _mesh.Grid;
        int corners = grid->CornerCount, rows = grid->RowCount;
        work.Count("SampleField", corners, 4L * corners, SampleCorners);
        work.Turn("CountRows", rows, rows * (double)grid->CellsX, (4L * corners) + (8L * rows));
        for (int z = 0; z < grid->CellsZ; z++)
        {
            for (int y = 0; y < grid->CellsY; y++)
                TopologyKernel.CountRow(in _mesh, y, z);
        }

        work.Turn("SumRows", 1, rows, 16L * rows, serial: rows);
        TopologyKernel.SumRows(in _mesh);
    }

    private void SampleCorners()
    {
        GridRecord* grid = _mesh.Grid;
        for (int z = 0; z <= grid->CellsZ; z++)
        {
            for (int y = 0; y <= grid->CellsY; y++)
            {
                for (int x = 0; x <= grid->CellsX; x++)
                    FieldKernel<CountedFloat, CountedInt, MaskX1>.Sample(in _mesh, x, y, z);
            }
        }
    }

    private void CrossEdges()
    {
        for (int quad = 0; quad < _mesh.Header->QuadCount; quad++)
            SurfaceKernel<CountedFloat, CountedInt, MaskX1>.Cross(in _mesh, quad, 1);
    }

    private CoarseMeasure Measure()
    {
        GridRecord* grid = _mesh.Grid;
        CoarseMeasure measure = CoarseMeasure.Empty;
        measure.QuadCount = _mesh.Header->QuadCount;
        for (int z = 0; z <= grid->CellsZ; z++)
        {
            for (int y = 0; y <= grid->CellsY; y++)
            {
                if (TopologyKernel.MeasureRow(in _mesh, y, z, out int first, out int last))
                    measure.Widen(first, last, y, z);
            }
        }

        work.Turn("MeasureRows", (grid->CellsY + 1) * (grid->CellsZ + 1), grid->CornerCount, 4L * grid->CornerCount);
        return measure;
    }

    private void MakeMesh(AssetBuffer asset)
    {
        GridRecord* grid = _mesh.Grid;
        int corners = grid->CornerCount, rows = grid->RowCount, quads = _mesh.Header->QuadCount, vertices = _mesh.Header->VertexCount;
        for (int z = 0; z < grid->CellsZ; z++)
        {
            for (int y = 0; y < grid->CellsY; y++)
                TopologyKernel.EmitRow(in _mesh, y, z);
        }

        // Codes, patterns and first vertices; edges and quads at corners.
        work.Turn("EmitRows", rows, rows * (double)grid->CellsX, (4L * corners) + (8L * rows) + (12L * vertices) + (8L * quads));

        // An edge and two distances; crossing, part and normal.
        work.Count("CrossSurface", quads, 32L * quads, CrossEdges);

        // Code and cell, crossings and normals; place, home, mark and normal.
        work.Count("PlaceVertices", vertices, (44L * vertices) + (16L * quads), () => VertexKernel<CountedFloat, CountedInt, MaskX1>.PlaceAll(in _mesh));

        // Edge, normal and part, cells; four corners and their normals, seam.
        work.Count("JoinQuads", quads, (56L * quads) + (8L * vertices), () => QuadKernel<CountedFloat, CountedInt, MaskX1>.JoinAll(in _mesh));
        Settle(quads, vertices);
        work.Turn("MeasureMesh", 1, vertices, 12L * vertices, serial: vertices);
        QuantizeKernel<CountedFloat, CountedInt, MaskX1>.Measure(in _mesh);
        Quantize(asset, vertices);

        // Corners, their normals, edge, places; split and the triangles.
        work.Count("SplitQuads", quads, (84L * quads) + (12L * vertices), () => QuadKernel<CountedFloat, CountedInt, MaskX1>.SplitAll(in _mesh));
        for (int quad = 0; quad < quads; quad++)
            TriangleKernel.WriteQuad(in _mesh, quad);
        work.Count("LightVertices", vertices, (20L * vertices) + (4L * corners),
            () => VertexLightKernel<CountedFloat, CountedInt, MaskX1, AllDistances<CountedFloat, CountedInt, MaskX1>>.LightAll(in _mesh, in _view));
    }

    /// <summary>A device goes through all rounds: it does not ask in between whether one is needed.</summary>
    private void Settle(int quads, int vertices)
    {
        MeshHeader* header = _mesh.Header;
        for (int round = 0; round <= SettleRounds.Count; round++)
        {
            bool isLast = round == SettleRounds.Count;
            header->FoldedQuads = 0;
            work.Count("MarkFolds", quads, (16L * quads) + (24L * vertices), () =>
            {
                for (int quad = 0; quad < quads; quad++)
                    header->FoldedQuads += SettleKernel<CountedFloat, CountedInt, MaskX1>.Mark(in _mesh, quad, 1);
            });
            work.Count(isLast ? "SettleAllVertices" : "SettleVertices", vertices, 44L * vertices, () =>
            {
                for (int vertex = 0; vertex < vertices; vertex++)
                    SettleKernel<CountedFloat, CountedInt, MaskX1>.Settle(in _mesh, vertex, isLast && header->FoldedQuads > 0);
            });
        }
    }

    private void Quantize(AssetBuffer asset, int vertices)
    {
        asset.Scene.LoadViews(asset.Recipe, *_mesh.Grid, *_mesh.Header);
        _view = ViewWorkspace.Begin(asset);

        // Place; quantised place, position, place in the world.
        work.Count("QuantizeVertices", vertices, 42L * vertices, () =>
        {
            QuantizeKernel<CountedFloat, CountedInt, MaskX1>.QuantizeAll(in _mesh);
            ProjectKernel<CountedFloat, CountedInt, MaskX1>.PlaceAll(in _mesh, in _view);
        });
        for (int vertex = 0; vertex < vertices; vertex++)
            TriangleKernel.WriteVertex(in _mesh, vertex);
    }
}
