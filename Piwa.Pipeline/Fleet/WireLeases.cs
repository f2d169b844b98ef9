namespace Piwa.Pipeline.Fleet;

/// <summary>Leases that a node has, or thinks that it has.</summary>
/// <param name="Leases">The leases.</param>
/// <param name="Checks">Checks that it is at.</param>
internal sealed record WireLeases(IReadOnlyList<FleetLease> Leases, IReadOnlyList<FleetCheck> Checks);
