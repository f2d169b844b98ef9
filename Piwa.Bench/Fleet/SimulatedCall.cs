namespace Piwa.Bench.Fleet;

/// <summary>Calls that are timed.</summary>
internal enum SimulatedCall
{
    /// <summary>A request is remembered, and its node met.</summary>
    Admit,

    /// <summary>Units are leased.</summary>
    Lease,

    /// <summary>Checks are leased.</summary>
    LeaseChecks,

    /// <summary>A unit is handed in.</summary>
    Finish,

    /// <summary>A check is answered.</summary>
    Answer,

    /// <summary>Leases are renewed.</summary>
    Renew,

    /// <summary>Units are committed, one of them.</summary>
    Commit,
}
