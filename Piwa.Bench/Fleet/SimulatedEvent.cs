namespace Piwa.Bench.Fleet;

/// <summary>Something that is to happen.</summary>
/// <param name="At">When, in virtual time since the beginning.</param>
/// <param name="Step">What.</param>
/// <param name="Node">To whom; null for the coordinator.</param>
/// <param name="Life">In which life of the node.</param>
internal readonly record struct SimulatedEvent(TimeSpan At, SimulatedStep Step, SimulatedNode? Node, int Life);
