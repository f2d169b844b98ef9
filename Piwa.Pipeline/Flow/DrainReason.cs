namespace Piwa.Pipeline.Flow;

/// <summary>What kind of event made a run drain.</summary>
internal enum DrainReason
{
    /// <summary>The user asked for it: the run ends early, and nothing is wrong.</summary>
    Cancelled,

    /// <summary>The run cannot go on: a device is lost, a disk is full, there is a bug.</summary>
    Failed,
}
