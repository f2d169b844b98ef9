namespace Piwa.Pipeline.Fleet;

/// <summary>How a coordinator hands out work, and what it takes for done.</summary>
public sealed class FleetRules
{
    private const int DefaultLeaseSeconds = 90;
    private const int DefaultSamples = 4;
    private const int DefaultNodeLeases = 4;
    private const int MaximumSamples = 1024;
    private const int DefaultIdleRequests = 100;

    /// <summary>How long a lease lasts unless it is renewed, which nodes do three times as often.</summary>
    /// <value>90 s by default; 1 s to 1 day.</value>
    public TimeSpan LeaseTime { get; set; } = TimeSpan.FromSeconds(DefaultLeaseSeconds);

    /// <summary>Assets of each unit that another node makes again before the unit counts.</summary>
    /// <value>4 by default; 0 for none: then nodes are believed.</value>
    public int Samples { get; set; } = DefaultSamples;

    /// <summary>How often a node may be found wrong until it gets no more work.</summary>
    /// <value>1 by default; 0 for no end.</value>
    public int StrikesUntilBarred { get; set; } = 1;

    /// <summary>Units that a node may have at once, unless the operator has said otherwise of it.</summary>
    /// <value>4 by default; at least 1.</value>
    public int NodeLeases { get; set; } = DefaultNodeLeases;

    /// <summary>Units that are out at once in all: beyond it, nodes wait, and get work by their stake.</summary>
    /// <value>0 by default: as many as nodes ask for.</value>
    public int FleetLeases { get; set; }

    /// <summary>Bytes that a node may put into the store within 24 hours, unless the operator has said otherwise of it.</summary>
    /// <value>0 by default: as many as its units have.</value>
    public long NodeBytesPerDay { get; set; }

    /// <summary>Whether any wallet may join. If not, the operator lets each in.</summary>
    /// <value>False by default.</value>
    public bool IsOpen { get; set; }

    /// <summary>How often nodes ask a coordinator that find nothing to do, all together: the more there are, the longer each waits.</summary>
    /// <value>100 a second by default; at least 1.</value>
    public int IdleRequestsPerSecond { get; set; } = DefaultIdleRequests;

    /// <summary>How often a node asks that has nothing to do: every 5 seconds, or three times in a lease that is short; later if the coordinator says so.</summary>
    internal static TimeSpan PollTime(TimeSpan leaseTime)
    {
        const int LongestSeconds = 5, TimesInALease = 3;
        return TimeSpan.FromSeconds(Math.Min(LongestSeconds, leaseTime.TotalSeconds / TimesInALease));
    }

    /// <summary>When a node asks again that has found nothing to check: later each time, up to when it renews its leases.</summary>
    /// <remarks>Ten thousand nodes that asked every 5 seconds would be 2,000 requests a second for nothing.</remarks>
    /// <param name="leaseTime">How long a lease lasts.</param>
    /// <param name="misses">How often there was nothing, one after the other: at least 1.</param>
    internal static TimeSpan CheckPollTime(TimeSpan leaseTime, int misses)
    {
        const int TimesInALease = 3, MostDoublings = 16;
        TimeSpan doubled = PollTime(leaseTime) * (1 << Math.Min(misses - 1, MostDoublings));
        return doubled < leaseTime / TimesInALease ? doubled : leaseTime / TimesInALease;
    }

    /// <summary>Checks all values.</summary>
    /// <exception cref="ArgumentException">Values are out of their ranges; the message names all that are.</exception>
    public void Validate()
    {
        List<string> faults = [];
        if (LeaseTime < TimeSpan.FromSeconds(1) || LeaseTime > TimeSpan.FromDays(1))
            faults.Add($"LeaseTime is {LeaseTime}; it must be 1 second to 1 day.");
        if (Samples is < 0 or > MaximumSamples)
            faults.Add($"Samples is {Samples}; it must be 0 to {MaximumSamples}.");
        if (StrikesUntilBarred < 0)
            faults.Add($"StrikesUntilBarred is {StrikesUntilBarred}; it must be 0 or more.");
        if (NodeLeases < 1)
            faults.Add($"NodeLeases is {NodeLeases}; it must be at least 1.");
        if (FleetLeases < 0)
            faults.Add($"FleetLeases is {FleetLeases}; it must be 0 or more.");
        if (NodeBytesPerDay < 0)
            faults.Add($"NodeBytesPerDay is {NodeBytesPerDay}; it must be 0 or more.");
        if (IdleRequestsPerSecond < 1)
            faults.Add($"IdleRequestsPerSecond is {IdleRequestsPerSecond}; it must be at least 1.");
        if (faults.Count > 0)
            throw new ArgumentException(string.Join(" ", faults));
    }
}
