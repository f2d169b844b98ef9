namespace Piwa.Host.Observability;

/// <summary>How a coordinator is.</summary>
/// <param name="Waiting">What it waits for, as a sentence without its end; null if for nothing.</param>
/// <param name="DatabaseFault">Why the database is away; null if it answers.</param>
/// <param name="StoreFault">Why the store is away; null if it answered when it was last needed.</param>
internal sealed record CoordinatorState(string? Waiting, string? DatabaseFault, string? StoreFault);
