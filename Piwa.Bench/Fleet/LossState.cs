namespace Piwa.Bench.Fleet;

/// <summary>How a loss of nodes goes on.</summary>
/// <param name="at">When they died, in virtual time.</param>
/// <param name="nodes">They.</param>
internal sealed class LossState(TimeSpan at, IReadOnlyList<SimulatedNode> nodes)
{
    public TimeSpan At => at;

    public IReadOnlyList<SimulatedNode> Nodes => nodes;

    /// <summary>Units that they had.</summary>
    public long Units { get; set; }

    public TimeSpan? Returned { get; set; }

    public TimeSpan? HalfLeasedAgain { get; set; }

    public TimeSpan? LeasedAgain { get; set; }
}
