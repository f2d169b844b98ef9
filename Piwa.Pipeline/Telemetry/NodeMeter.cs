namespace Piwa.Pipeline.Telemetry;

/// <summary>Measures a run between posts, over all its parts: one, and two more for each time that its device is lost.</summary>
/// <remarks>Times are of the monotonic clock. One thread at a time measures; counts can be read from any.</remarks>
internal sealed class NodeMeter(TimeProvider clock)
{
    private long _since = clock.GetTimestamp();
    private NodeWork _left = NodeWork.None;
    private NodeWork _posted = NodeWork.None;
    private Func<NodeWork>? _part;

    /// <summary>When the run began, by the clock of the day.</summary>
    public DateTimeOffset StartedAt { get; } = clock.GetUtcNow();

    /// <summary>Time since the last post, or since the run began.</summary>
    public TimeSpan SinceLast => clock.GetElapsedTime(_since);

    /// <summary>Whether the run has posted that it began.</summary>
    public bool HasStarted => Posts > 0;

    /// <summary>Posts of the run.</summary>
    public int Posts { get; private set; }

    /// <summary>Posts of the data set that are not on the ledger yet.</summary>
    public int WaitingPosts { get; set; }

    /// <summary>Begins a part.</summary>
    /// <param name="work">What it has worked so far.</param>
    public void Begin(Func<NodeWork> work) => _part = work;

    /// <summary>Ends the part; what it did since the last post is part of the next one.</summary>
    public void End()
    {
        _left = _left.Plus(_part!().Since(_posted));
        _posted = NodeWork.None;
        _part = null;
    }

    /// <summary>What was done since the last post.</summary>
    public Reading Read()
    {
        long now = clock.GetTimestamp();
        NodeWork part = _part!();
        return new Reading(now, part, clock.GetElapsedTime(_since, now), _left.Plus(part.Since(_posted)));
    }

    /// <summary>What was read is posted.</summary>
    public void Accept(Reading reading)
    {
        _since = reading.At;
        _posted = reading.Part;
        _left = NodeWork.None;
        Posts++;
    }

    /// <param name="At">When it was read.</param>
    /// <param name="Part">What the part had worked then.</param>
    /// <param name="Up">Time since the last post, or since the run began.</param>
    /// <param name="Work">What was worked since then.</param>
    public sealed record Reading(long At, NodeWork Part, TimeSpan Up, NodeWork Work);
}
