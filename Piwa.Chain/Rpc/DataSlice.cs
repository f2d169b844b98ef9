namespace Piwa.Chain.Rpc;

/// <summary>The part of an account's data that is asked for; what lies beyond the data is left out.</summary>
/// <param name="Offset">Where it starts, in bytes.</param>
/// <param name="Length">How long it is, in bytes.</param>
public readonly record struct DataSlice(int Offset, int Length)
{
    /// <exception cref="ArgumentException">The slice starts before the data or has a negative length.</exception>
    internal static void Check(DataSlice? slice)
    {
        if (slice is { Offset: < 0 } or { Length: < 0 })
            throw new ArgumentException($"A slice has no negative numbers, got {slice}.", nameof(slice));
    }
}
