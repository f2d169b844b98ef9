using System.Numerics;
using Piwa.Kernels.Recipes;
using static Piwa.Kernels.Recipes.Formula;

namespace Piwa.Kernels.Devices;

/// <summary>Parts whose formulas have every operation, joined in every way.</summary>
internal static class GoldenFormulas
{
    public static readonly IReadOnlyList<Part> Parts =
    [
        // A bumpy shell with waves along it: noise, sines, roots.
        Part(
            new Vector3(1f, 0.9f, 0.7f),
            default,
            Create((x, y, z) =>
            {
                FormulaValue bumps = Noise(x * 3f, y * 3f, z * 3f, 77) * 0.1f;
                FormulaValue waves = Sin(z * 9f) * Cos(x * 5f - y) * 0.03f;
                return (Length(x, y, z) - 0.8f + bumps + waves) * 0.6f;
            })) with
        { Material = new Material { Family = MaterialFamily.Marble, Frequency = 2f, Seed = 5, SecondColor = Vector3.UnitY } },

        // Rounded cells cut out of it: whole numbers, absolutes, choices.
        Part(
            new Vector3(0.9f),
            new Vector3(0.7f, 0.1f, 0.2f),
            Create((x, y, z) =>
            {
                FormulaValue u = x * 2f - Floor(x * 2f) - 0.5f, v = Abs(y) - 0.5f;
                FormulaValue cells = Length(u, v, z) - 0.35f;
                return Choose(x + y, cells, Max(cells, -z)) * 0.5f;
            })) with
        { Operation = PartOperation.Difference, SmoothRadius = 0.05f },

        // A fluted cone of powers: angles, quotients.
        Part(
            new Vector3(0.5f, 0.5f, 0.8f),
            new Vector3(-0.4f, 0.8f, 0.5f),
            Create((x, y, z) =>
            {
                FormulaValue flutes = Abs(Sin(Atan2(y, x) * 4f)) * 0.1f;
                FormulaValue norm = Pow(Pow(Abs(x), 2.5f) + Pow(Abs(y), 2.5f), 0.4f);
                FormulaValue radius = (1.2f - z) / (z + 2.5f);
                return Min(norm - radius + flutes, Length(x, y, z - 0.6f) - 0.3f) * 0.4f;
            })) with
        { SmoothRadius = 0.1f, Rotation = new Quaternion(0.6f, 0f, 0f, 0.8f), Deformations = [new Deformation(DeformationKind.Twist, 0.5f)] },
    ];

    private static Part Part(Vector3 half, Vector3 at, Formula formula) =>
        new() { Primitive = PrimitiveKind.Formula, HalfExtents = half, Translation = at, Shape = new Vector4(0.2f, 0f, 0f, 0f), Formula = formula };
}
