using System.Numerics;
using Piwa.Kernels.Meshes;
using Piwa.Kernels.Recipes;

namespace Piwa.Tests.Kernels.Meshes;

/// <summary>What culling, walking along rays and smooth joins rely on: how steep a distance field can be.</summary>
public sealed class SignedDistanceTests
{
    private const int Shapes = 20;
    private const int Pairs = 150;

    public static TheoryData<PrimitiveKind> AllPrimitives => [.. Enum.GetValues<PrimitiveKind>()];

    public static TheoryData<DeformationKind> AllDeformations => [.. Enum.GetValues<DeformationKind>()];

    public static TheoryData<DisplacementKind> AllDisplacements => [.. Enum.GetValues<DisplacementKind>()];

    [Theory]
    [MemberData(nameof(AllPrimitives))]
    public void NoPrimitiveIsSteeperThanItSays(PrimitiveKind primitive)
    {
        var random = new Random((int)primitive + 1);
        for (int i = 0; i < Shapes; i++)
        {
            AssertNotSteeper(random, new Part
            {
                Primitive = primitive,
                HalfExtents = RandomExtents(random),
                Shape = Meshes.Shapes.Random(primitive, random),
                Formula = Meshes.Shapes.FormulaOf(primitive),
            });
        }
    }

    [Theory]
    [MemberData(nameof(AllDeformations))]
    public void NoDeformationIsSteeperThanItSays(DeformationKind kind)
    {
        var random = new Random((int)kind + 1);
        for (int i = 0; i < Shapes; i++)
        {
            float amount = kind switch
            {
                DeformationKind.Twist => Between(random, -3f, 3f),
                DeformationKind.Taper => Between(random, 0.3f, 1.8f),
                DeformationKind.Bend => Between(random, -1f, 1f),
                DeformationKind.Shear => Between(random, -1f, 1f),
                _ => Between(random, 0f, 0.4f),
            };
            Vector3 half = RandomExtents(random);
            AssertNotSteeper(random, new Part
            {
                Primitive = PrimitiveKind.Cuboid,
                HalfExtents = half with { Z = half.Z + 1f },
                Deformations = [new Deformation(kind, amount, Between(random, 0.5f, 2.5f), (uint)random.Next(65536))],
            });
        }
    }

    [Theory]
    [MemberData(nameof(AllDisplacements))]
    public void NoReliefIsHigherOrDeeperThanItSays(DisplacementKind kind)
    {
        var random = new Random((int)kind + 1);
        for (int i = 0; i < Shapes; i++)
        {
            Vector3 half = RandomExtents(random);
            float smallest = Geometry.Smallest(half), frequency = Between(random, 0.8f, 2f) / smallest;
            float[] amplitudes = kind == DisplacementKind.HeightField
                ? [.. Enumerable.Range(0, Displacement.SideCount).Select(_ => Between(random, 0f, 0.3f * smallest))]
                : [Between(random, 0.02f, 0.15f) / frequency];
            var displacement = new Displacement(kind, (uint)random.Next(), amplitudes, kind == DisplacementKind.HeightField ? 0f : frequency);
            var part = new Part { Primitive = PrimitiveKind.Cuboid, HalfExtents = half };
            FieldProgram flat = FieldProgram.Compile([part]), displaced = FieldProgram.Compile([part with { Displacement = displacement }]);
            float largest = displaced.Parts[0].Relief, most = 0f;
            for (int pair = 0; pair < Pairs; pair++)
            {
                Vector3 point = RandomPoint(random) * flat.Hard.Size * 0.6f;
                most = MathF.Max(most, MathF.Abs(flat.Evaluate(point) - displaced.Evaluate(point)));
            }

            Assert.InRange(most, largest * 0.2f, largest * 1.0001f);
        }
    }

    [Fact]
    public void TheContendersAreThePartThatDecidesAndTheNextOne()
    {
        // Two spheres, at -1 and 1 on the x axis, and a third far away.
        Part Ball(float x) => new() { HalfExtents = new(0.8f), Translation = new(x, 0f, 0f) };
        FieldProgram field = FieldProgram.Compile([Ball(-1f), Ball(1f), Ball(6f)]);
        for (float x = -2f; x <= 2.5f; x += 0.25f)
        {
            (int first, int second, float margin) = Contend(field, new((x - field.Centre.X) * field.Scale, 0.01f, 0f));
            Assert.Equal(x < 0f ? 0 : 1, x == 0f ? 1 : first);
            Assert.Equal(1, first + second);
            Assert.Equal(MathF.Abs(MathF.Abs(x + 1f) - MathF.Abs(x - 1f)) * field.Scale, margin, 0.01f);
        }
    }

    private static unsafe (int First, int Second, float Margin) Contend(FieldProgram field, Vector3 point)
    {
        fixed (PartRecord* parts = field.Parts)
        fixed (float* data = field.Data)
        {
            SignedDistance<Piwa.Kernels.Numerics.FloatX1, Piwa.Kernels.Numerics.IntX1, Piwa.Kernels.Numerics.MaskX1>.Contend(
                parts, field.Parts.Length, data, point.X, point.Y, point.Z, out var first, out var second, out var margin);
            return (first.Value, second.Value, margin.Value);
        }
    }

    /// <summary>What the field says at any place is at most the distance to any point of the surface times the steepness.</summary>
    private static void AssertNotSteeper(Random random, Part part)
    {
        FieldProgram field = FieldProgram.Compile([part]);
        float steepness = field.Parts[0].Steepness;
        Vector3[] surface = [.. SurfacePoints(random, field).Take(Pairs)];
        Assert.NotEmpty(surface);
        for (int i = 0; i < Pairs; i++)
        {
            Vector3 a = RandomPoint(random) * field.Hard.Size * 0.6f;
            float value = MathF.Abs(field.Evaluate(a));
            foreach (Vector3 b in surface)
            {
                float distance = Vector3.Distance(a, b);
                Assert.True(
                    value <= (steepness * distance * 1.002f) + 1e-4f,
                    $"{part.Primitive} {part.Shape} of {part.HalfExtents}: {value} at {a}, {distance} from the surface; steepness {steepness}");
            }
        }
    }

    /// <summary>Between places inside and outside.</summary>
    private static IEnumerable<Vector3> SurfacePoints(Random random, FieldProgram field)
    {
        const int Tries = 1500, Halvings = 22;
        for (int i = 0; i < Tries; i++)
        {
            Vector3 a = RandomPoint(random) * field.Hard.Size * 0.6f, b = RandomPoint(random) * field.Hard.Size * 0.6f;
            if (field.Evaluate(a) < 0f == field.Evaluate(b) < 0f)
                continue;

            for (int step = 0; step < Halvings; step++)
            {
                Vector3 middle = (a + b) * 0.5f;
                if (field.Evaluate(middle) < 0f == field.Evaluate(a) < 0f)
                    a = middle;
                else
                    b = middle;
            }

            yield return a;
        }
    }

    private static Vector3 RandomPoint(Random random) => new(Between(random, -1f, 1f), Between(random, -1f, 1f), Between(random, -1f, 1f));

    private static Vector3 RandomExtents(Random random) => new(Between(random, 0.4f, 1.2f), Between(random, 0.4f, 1.2f), Between(random, 0.4f, 1.2f));

    private static float Between(Random random, float low, float high) => low + ((high - low) * random.NextSingle());
}
