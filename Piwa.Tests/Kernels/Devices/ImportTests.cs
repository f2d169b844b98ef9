using System.Numerics;
using Piwa.Kernels.Buffers;
using Piwa.Kernels.Devices;
using Piwa.Kernels.Meshes;
using Piwa.Kernels.Recipes;
using Piwa.Kernels.Views;
using Piwa.Pipeline.Importing;
using Piwa.Tests.Importing;

namespace Piwa.Tests.Kernels.Devices;

/// <summary>Imported meshes go where made ones go, with the same bits on every device.</summary>
public sealed class ImportTests
{
    private static readonly LaneOptions Options = new()
    {
        AssetCapacity = 2,
        ViewCount = 2,
        ImageResolution = LaneOptions.MinImageResolution,
        Channels = ViewChannels.Color | ViewChannels.Depth | ViewChannels.Normal | ViewChannels.Part | ViewChannels.Position,
        Mesh = new MeshOptions { TargetTriangles = 2000, MinResolution = 8, MaxResolution = 24 },
    };

    [Theory]
    [InlineData(1, 1)]
    [InlineData(2, 4)]
    [InlineData(1, 8)]
    [InlineData(2, 16)]
    public void EveryWidthOfTheHostMakesTheSame(int threads, int width)
    {
        using var narrow = new HostDevice(1, 1);
        using var device = new HostDevice(threads, width);
        Assert.Equal(Render(narrow), Render(device));
    }

    [Fact]
    public void TheSimulatorMakesTheSame()
    {
        using Device host = new HostDevice(1), simulator = DeviceCatalog.Open("simulator");
        Assert.Equal(Render(host), Render(simulator));
    }

    [Fact]
    public void WhatADeviceHashesAndPacksIsWhatTheHostDoes()
    {
        using Device simulator = DeviceCatalog.Open("simulator");
        using DeviceLane lane = simulator.CreateLane(Options with { Seal = Piwa.Pipeline.Stages.AssetHasher.Keys, ReadBack = Options.Channels });
        using AssetBatch batch = lane.CreateBatch();
        batch.Begin(new Recipes(), 0, 2);
        lane.GenerateMeshes(batch);
        lane.RenderViews(batch);
        foreach (AssetBuffer asset in batch.Assets)
        {
            Assert.Null(asset.Fault);
            Assert.Equal(
                new Piwa.Pipeline.Stages.AssetHasher().Mesh(asset.Recipe.Import!.Mesh!).Bytes.ToArray(), asset.Seal!.MeshHash.ToArray());
        }
    }

    [Fact]
    public void TheMeshIsTheOneThatWasImported()
    {
        using var device = new HostDevice(1);
        using DeviceLane lane = device.CreateLane(Options);
        using AssetBatch batch = lane.CreateBatch();
        batch.Begin(new Recipes(), 0, 2);
        lane.GenerateMeshes(batch);
        foreach (AssetBuffer asset in batch.Assets)
        {
            ImportedMesh mesh = asset.Recipe.Import!.Mesh!;
            Assert.Null(asset.Fault);
            Assert.Equal(mesh.Positions, asset.Positions);
            Assert.Equal(mesh.Triangles, asset.Triangles);
            Assert.Equal(mesh.CornerNormals, asset.CornerNormals);
            Assert.Equal(new MeshValidator().Check(mesh.Positions, mesh.Triangles), asset.Defects);
            Assert.Equal(new AssetPlacement(Vector3.Zero, 1f), asset.Placement);
        }

        Assert.Equal(0, batch[0].Defects.Total);
        Assert.True(batch[1].Defects.OpenEdges > 0);
    }

    [Fact]
    public void AMeshThatIsNotThereOrDoesNotFitIsAFaultOfItsAsset()
    {
        ImportedMesh large = Mesh(TestShape.Torus(0.3, 128, 64).ToGlb(), out Material[] materials);
        using Device host = new HostDevice(1), simulator = DeviceCatalog.Open("simulator");
        foreach (Device device in (Device[])[host, simulator])
        {
            using DeviceLane lane = device.CreateLane(Options);
            using AssetBatch batch = lane.CreateBatch();
            foreach ((ImportedMesh? mesh, Material[] parts, string said) in ((ImportedMesh?, Material[], string)[])[
                (null, materials, "is not there"),
                (large, materials, "fit")])
            {
                batch.Begin(new FixedRecipe(Recipe(mesh, parts, 1)), 0, 1);
                lane.GenerateMeshes(batch);
                Assert.Contains(said, batch[0].Fault!.Reason, StringComparison.Ordinal);
            }
        }
    }

