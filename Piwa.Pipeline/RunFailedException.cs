namespace Piwa.Pipeline;

/// <summary>
/// A run could not go on. The graph has drained: everything is released, committed shards stay, and running again goes on from there.
/// </summary>
public sealed class RunFailedException : Exception
{
    /// <summary>Creates the exception.</summary>
    public RunFailedException()
    {
    }

    /// <summary>Creates the exception.</summary>
    public RunFailedException(string message)
        : base(message)
    {
    }

    /// <summary>Creates the exception.</summary>
    public RunFailedException(string message, Exception innerException)
        : base(message, innerException)
    {
    }

    internal RunFailedException(string stage, Exception? cause, RunProgress progress)
        : base(
            $"The run failed in '{stage}': {cause?.Message ?? "unknown cause"} "
            + $"({progress.Completed} assets completed, {progress.Drained} left for the next run.)",
            cause)
    {
        Stage = stage;
        Progress = progress;
    }

    /// <summary>Stage in which it failed.</summary>
    public string? Stage { get; }

    /// <summary>The counts at its end.</summary>
    public RunProgress? Progress { get; }
}
