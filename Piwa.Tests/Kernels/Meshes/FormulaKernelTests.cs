using System.Numerics;
using Piwa.Kernels.Buffers;
using Piwa.Kernels.Devices;
using Piwa.Kernels.Meshes;
using Piwa.Kernels.Numerics;
using Piwa.Kernels.Recipes;
using Piwa.Tests.Infrastructure;
using Piwa.Tests.Kernels.Recipes;
using static Piwa.Kernels.Recipes.Formula;

namespace Piwa.Tests.Kernels.Meshes;

/// <summary>Formulas at work.</summary>
public sealed unsafe class FormulaKernelTests
{
    private const int Places = 16;

    [Fact]
    public void EveryFunctionIsWhatMathematicsSays()
    {
        AssertField(Length(1f, 2f, 2f), _ => 3.0);
        AssertField((x, y, z) => Length(x, y, z) - 0.9f, p => Math.Sqrt((p.X * p.X) + (p.Y * p.Y) + (p.Z * p.Z)) - 0.9f);
        AssertField((x, y, z) => x - (2f * y) + (z / 3f), p => p.X - (2.0 * p.Y) + (p.Z / 3.0));
        AssertField((x, y, z) => Min(x, Max(y, -z)), p => Math.Min(p.X, Math.Max(p.Y, -p.Z)));
        AssertField((x, y, z) => MultiplyAdd(x, y, z), p => (p.X * p.Y) + p.Z);
        AssertField((x, y, z) => Abs(x) - Floor(y * 3f), p => Math.Abs(p.X) - Math.Floor(p.Y * 3f));
        AssertField((x, y, z) => Sin(x * 7f) + Cos(y * 5f), p => Math.Sin(p.X * 7.0) + Math.Cos(p.Y * 5.0));
        AssertField((x, y, z) => Atan2(y, x), p => Math.Atan2(p.Y, p.X));
        AssertField((x, y, z) => Pow(Abs(x), 2.5f), p => Math.Pow(Math.Abs(p.X), 2.5));
        AssertField((x, y, z) => Choose(x, y, z), p => p.X < 0 ? p.Y : p.Z);
        AssertField((x, y, z) => Sqrt(x), p => Math.Sqrt(Math.Max(p.X, 0.0)));
        AssertField((x, y, z) => 1f / (x - x), _ => Most);
        AssertField((x, y, z) => Sqrt(-Abs(x)), _ => 0.0);
        AssertField((x, y, z) => Noise(x * 4f, y, z, 9) * 0.0001f, _ => 0.0);
    }

    [Fact]
    public void ManyValuesAreKeptApart() => AssertField(
        (x, y, z) =>
        {
            // Each half keeps four values until the last, and the halves share what they begin with.
            FormulaValue a = Sin(x * 3f), b = Cos(y * 2f), c = Sqrt(Abs(z)), d = x * y;
            FormulaValue left = ((a + b) * (c - d)) + ((a * c) - (b * d)), right = ((a - b) * (c + d)) - ((a * d) + (b * c));
            return Max(left, right) - Min(left * a, right * d);
        },
        p =>
        {
            double a = Math.Sin(p.X * 3.0), b = Math.Cos(p.Y * 2.0), c = Math.Sqrt(Math.Abs(p.Z)), d = p.X * p.Y;
            double left = ((a + b) * (c - d)) + ((a * c) - (b * d)), right = ((a - b) * (c + d)) - ((a * d) + (b * c));
            return Math.Max(left, right) - Math.Min(left * a, right * d);
        });

    [Fact]
    public void AnyFormulaIsANumberAndTheSameAtEveryWidth()
    {
        var random = new Random(4);
        for (int i = 0; i < 2000; i++)
        {
            FieldProgram field = FieldProgram.Compile([Of(Formulas.Random(random, random.Next(1, 24)))]);
            float[] places = RandomPlaces(random);
            float[] expected = Evaluate<FloatX1, IntX1, MaskX1>(field, places);
            Assert.All(expected, value => Assert.InRange(value, -Most, 2f * Most));
            AssertSame(expected, Evaluate<FloatX4, IntX4, MaskX4>(field, places));
            AssertSame(expected, Evaluate<FloatX8, IntX8, MaskX8>(field, places));
            AssertSame(expected, Evaluate<FloatX16, IntX16, MaskX16>(field, places));
        }
    }

