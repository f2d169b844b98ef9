using System.Numerics;
using Piwa.Kernels.Meshes;
using Piwa.Kernels.Numerics;
using Piwa.Kernels.Recipes;

namespace Piwa.Tests.Kernels.Meshes;

/// <summary>What the host leaves out, parts that are far away and cells that the surface does not pass, changes no bit.</summary>
public sealed unsafe class HostMesherTests
{
    private const int Recipes = 8;
    private const int Resolution = 20;
    private const int Boxes = 40;
    private const int Places = 30;

    public static TheoryData<string> AllPresets => [.. Preset.All.Select(preset => preset.Name)];

    [Theory]
    [MemberData(nameof(AllPresets))]
    public void DistancesAreTheSameBitsWhereTheyAreKnown(string preset) => ForEach(preset, work =>
    {
        float[] expected = Sample(in work, SampleWhole<FloatX1, IntX1, MaskX1>);
        CheckKnown(in work, expected, Sample(in work, SampleNear<FloatX1, IntX1, MaskX1>));
        CheckKnown(in work, expected, Sample(in work, SampleNear<FloatX4, IntX4, MaskX4>));
        CheckKnown(in work, expected, Sample(in work, SampleNear<FloatX8, IntX8, MaskX8>));
        CheckKnown(in work, expected, Sample(in work, SampleNear<FloatX16, IntX16, MaskX16>));
    });

    [Theory]
    [MemberData(nameof(AllPresets))]
    public void DistancesThatLightAsksForAreTheSameBits(string preset) => ForEach(preset, work =>
    {
        float[] expected = Sample(in work, SampleWhole<FloatX1, IntX1, MaskX1>);
        Assert.Equal(expected, Sample(in work, FindAll<FloatX1, IntX1, MaskX1>));
        Assert.Equal(expected, Sample(in work, FindAll<FloatX4, IntX4, MaskX4>));
        Assert.Equal(expected, Sample(in work, FindAll<FloatX8, IntX8, MaskX8>));
        Assert.Equal(expected, Sample(in work, FindAll<FloatX16, IntX16, MaskX16>));
    });

    [Theory]
    [MemberData(nameof(AllPresets))]
    public void CrossingsWithoutFarPartsAreTheSameBits(string preset) => ForEach(preset, work =>
    {
        SampleNear<FloatX16, IntX16, MaskX16>(in work);
        HostTopology<FloatX16, IntX16, MaskX16>.CountAll(in work);
        HostTopology<FloatX16, IntX16, MaskX16>.EmitAll(in work);
        float[] expected = Cross(in work, CrossWhole<FloatX1, IntX1, MaskX1>);
        Assert.Equal(expected, Cross(in work, HostSurface<FloatX1, IntX1, MaskX1>.CrossAll));
        Assert.Equal(expected, Cross(in work, HostSurface<FloatX4, IntX4, MaskX4>.CrossAll));
        Assert.Equal(expected, Cross(in work, HostSurface<FloatX8, IntX8, MaskX8>.CrossAll));
        Assert.Equal(expected, Cross(in work, HostSurface<FloatX16, IntX16, MaskX16>.CrossAll));
    });

    [Theory]
    [MemberData(nameof(AllPresets))]
    public void TopologyByWordsIsThatByCells(string preset) => ForEach(preset, work =>
    {
        SampleNear<FloatX16, IntX16, MaskX16>(in work);
        int[] expected = Topology(in work, CountCells, EmitCells);
        Assert.Equal(expected, Topology(in work, HostTopology<FloatX1, IntX1, MaskX1>.CountAll, HostTopology<FloatX1, IntX1, MaskX1>.EmitAll));
        Assert.Equal(expected, Topology(in work, HostTopology<FloatX16, IntX16, MaskX16>.CountAll, HostTopology<FloatX16, IntX16, MaskX16>.EmitAll));
    });

    [Theory]
    [MemberData(nameof(AllPresets))]
    public void NoPartIsNearerThanItsFloor(string preset)
    {
        var random = new Random(1);
        for (ulong index = 0; index < Recipes; index++)
        {
            IReadOnlyList<Part> sampled = Preset.Find(preset).Sample(7, index, CameraRig.Objaverse12).Parts;
            FieldProgram program = FieldProgram.Compile(sampled);
            fixed (PartRecord* parts = program.Parts)
            fixed (float* data = program.Data)
            {
                for (int box = 0; box < Boxes; box++)
                {
                    Vector3 low = Point(random) * 1.4f, size = (Point(random) + new Vector3(0.5f)) * 0.3f;
                    for (int k = 0; k < program.Parts.Length; k++)
                        AssertAbove(random, parts + k, data, low, size, sampled[k]);
                }
            }
        }
    }

    private static void AssertAbove(Random random, PartRecord* part, float* data, Vector3 low, Vector3 size, Part sampled)
    {
        Vector3 high = low + size;
        float floor = BrickKernel<FloatX1, IntX1, MaskX1>.Floor(part, data, new(low.X, high.X), new(low.Y, high.Y), new(low.Z, high.Z)).Value;
        for (int i = 0; i < Places; i++)
        {
            Vector3 place = Vector3.Clamp(low + (size * (Point(random) + new Vector3(0.5f))), low, high);
            float distance = SignedDistance<FloatX1, IntX1, MaskX1>.Distance(part, data, place.X, place.Y, place.Z).Value;
            Assert.True(distance >= floor, $"{sampled.Primitive}: {distance} at {place}, {floor} within {low} to {high}");
        }
    }

    private static Vector3 Point(Random random) => new(random.NextSingle() - 0.5f, random.NextSingle() - 0.5f, random.NextSingle() - 0.5f);

