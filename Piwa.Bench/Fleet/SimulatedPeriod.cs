namespace Piwa.Bench.Fleet;

/// <summary>What happened in a period of virtual time.</summary>
/// <param name="Second">When it began.</param>
/// <param name="Leases">Units that were leased.</param>
/// <param name="Finished">Units that were handed in.</param>
/// <param name="Committed">Units that were committed.</param>
internal sealed record SimulatedPeriod(double Second, long Leases, long Finished, long Committed);
