namespace Piwa.Pipeline.Fleet;

/// <summary>What came of a unit that a node says it has finished.</summary>
public enum FinishOutcome
{
    /// <summary>It is taken.</summary>
    Taken,

    /// <summary>The node had finished it before, with the same assets.</summary>
    Repeated,

    /// <summary>The lease is another's now: it had run out.</summary>
    Lost,

    /// <summary>The node had finished it before, with other assets.</summary>
    Contradicted,
}