    private static void ForEach(string preset, Action<MeshWork> check)
    {
        using var space = new MeshWorkspace(new MeshOptions());
        for (ulong index = 0; index < Recipes; index++)
        {
            FieldProgram program = FieldProgram.Compile(Preset.Find(preset).Sample(3, index, CameraRig.Objaverse12).Parts);
            fixed (PartRecord* parts = program.Parts)
            fixed (float* data = program.Data)
            {
                MeshWork work = space.Work;
                work.Parts = parts;
                work.PartData = data;
                *work.Grid = MeshGridding.Create(program, new GridPlan(program.Loose, Resolution + (int)index, Resolution));
                check(work);
            }
        }
    }

    private static float[] Sample(in MeshWork work, Kernel sample)
    {
        var distances = new Span<float>(work.Distances, work.Grid->CornerCount);
        distances.Fill(float.NaN);
        sample(in work);
        return distances.ToArray();
    }

    private static void SampleNear<F, I, M>(in MeshWork work)
        where F : unmanaged, IFloat<F, I, M>
        where I : unmanaged, IInt<F, I, M>
        where M : unmanaged, IMask<M>
    {
        BrickKernel<F, I, M>.BoundAll(in work);
        HostField<F, I, M>.SampleAll(in work);
    }

    /// <summary>Unknown corners are outside, and at neither end of an edge that the surface crosses.</summary>
    private static void CheckKnown(in MeshWork work, float[] expected, float[] actual)
    {
        GridRecord grid = *work.Grid;
        int unknown = 0;
        for (int corner = 0; corner < expected.Length; corner++)
        {
            if (actual[corner] != HostField.Unknown)
            {
                Assert.Equal(expected[corner], actual[corner]);
                continue;
            }

            unknown++;
            Assert.True(expected[corner] > 0);
            int x = corner % grid.CornerRowLength, y = corner % grid.CornerLayerLength / grid.CornerRowLength, z = corner / grid.CornerLayerLength;
            Assert.True(x == 0 || expected[corner - 1] >= 0);
            Assert.True(x == grid.CellsX || expected[corner + 1] >= 0);
            Assert.True(y == 0 || expected[corner - grid.CornerRowLength] >= 0);
            Assert.True(y == grid.CellsY || expected[corner + grid.CornerRowLength] >= 0);
            Assert.True(z == 0 || expected[corner - grid.CornerLayerLength] >= 0);
            Assert.True(z == grid.CellsZ || expected[corner + grid.CornerLayerLength] >= 0);
        }

        Assert.NotEqual(0, unknown);
    }

    private static void FindAll<F, I, M>(in MeshWork work)
        where F : unmanaged, IFloat<F, I, M>
        where I : unmanaged, IInt<F, I, M>
        where M : unmanaged, IMask<M>
    {
        SampleNear<F, I, M>(in work);
        GridRecord* grid = work.Grid;
        for (int z = 0; z < grid->CellsZ; z++)
        {
            for (int y = 0; y < grid->CellsY; y++)
            {
                for (int x = 0; x < grid->CellsX; x += I.Width)
                    HostField<F, I, M>.Find(in work, M.FirstN(grid->CellsX - x), I.Sequence(x), y, z);
            }
        }
    }

    private static void SampleWhole<F, I, M>(in MeshWork work)
        where F : unmanaged, IFloat<F, I, M>
        where I : unmanaged, IInt<F, I, M>
        where M : unmanaged, IMask<M>
    {
        for (int z = 0; z <= work.Grid->CellsZ; z++)
        {
            for (int y = 0; y <= work.Grid->CellsY; y++)
            {
                for (int x = 0; x <= work.Grid->CellsX; x += I.Width)
                    FieldKernel<F, I, M>.Sample(in work, x, y, z);
            }
        }
    }

    private static float[] Cross(in MeshWork work, Kernel cross)
    {
        int quads = work.Header->QuadCount;
        Span<float> places = new(work.QuadCrossings, quads), x = new(work.QuadNormalX, quads), y = new(work.QuadNormalY, quads),
            z = new(work.QuadNormalZ, quads);
        places.Fill(float.NaN);
        cross(in work);
        float[] parts = [.. new Span<int>(work.QuadParts, quads).ToArray().Select(part => (float)part)];
        return [.. places, .. x, .. y, .. z, .. parts];
    }

    private static void CrossWhole<F, I, M>(in MeshWork work)
        where F : unmanaged, IFloat<F, I, M>
        where I : unmanaged, IInt<F, I, M>
        where M : unmanaged, IMask<M>
    {
        int quads = work.Header->QuadCount;
        for (int quad = 0; quad < quads; quad += I.Width)
            SurfaceKernel<F, I, M>.Cross(in work, quad, quads - quad);
    }

    private static int[] Topology(in MeshWork work, Kernel count, Kernel emit)
    {
        count(in work);
        int quads = work.Header->QuadCount, vertices = work.Header->VertexCount;
        new Span<int>(work.QuadEdges, quads).Clear();
        new Span<int>(work.VertexCodes, vertices).Clear();
        emit(in work);
        return [quads, vertices, .. new Span<int>(work.QuadEdges, quads), .. new Span<int>(work.VertexCodes, vertices), .. new Span<int>(work.Rows, 2 * work.Grid->RowCount)];
    }

    private static void CountCells(in MeshWork work)
    {
        for (int row = 0; row < work.Grid->RowCount; row++)
            TopologyKernel.CountRow(in work, row % work.Grid->CellsY, row / work.Grid->CellsY);
        TopologyKernel.SumRows(in work);
    }

    private static void EmitCells(in MeshWork work)
    {
        for (int row = 0; row < work.Grid->RowCount; row++)
            TopologyKernel.EmitRow(in work, row % work.Grid->CellsY, row / work.Grid->CellsY);
    }

    private delegate void Kernel(in MeshWork work);
}