    [Fact]
    public void ASheetIsSeenFromBothSidesWhereItsMaterialSaysSo()
    {
        foreach (bool both in (bool[])[false, true])
        {
            using var device = new HostDevice(1);
            using DeviceLane lane = device.CreateLane(Options);
            using AssetBatch batch = lane.CreateBatch();
            ImportedMesh mesh = Mesh(TestShape.Square.ToGlb(doubleSided: both), out Material[] materials);
            Recipe recipe = Recipe(mesh, materials, 1) with
            {
                Cameras = [Camera.LookAtOrigin(new Vector3(0.1f, -2f, 0.1f), 1f), Camera.LookAtOrigin(new Vector3(0.1f, 2f, 0.1f), 1f)],
            };
            batch.Begin(new FixedRecipe(recipe), 0, 1);
            lane.GenerateMeshes(batch);
            lane.RenderViews(batch);
            Assert.True(Covered(batch[0], 0) > 500);
            Assert.Equal(both, Covered(batch[0], 1) > 500);
        }

        static int Covered(AssetBuffer asset, int view) => asset.Depth(view).ToArray().Count(depth => depth != 0);
    }

    [Fact]
    public unsafe void TheFieldIsTheDistanceFromTheSurfaceAndNegativeWithin()
    {
        // A ball of many triangles: the distance at each corner of the grid is that from a sphere, to a quarter of a cell.
        const int Cells = 40;
        ImportedMesh mesh = Mesh(TestShape.Ball(64).ToGlb(), out _);
        var places = new Point3[mesh.VertexCount];
        GridRecord grid = ImportGrid.Create(mesh, Cells, out _, places);
        var distances = new float[grid.CornerCount];
        fixed (float* target = distances)
            new LightField().Fill(mesh, places, in grid, target);
        int corner = 0, inside = 0;
        for (int z = 0; z <= grid.CellsZ; z++)
        {
            for (int y = 0; y <= grid.CellsY; y++)
            {
                for (int x = 0; x <= grid.CellsX; x++, corner++)
                {
                    double px = grid.OriginX + (x * grid.Spacing), py = grid.OriginY + (y * grid.Spacing), pz = grid.OriginZ + (z * grid.Spacing);
                    double expected = Math.Sqrt((px * px) + (py * py) + (pz * pz)) - 0.5;
                    Assert.Equal(Math.Abs(expected), Math.Abs(distances[corner]), grid.Spacing / 4);
                    if (Math.Abs(expected) > grid.Spacing)
                        Assert.Equal(expected < 0, distances[corner] < 0);
                    inside += distances[corner] < 0 ? 1 : 0;
                }
            }
        }

        Assert.InRange(inside, 1000, grid.CornerCount / 2);
    }

    private static string[] Render(Device device)
    {
        using DeviceLane lane = device.CreateLane(Options);
        using AssetBatch batch = lane.CreateBatch();
        batch.Begin(new Recipes(), 0, 2);
        lane.GenerateMeshes(batch);
        lane.RenderViews(batch);
        var digests = new List<string>();
        foreach (AssetBuffer asset in batch.Assets)
        {
            Assert.Null(asset.Fault);
            for (int view = 0; view < Options.ViewCount; view++)
            {
                foreach (ViewChannels channel in (ViewChannels[])[
                    ViewChannels.Color, ViewChannels.Depth, ViewChannels.Normal, ViewChannels.Part, ViewChannels.Position])
                {
                    Assert.Contains(asset.Plane(channel, view).ToArray(), value => value != 0);
                    digests.Add($"{asset.Index} {view} {channel} {Piwa.Pipeline.Encoding.Blake3.Hash(asset.Plane(channel, view))}");
                }
            }
        }

        return [.. digests];
    }

    private static ImportedMesh Mesh(byte[] file, out Material[] materials)
    {
        NormalizedMesh mesh = MeshNormalizer.Normalize(GlbReader.Read(file));
        materials = [.. mesh.Materials];
        return mesh.Mesh;
    }

    private static Recipe Recipe(ImportedMesh? mesh, Material[] materials, byte name)
    {
        byte[] source = new byte[MeshImport.HashBytes];
        source[0] = name;
        Recipe recipe = ImportedRecipe.Create(new MeshImport { Source = source, Mesh = mesh }, materials, CameraRig.Objaverse12, 1);
        return recipe with { Cameras = [.. recipe.Cameras.Take(Options.ViewCount)] };
    }

    /// <summary>A closed mesh of one material; an open one, of two.</summary>
    private sealed class Recipes : IRecipeSource
    {
        private readonly Recipe[] _recipes = [Closed(), Open()];

        public Recipe Create(ulong assetIndex) => _recipes[assetIndex];

        private static Recipe Closed() => Recipe(Mesh(TestShape.Knobbly(1).ToGlb(), out Material[] materials), materials, 1);

        private static Recipe Open()
        {
            var glb = new GlbBuilder();
            TestShape torus = TestShape.Torus(0.4);
            glb.Node(glb.Mesh(
                glb.Primitive(torus.Positions, torus.Triangles.AsSpan(0, 999), glb.Material([1, 0, 0, 1], 1, 0.2, doubleSided: true)),
                glb.Primitive(torus.Positions, torus.Triangles.AsSpan(1200, 300), glb.Material([0, 0, 1, 1], 0, 0.8))));
            return Recipe(Mesh(glb.Build(), out Material[] materials), materials, 2);
        }
    }
}
