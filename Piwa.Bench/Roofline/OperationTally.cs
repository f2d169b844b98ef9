namespace Piwa.Bench.Roofline;

/// <summary>What <see cref="CountedFloat"/> and <see cref="CountedInt"/> count as they compute. One thread at a time.</summary>
internal static class OperationTally
{
    /// <summary>Since the start.</summary>
    public static OperationCount Now => new(Plain, Fused, Divisions, Tests, Integers, Accesses);

    public static long Plain;
    public static long Fused;
    public static long Divisions;
    public static long Tests;
    public static long Integers;
    public static long Accesses;
}
