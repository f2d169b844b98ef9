namespace Piwa.Pipeline.Flow;

/// <summary>What a stage is and has done so far. Its time share is <see cref="Busy"/> / (time * <see cref="Parallelism"/>).</summary>
/// <param name="Name">Name of the stage.</param>
/// <param name="Capacity">Items it holds at most.</param>
/// <param name="Parallelism">Items it works on at the same time.</param>
/// <param name="Busy">Time spent in the body of the stage, of all workers together; waiting for neighbours is not in it.</param>
/// <param name="Worked">How often the body ran.</param>
/// <param name="Passed">Items of the graph that it is done with, those of an output that many made one counted each.</param>
/// <param name="Failures">Items that failed here, those not worked on because of a drain included.</param>
/// <param name="Waiting">Items that wait for a worker.</param>
/// <param name="Leaving">Items that are done and wait for room in the next stage.</param>
/// <param name="Lane">The lane whose thread it shares with other stages; null for workers of its own.</param>
internal sealed record StageReport(
    string Name, int Capacity, int Parallelism, TimeSpan Busy, long Worked, long Passed, long Failures, int Waiting = 0, int Leaving = 0, string? Lane = null);
