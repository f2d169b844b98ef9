namespace Piwa.Pipeline.Fleet;

/// <summary>What it gets.</summary>
/// <param name="Units">Units.</param>
/// <param name="Checks">Checks.</param>
/// <param name="IsDone">Whether the fleet has nothing more to do.</param>
internal sealed record WireWork(IReadOnlyList<FleetLease> Units, IReadOnlyList<FleetCheck> Checks, bool IsDone);
