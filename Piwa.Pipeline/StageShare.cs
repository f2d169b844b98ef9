namespace Piwa.Pipeline;

/// <summary>What a stage did.</summary>
/// <param name="Name">Name of the stage.</param>
/// <param name="Capacity">Batches that it holds at most.</param>
/// <param name="Parallelism">Batches that it works on at once.</param>
/// <param name="Busy">Time in its body, of all its workers together; waiting for neighbours does not count.</param>
/// <param name="Share">Busy time as a share of all stages' busy time.</param>
public sealed record StageShare(string Name, int Capacity, int Parallelism, TimeSpan Busy, double Share)
{
    /// <summary>Assets that it is done with since the device was opened, whole batches counted; the rate is how fast this grows.</summary>
    public long Assets { get; init; }

    /// <summary>Batches on the link before it: done by the stage before, not begun by this one. Of the last stage shards.</summary>
    public int Waiting { get; init; }

    /// <summary>The lane whose thread it shares with other stages; null if it has workers of its own.</summary>
    public string? Lane { get; init; }
}
