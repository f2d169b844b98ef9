namespace Piwa.Bench.Roofline;

/// <summary>Operations of a kernel's body, as it asks for them.</summary>
/// <param name="Plain">Additions, subtractions and multiplications of floats.</param>
/// <param name="Fused">Multiplications with an addition.</param>
/// <param name="Divisions">Divisions and square roots.</param>
/// <param name="Tests">Comparisons, selections, minima, maxima, floors and conversions.</param>
/// <param name="Integers">Operations of integers.</param>
/// <param name="Accesses">Loads and stores.</param>
internal readonly record struct OperationCount(long Plain, long Fused, long Divisions, long Tests, long Integers, long Accesses)
{
    /// <summary>Division and root, rounded to nearest, are no instructions of the device: each is about as many.</summary>
    private const int InstructionsOfDivision = 10;

    /// <summary>Floating-point operations as peaks count them: a fused one is two.</summary>
    public long FloatOperations => Plain + (2 * Fused) + Divisions;

    /// <summary>Instructions of the device, about.</summary>
    public long Instructions => Plain + Fused + (InstructionsOfDivision * Divisions) + Tests + Integers + Accesses;

    public static OperationCount operator +(OperationCount a, OperationCount b) => new(
        a.Plain + b.Plain, a.Fused + b.Fused, a.Divisions + b.Divisions, a.Tests + b.Tests, a.Integers + b.Integers, a.Accesses + b.Accesses);

    public static OperationCount operator -(OperationCount a, OperationCount b) => new(
        a.Plain - b.Plain, a.Fused - b.Fused, a.Divisions - b.Divisions, a.Tests - b.Tests, a.Integers - b.Integers, a.Accesses - b.Accesses);
}
