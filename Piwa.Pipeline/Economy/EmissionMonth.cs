using Piwa.Chain.Economy;

namespace Piwa.Pipeline.Economy;

/// <summary>A month of the emissions.</summary>
/// <param name="Month">The month, from 0.</param>
/// <param name="Period">Its period, from 0.</param>
/// <param name="Pool">What is in the pool before it.</param>
/// <param name="Emitted">What it emits.</param>
public sealed record EmissionMonth(int Month, long Period, Amount Pool, Amount Emitted);
