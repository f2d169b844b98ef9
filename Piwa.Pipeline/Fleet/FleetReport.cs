namespace Piwa.Pipeline.Fleet;

/// <summary>What a node did for its fleet.</summary>
/// <param name="Units">Units that it has handed in.</param>
/// <param name="Lost">Units that it had made when their lease was another's: it was away for too long.</param>
/// <param name="Checks">Units of others that it has checked.</param>
/// <param name="Run">The run.</param>
public sealed record FleetReport(int Units, int Lost, int Checks, RunReport Run);
