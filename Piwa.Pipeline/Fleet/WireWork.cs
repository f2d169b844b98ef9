namespace Piwa.Pipeline.Fleet;

/// <summary>What it gets.</summary>
/// <param name="Units">Units.</param>
/// <param name="Checks">Checks.</param>
/// <param name="IsDone">Whether the fleet has nothing more to do.</param>
/// <param name="PauseSeconds">When to ask again, if there is nothing: who asks sooner gets no more for it.</param>
internal sealed record WireWork(IReadOnlyList<FleetLease> Units, IReadOnlyList<FleetCheck> Checks, bool IsDone, double PauseSeconds);
