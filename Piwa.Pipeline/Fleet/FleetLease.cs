namespace Piwa.Pipeline.Fleet;

/// <summary>A unit that a node is to make.</summary>
/// <param name="Unit">Number of the unit, from 0.</param>
/// <param name="Epoch">How often it was leased: who has an older one has lost it.</param>
public sealed record FleetLease(long Unit, int Epoch);
