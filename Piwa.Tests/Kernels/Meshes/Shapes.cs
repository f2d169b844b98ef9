using System.Numerics;
using Piwa.Kernels.Recipes;
using Piwa.Tests.Kernels.Recipes;

namespace Piwa.Tests.Kernels.Meshes;

/// <summary>Shape parameters for tests.</summary>
internal static class Shapes
{
    public static Vector4 Typical(PrimitiveKind primitive) => primitive switch
    {
        PrimitiveKind.Cone => new(0.2f, 0f, 0f, 0f),
        PrimitiveKind.Torus => new(0.3f, 0f, 0f, 0f),
        PrimitiveKind.Prism => new(5f, -0.3f, 0f, 0f),
        PrimitiveKind.Superellipsoid => new(0.5f, 1.4f, 0f, 0f),
        PrimitiveKind.Star => new(5f, 0.5f, 0f, 0f),
        PrimitiveKind.Pipe => new(0.3f, 0f, 0f, 0f),
        PrimitiveKind.Arc => new(0.3f, 2f, 0f, 0f),
        PrimitiveKind.Spring => new(3f, 0.2f, 0f, 0f),
        PrimitiveKind.Lathe => new(1f, 0.4f, 0.7f, 0.3f),
        PrimitiveKind.Link => new(0.3f, 0f, 0f, 0f),
        PrimitiveKind.Blob => new(4f, 77f, 0f, 0f),
        PrimitiveKind.Gyroid => new(2f, 0.3f, 0f, 0f),
        PrimitiveKind.Lattice => new(2f, 1f, 2f, 0.15f),
        PrimitiveKind.Gear => new(9f, 0.25f, 0f, 0f),
        PrimitiveKind.Tube => new(0.4f, 5f, 0f, 0f),
        PrimitiveKind.Cage => new(6f, 3f, 0.12f, 0f),
        PrimitiveKind.Cross => new(0.3f, 0f, 0f, 0f),
        _ => default,
    };

    /// <summary>The formula of a primitive that has one.</summary>
    public static Formula? FormulaOf(PrimitiveKind primitive) => primitive == PrimitiveKind.Formula ? Formulas.Ball : null;

    /// <summary>Random parameters within what a primitive allows.</summary>
    public static Vector4 Random(PrimitiveKind primitive, Random random)
    {
        Vector4 shape = default;
        for (int i = 0; i < 4; i++)
        {
            ShapeRange range = ShapeRange.Of(primitive, i);
            float value = range.Low + ((range.High - range.Low) * random.NextSingle());
            shape[i] = range.IsWhole ? MathF.Round(value) : value;
        }

        return shape;
    }

    /// <summary>Whether a primitive touches all sides of its box.</summary>
    public static bool FillsItsBox(PrimitiveKind primitive) => primitive is not (PrimitiveKind.Prism or PrimitiveKind.Star or PrimitiveKind.Arc
        or PrimitiveKind.Spring or PrimitiveKind.Lathe or PrimitiveKind.Link or PrimitiveKind.Blob or PrimitiveKind.Gyroid or PrimitiveKind.Gear
        or PrimitiveKind.Tube or PrimitiveKind.Cage or PrimitiveKind.Pipe or PrimitiveKind.Dodecahedron or PrimitiveKind.Icosahedron or PrimitiveKind.Formula);
}
