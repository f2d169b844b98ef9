namespace Piwa.Chain.Rpc;

/// <summary>The part of an account's data that is asked for; what lies beyond the data is left out.</summary>
/// <param name="Offset">Where it starts, in bytes.</param>
/// <param name="Length">How long it is, in bytes.</param>
public readonly record struct DataSlice(int Offset, int Length);
