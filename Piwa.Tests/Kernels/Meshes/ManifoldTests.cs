using System.Numerics;
using Piwa.Kernels.Buffers;
using Piwa.Kernels.Devices;
using Piwa.Kernels.Meshes;
using Piwa.Kernels.Numerics;
using Piwa.Kernels.Recipes;

namespace Piwa.Tests.Kernels.Meshes;

public sealed class ManifoldTests
{
    [Theory]
    [InlineData("piwa")]
    [InlineData("zeroverse")]
    public void EveryAssetIsAClosedManifold(string preset)
    {
        const int Assets = 400;
        using var device = new HostDevice();
        using DeviceLane lane = device.CreateLane(new LaneOptions { AssetCapacity = 40, ImageResolution = 64, Mesh = new() { TargetTriangles = 3000 } });
        using AssetBatch batch = lane.CreateBatch();
        var source = new PresetSource(Preset.Find(preset), CameraRig.Objaverse12, 77);
        for (int first = 0; first < Assets; first += batch.Capacity)
        {
            batch.Begin(source, (ulong)first, batch.Capacity);
            lane.GenerateMeshes(batch);
            foreach (AssetBuffer asset in batch.Assets)
            {
                Assert.True(asset.Fault is null, $"asset {asset.Index}: {asset.Fault}");
                Assert.Equal(0, asset.Defects.Total);
            }
        }
    }

    /// <summary>The worst case for topology: signs without any order, so that every pattern meets every other.</summary>
    [Theory]
    [InlineData(1, 0.5)]
    [InlineData(2, 0.5)]
    [InlineData(3, 0.3)]
    [InlineData(4, 0.7)]
    [InlineData(5, 0.1)]
    public unsafe void TheMeshOfRandomSignsIsAClosedManifold(int seed, double insideShare)
    {
        const int Cells = 18;
        var options = new MeshOptions { TargetTriangles = MeshOptions.MaxTargetTriangles };
        using var space = new MeshWorkspace(options);
        using var positions = new NativeArray<ushort>(3 * options.VertexCapacity);
        using var triangles = new NativeArray<ushort>(3 * options.TriangleCapacity);
        using var normals = new NativeArray<int>(3 * options.TriangleCapacity);
        using var parts = new NativeArray<byte>(options.TriangleCapacity);
        using var infos = new NativeArray<byte>(options.TriangleCapacity);
        MeshWork work = space.Work;
        work.Positions = positions.Pointer;
        work.Triangles = triangles.Pointer;
        work.TriangleNormals = normals.Pointer;
        work.TriangleParts = parts.Pointer;
        work.TriangleInfos = infos.Pointer;
        *work.Grid = new GridRecord { CellsX = Cells, CellsY = Cells, CellsZ = Cells, Spacing = 1f / Cells };

        var random = new Random(seed);
        int side = Cells + 1;
        for (int corner = 0; corner < side * side * side; corner++)
        {
            int x = corner % side, y = corner / side % side, z = corner / (side * side);
            bool border = x == 0 || y == 0 || z == 0 || x == Cells || y == Cells || z == Cells;
            work.Distances[corner] = !border && random.NextDouble() < insideShare ? -1f : 1f;
        }

        ForRows((y, z) => TopologyKernel.CountRow(in work, y, z));
        TopologyKernel.SumRows(in work);
        Assert.InRange(work.Header->QuadCount, 1, options.QuadCapacity);
        ForRows((y, z) => TopologyKernel.EmitRow(in work, y, z));

        // Crossings anywhere on their edges, with normals of no sense: topology must not depend on them.
        for (int quad = 0; quad < work.Header->QuadCount; quad++)
        {
            work.QuadCrossings[quad] = (float)random.NextDouble();
            Vector3 normal = Vector3.Normalize(new((float)random.NextDouble() - 0.5f, (float)random.NextDouble() - 0.5f, (float)random.NextDouble() - 0.5f));
            (work.QuadNormalX[quad], work.QuadNormalY[quad], work.QuadNormalZ[quad]) = (normal.X, normal.Y, normal.Z);
        }

        VertexKernel<FloatX8, IntX8, MaskX8>.PlaceAll(in work);
        QuadKernel<FloatX8, IntX8, MaskX8>.JoinAll(in work);
        SettleKernel<FloatX8, IntX8, MaskX8>.SettleAll(in work);
        QuantizeKernel<FloatX8, IntX8, MaskX8>.Measure(in work);
        QuantizeKernel<FloatX8, IntX8, MaskX8>.QuantizeAll(in work);
        QuadKernel<FloatX8, IntX8, MaskX8>.SplitAll(in work);
        for (int vertex = 0; vertex < work.Header->VertexCount; vertex++)
            TriangleKernel.WriteVertex(in work, vertex);
        for (int quad = 0; quad < work.Header->QuadCount; quad++)
            TriangleKernel.WriteQuad(in work, quad);

        MeshDefects defects = new MeshValidator().Check(
            positions.Span[..(3 * work.Header->VertexCount)], triangles.Span[..(6 * work.Header->QuadCount)]);
        Assert.Equal(default(MeshDefects), defects);
    }

    private static void ForRows(Action<int, int> action)
    {
        const int Cells = 18;
        for (int z = 0; z < Cells; z++)
        {
            for (int y = 0; y < Cells; y++)
                action(y, z);
        }
    }
}