    [Fact]
    public void BricksAreBoundedWhateverTheFormula()
    {
        var random = new Random(5);
        int bounded = 0;
        for (int i = 0; i < 4000; i++)
        {
            FieldProgram field = FieldProgram.Compile([Of(Formulas.Random(random, random.Next(1, 16)))]);
            Vector3 low = new(Side(), Side(), Side()), size = new Vector3(random.NextSingle(), random.NextSingle(), random.NextSingle()) * 0.3f;
            float floor = FloorOf(field, low, low + size);
            bounded += floor > -Most ? 1 : 0;
            for (int k = 0; k < 12; k++)
            {
                Vector3 place = Vector3.Min(low + size, low + (size * new Vector3(random.NextSingle(), random.NextSingle(), random.NextSingle())));
                float said = Distance(field, place);
                Assert.True(said >= floor, $"{said} at {place}, {floor} at least: {i}");
            }
        }

        Assert.InRange(bounded, 1000, 4000);

        float Side() => (random.NextSingle() * 1.2f) - 0.6f;
    }

    [Fact]
    public void AFormulaIsCutOffAtItsBox()
    {
        // A slab without an end along x and y.
        Part slab = Of(Create((x, y, z) => Abs(z) - 0.5f)) with { HalfExtents = new Vector3(1f, 0.5f, 0.25f) };
        FieldProgram field = FieldProgram.Compile([slab]);
        Assert.InRange(field.Evaluate(new Vector3(0.6f, 0f, 0f)), 0.09f, 0.11f);
        Assert.True(field.Evaluate(Vector3.Zero) < 0f);
        Assert.True(field.Evaluate(new Vector3(0f, 0f, 0.1f)) > 0f);
    }

    [Fact]
    public void AFormulaOfAPrimitiveMakesItsMesh()
    {
        // The same solid by the primitive and by its formula, which compute alike: within a step of the grid of positions.
        using var device = new HostDevice(1);
        AssetBuffer primitive = Make(device, new Part { HalfExtents = new Vector3(0.9f), Material = new Material() }, out AssetBatch first);
        AssetBuffer formula = Make(device, Of(Create((x, y, z) => Length(x, y, z) - 1f)) with { HalfExtents = new Vector3(0.9f) }, out AssetBatch second);
        using (first)
        using (second)
        {
            Assert.Equal(primitive.Triangles.Length, formula.Triangles.Length);
            int most = 0;
            for (int i = 0; i < primitive.Positions.Length; i++)
                most = Math.Max(most, Math.Abs(primitive.Positions[i] - formula.Positions[i]));
            Assert.InRange(most, 0, 2);
        }
    }

    [Theory]
    [InlineData("simulator")]
    [InlineData("cuda:0")]
    [InlineData("opencl:0", Traits = ["Device", "OpenCL"])]
    public void RandomFormulasAreTheSameAssetOnADevice(string id)
    {
        TestDevice.SkipUnlessThere(id);
        using Device device = DeviceCatalog.Open(id), host = new HostDevice(1);
        using DeviceLane lane = device.CreateLane(Shape), expectedLane = host.CreateLane(Shape);
        using AssetBatch batch = lane.CreateBatch(), expected = expectedLane.CreateBatch();
        var source = new RandomFormulas();
        lane.MakeAssets(batch, source, 0, Shape.AssetCapacity);
        expectedLane.MakeAssets(expected, source, 0, Shape.AssetCapacity);
        int made = 0;
        for (int i = 0; i < Shape.AssetCapacity; i++)
        {
            Assert.Equal(expected[i].Fault?.Reason, batch[i].Fault?.Reason);
            if (batch[i].Fault is not null)
                continue;
            made++;
            Assert.True(expected[i].Positions.SequenceEqual(batch[i].Positions));
            Assert.True(expected[i].Triangles.SequenceEqual(batch[i].Triangles));
            Assert.True(expected[i].CornerNormals.SequenceEqual(batch[i].CornerNormals));
            Assert.True(expected[i].Normal(0).SequenceEqual(batch[i].Normal(0)));
        }

        Assert.InRange(made, Shape.AssetCapacity / 4, Shape.AssetCapacity);
    }

    private static LaneOptions Shape { get; } = new()
    {
        AssetCapacity = 16,
        ViewCount = 1,
        ImageResolution = LaneOptions.MinImageResolution,
        Channels = LaneOptions.AllChannels,
        Mesh = new MeshOptions { TargetTriangles = 2000, MinResolution = 8, MaxResolution = 24 },
    };

    private static AssetBuffer Make(HostDevice device, Part part, out AssetBatch batch)
    {
        using DeviceLane lane = device.CreateLane(Shape);
        batch = lane.CreateBatch();
        lane.MakeAssets(batch, new FixedRecipe(Recipe([part])), 0, 1);
        Assert.Null(batch[0].Fault);
        return batch[0];
    }

