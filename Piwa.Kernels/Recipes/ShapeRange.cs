namespace Piwa.Kernels.Recipes;

/// <summary>What a shape parameter may be.</summary>
/// <param name="Low">Least value.</param>
/// <param name="High">Greatest value.</param>
/// <param name="IsWhole">Whether it is a whole number.</param>
internal readonly record struct ShapeRange(float Low, float High, bool IsWhole = false)
{
    /// <summary>Keys are whole numbers that a float holds exactly.</summary>
    private const float LargestKey = 16_777_215f;

    private static readonly ShapeRange Unused = new(0f, 0f);
    private static readonly ShapeRange Key = new(0f, LargestKey, true);

    /// <summary>The parameters that <see cref="PrimitiveKind"/> names, in order; the others must be 0.</summary>
    public static ShapeRange Of(PrimitiveKind primitive, int parameter) => (primitive, parameter) switch
    {
        (PrimitiveKind.Cuboid, 0) => new(0f, 1f),
        (PrimitiveKind.Cone, 0) => new(0f, 1f),
        (PrimitiveKind.Torus, 0) => new(0.01f, 0.5f),
        (PrimitiveKind.Prism, 0) => new(3f, 12f, true),
        (PrimitiveKind.Prism, 1) => new(-1f, 0f),
        (PrimitiveKind.Superellipsoid, 0 or 1) => new(0.2f, 2f),
        (PrimitiveKind.Star, 0) => new(3f, 12f, true),
        (PrimitiveKind.Star, 1) => new(0.1f, 0.9f),
        (PrimitiveKind.Pipe, 0) => new(0.05f, 0.9f),
        (PrimitiveKind.Arc, 0) => new(0.01f, 0.5f),
        (PrimitiveKind.Arc, 1) => new(0.5f, 3f),
        (PrimitiveKind.Spring, 0) => new(1f, 6f),
        (PrimitiveKind.Spring, 1) => new(0.05f, 0.4f),
        (PrimitiveKind.Lathe, _) => new(0.1f, 1f),
        (PrimitiveKind.Link, 0) => new(0.05f, 0.45f),
        (PrimitiveKind.Blob, 0) => new(3f, 6f, true),
        (PrimitiveKind.Blob, 1) => Key,
        (PrimitiveKind.Gyroid, 0) => new(1f, 4f),
        (PrimitiveKind.Gyroid, 1) => new(0.1f, 0.5f),
        (PrimitiveKind.Lattice, 0 or 1 or 2) => new(1f, 4f, true),
        (PrimitiveKind.Lattice, 3) => new(0.02f, 0.4f),
        (PrimitiveKind.Gear, 0) => new(3f, 16f, true),
        (PrimitiveKind.Gear, 1) => new(0.05f, 0.4f),
        (PrimitiveKind.Tube, 0) => new(0.05f, 1f),
        (PrimitiveKind.Tube, 1) => Key,
        (PrimitiveKind.Cage, 0) => new(3f, 12f, true),
        (PrimitiveKind.Cage, 1) => new(2f, 7f, true),
        (PrimitiveKind.Cage, 2) => new(0.02f, 0.4f),
        (PrimitiveKind.Cage, 3) => new(0f, 3f, true),
        (PrimitiveKind.Cross, 0) => new(0.1f, 0.8f),
        (PrimitiveKind.Formula, 0) => new(0f, 2f),
        _ => Unused,
    };

    /// <summary>False for NaN.</summary>
    public bool Holds(float value) => value >= Low && value <= High && (!IsWhole || value == MathF.Floor(value));

    /// <summary>As a message says it.</summary>
    public override string ToString() => Low == High ? $"{Low}" : IsWhole ? $"a whole number from {Low} to {High}" : $"{Low} to {High}";
}
