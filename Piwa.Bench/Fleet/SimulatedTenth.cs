namespace Piwa.Bench.Fleet;

/// <summary>What the coordinator did, in real time, while a tenth of the units was leased.</summary>
/// <param name="Seconds">How long it took.</param>
/// <param name="Leases">Units that were leased.</param>
/// <param name="Committed">Units that were committed.</param>
/// <param name="Calls">Calls on its state, each a transaction or more.</param>
/// <param name="Milliseconds">How long calls took in the mean, with so many at once as there were; by <see cref="SimulatedCall"/>.</param>
internal sealed record SimulatedTenth(double Seconds, long Leases, long Committed, long Calls, IReadOnlyDictionary<SimulatedCall, double> Milliseconds);
