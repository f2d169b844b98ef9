namespace Piwa.Pipeline.Fleet;

/// <summary>Assets of a unit that a node is to make again.</summary>
/// <param name="Unit">Number of the unit, from 0.</param>
/// <param name="Epoch">Which making of it.</param>
/// <param name="Round">Which check of it, from 1.</param>
/// <param name="Samples">Indices of the assets.</param>
public sealed record FleetCheck(long Unit, int Epoch, int Round, IReadOnlyList<long> Samples);
