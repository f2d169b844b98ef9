using System.Numerics;
using Piwa.Kernels.Buffers;
using Piwa.Kernels.Recipes;

namespace Piwa.Kernels.Devices;

/// <summary>
/// The recipes of the golden assets: one that has every primitive, deformation, relief, operation and material there is, each beside the
/// others; then sampled ones; then one whose shapes are formulas.
/// </summary>
internal sealed class GoldenRecipes : IRecipeSource
{
    /// <summary>How many there are.</summary>
    public const int Count = 4;

    /// <summary>Those from here on are made of formulas.</summary>
    public const int FirstFormula = 3;

    /// <summary>Views of each: the first of a rig's, and a parallel one.</summary>
    public const int ViewCount = 3;

    private const ulong CampaignSeed = 20_260_101;

    /// <inheritdoc/>
    public Recipe Create(ulong assetIndex) => assetIndex switch
    {
        0 => Everything(),
        1 => Sampled(Preset.Piwa, 7),
        2 => Sampled(Preset.Zeroverse, 4),
        _ => new Recipe { Parts = GoldenFormulas.Parts, Lighting = Sampled(Preset.Piwa, 3).Lighting, Cameras = Sampled(Preset.Piwa, 3).Cameras },
    };

    private static Recipe Sampled(Preset preset, ulong index)
    {
        Recipe recipe = preset.Sample(CampaignSeed, index, CameraRig.Objaverse12);
        return recipe with { Origin = null, Cameras = Cameras(recipe.Cameras) };
    }

    private static Camera[] Cameras(IReadOnlyList<Camera> cameras) =>
        [cameras[0], cameras[5], Camera.LookAtOrigin(new Vector3(0.6f, -0.9f, 0.8f), 0.8f, CameraProjection.Orthographic)];

    /// <summary>Parts of 4 x 4 x 3 cells, each with the next of everything.</summary>
    private static Recipe Everything()
    {
        const int Columns = 4, Layers = 3;
        int families = Enum.GetValues<MaterialFamily>().Length, primitives = (int)PrimitiveKind.Formula;
        var parts = new List<Part>();
        for (int i = 0; i < Columns * Columns * Layers; i++)
        {
            int x = i % Columns, y = i / Columns % Columns, z = i / (Columns * Columns);
            var random = new RandomStream(CampaignSeed, (ulong)i, RandomField.Shape);
            Vector3 half = random.NextVector(0.32f, 0.46f);
            parts.Add(new Part
            {
                Primitive = (PrimitiveKind)(i % primitives),
                Operation = i % 11 == 10 ? PartOperation.Difference : PartOperation.Union,
                HalfExtents = half,
                Shape = SampleShape((PrimitiveKind)(i % primitives), ref random),
                Rotation = random.NextRotation(),
                Translation = new Vector3(x, y, z) * 0.7f,
                SmoothRadius = i % 3 == 0 ? 0.1f : 0f,
                ShellThickness = i == 20 ? 0.15f : 0f,
                Deformations = SampleDeformation(i, ref random) is { } deformation ? [deformation] : [],
                Displacement = SampleDisplacement(i, Geometry.Smallest(half), ref random),
                Material = new Material
                {
                    Family = (MaterialFamily)(i % families),
                    Seed = random.NextBits(),
                    BaseColor = random.NextVector(0f, 1f),
                    SecondColor = random.NextVector(0f, 1f),
                    AccentColor = random.NextVector(0f, 1f),
                    Frequency = random.NextRange(1f, 4f),
                    Metallic = random.NextUnit(),
                    SecondMetallic = random.NextUnit(),
                    Roughness = random.NextUnit(),
                    SecondRoughness = random.NextUnit(),
                    Relief = i % 4 == 1 ? 0f : random.NextRange(0f, 0.2f),
                },
            });
        }

        Recipe sampled = Preset.Piwa.Sample(CampaignSeed, 3, CameraRig.Objaverse12);
        return new Recipe { Parts = parts, Lighting = sampled.Lighting, Cameras = Cameras(sampled.Cameras) };
    }

    private static Vector4 SampleShape(PrimitiveKind primitive, ref RandomStream random)
    {
        Vector4 shape = default;
        for (int i = 0; i < 4; i++)
        {
            ShapeRange range = ShapeRange.Of(primitive, i);
            float value = random.NextRange(range.Low, range.High);
            shape[i] = range.IsWhole ? MathF.Floor(value) : value;
        }

        return shape;
    }

    private static Deformation? SampleDeformation(int i, ref RandomStream random)
    {
        int kinds = Enum.GetValues<DeformationKind>().Length, kind = i % (2 * kinds);
        float amount = random.NextRange(0.3f, 0.8f);
        uint seed = random.NextBits();
        return kind < kinds ? new Deformation((DeformationKind)kind, amount, 1.5f, seed) : null;
    }

    private static Displacement? SampleDisplacement(int i, float smallest, ref RandomStream random)
    {
        int kinds = Enum.GetValues<DisplacementKind>().Length, kind = i % (2 * kinds);
        uint seed = random.NextBits();
        float[] amplitudes = [.. Enumerable.Repeat(smallest * 0.1f, Displacement.AmplitudeCount((DisplacementKind)(kind % kinds)))];
        return kind < kinds ? new Displacement((DisplacementKind)kind, seed, amplitudes, kind == 0 ? 0f : 2f) : null;
    }
}