    private static Recipe Recipe(IReadOnlyList<Part> parts)
    {
        Recipe recipe = Preset.Piwa.Sample(7, 1, CameraRig.Objaverse12);
        return recipe with { Origin = null, Parts = parts, Cameras = [recipe.Cameras[0]] };
    }

    private static Part Of(Formula formula) => new() { Primitive = PrimitiveKind.Formula, Formula = formula };

    private static void AssertField(FormulaValue value, Func<Vector3, double> expected) => AssertField((_, _, _) => value, expected);

    private static void AssertField(
        Func<FormulaValue, FormulaValue, FormulaValue, FormulaValue> distance, Func<Vector3, double> expected)
    {
        // Within the box, whose half extents are half of unit space, nothing is cut off that lies above its sides.
        FieldProgram field = FieldProgram.Compile([Of(Create(distance))]);
        var random = new Random(6);
        for (int i = 0; i < 200; i++)
        {
            Vector3 place = new Vector3(random.NextSingle(), random.NextSingle(), random.NextSingle()) - new Vector3(0.5f);
            float box = MathF.Max(MathF.Abs(place.X), MathF.Max(MathF.Abs(place.Y), MathF.Abs(place.Z))) - 0.5f;
            double said = Math.Max(0.5 * expected(place * 2f), box);
            Assert.InRange(Distance(field, place), said - 1e-4 - (Math.Abs(said) * 1e-5), said + 1e-4 + (Math.Abs(said) * 1e-5));
        }
    }

    private static float[] RandomPlaces(Random random) =>
        [.. Enumerable.Range(0, 3 * Places).Select(_ => random.Next(6) == 0 ? 0f : (random.NextSingle() * 2f) - 1f)];

    /// <summary>Distances, then slopes.</summary>
    private static float[] Evaluate<F, I, M>(FieldProgram field, float[] places)
        where F : unmanaged, IFloat<F, I, M>
        where I : unmanaged, IInt<F, I, M>
        where M : unmanaged, IMask<M>
    {
        var results = new float[Places];
        fixed (PartRecord* parts = field.Parts)
        fixed (float* data = field.Data, place = places, result = results)
        {
            for (int i = 0; i < Places; i += I.Width)
            {
                F x = F.Load(place + i), y = F.Load(place + Places + i), z = F.Load(place + (2 * Places) + i);
                F.Store(result + i, FormulaKernel<F, I, M>.Distance(parts, data, x, y, z));

                // What carries slopes along comes to the same distance; it leaves zeros their sign, which nothing asks for.
                Dual<F, I, M> sloped = FormulaKernel<Dual<F, I, M>, DualInt<F, I, M>, M>.Distance(
                    parts, data, new(x, 1f, 0f, 0f), new(y, 0f, 1f, 0f), new(z, 0f, 0f, 1f));
                var again = new float[I.Width];
                fixed (float* target = again)
                    F.Store(target, sloped.Value);
                Assert.Equal(results[i..(i + I.Width)], again);
            }
        }

        return results;
    }

    private static float Distance(FieldProgram field, Vector3 place)
    {
        fixed (PartRecord* parts = field.Parts)
        fixed (float* data = field.Data)
            return FormulaKernel<FloatX1, IntX1, MaskX1>.Distance(parts, data, place.X, place.Y, place.Z).Value;
    }

    private static float FloorOf(FieldProgram field, Vector3 low, Vector3 high)
    {
        fixed (PartRecord* parts = field.Parts)
        fixed (float* data = field.Data)
            return BrickKernel<FloatX1, IntX1, MaskX1>.Floor(parts, data, new(low.X, high.X), new(low.Y, high.Y), new(low.Z, high.Z)).Value;
    }

    private static void AssertSame(ReadOnlySpan<float> expected, ReadOnlySpan<float> actual)
    {
        for (int i = 0; i < expected.Length; i++)
            Assert.Equal(BitConverter.SingleToInt32Bits(expected[i]), BitConverter.SingleToInt32Bits(actual[i]));
    }

    /// <summary>A solid that random steps gnaw at.</summary>
    private sealed class RandomFormulas : IRecipeSource
    {
        public Recipe Create(ulong assetIndex)
        {
            var random = new Random((int)assetIndex);
            Part gnawing = Of(Formulas.Random(random, 12)) with { HalfExtents = new Vector3(0.8f), Translation = new Vector3(0.3f) };
            return Recipe([Of(Formulas.Ball), gnawing with { Operation = (PartOperation)random.Next(2), SmoothRadius = 0.1f * random.Next(2) }]);
        }
    }
}
