namespace Piwa.Bench.Fleet;

/// <summary>What happens in a simulated fleet.</summary>
internal enum SimulatedStep
{
    /// <summary>A node asks for units.</summary>
    Ask,

    /// <summary>A node has made a unit.</summary>
    Made,

    /// <summary>A node asks for checks.</summary>
    AskChecks,

    /// <summary>A node has done a check.</summary>
    Checked,

    /// <summary>A node renews what it has.</summary>
    Renew,

    /// <summary>The coordinator puts what counts into the store.</summary>
    Commit,

    /// <summary>Nodes that have died are started again.</summary>
    Return,
}
