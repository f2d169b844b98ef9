namespace Piwa.Pipeline.Fleet;

/// <summary>Something that has happened in a fleet.</summary>
/// <param name="Id">Its number: later ones have higher.</param>
/// <param name="At">When, by the database's clock.</param>
/// <param name="What">What: <c>node joined</c>, <c>strike</c> and the like.</param>
/// <param name="Node">Address of the node that it is about; null if it is about none.</param>
/// <param name="Unit">The unit that it is about; null if it is about none.</param>
/// <param name="Detail">More of it; may be empty.</param>
public sealed record FleetEvent(long Id, DateTimeOffset At, string What, string? Node, long? Unit, string Detail);
