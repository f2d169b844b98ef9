namespace Piwa.Pipeline.Flow;

/// <summary>Why one or more items did not make it: which stage gave up, and with what. Immutable.</summary>
internal sealed class Failure
{
    public Failure(string stage, ItemIds ids, Exception exception)
    {
        Stage = stage;
        Ids = ids;
        Exception = exception;
    }

    /// <summary>Name of the stage that failed.</summary>
    public string Stage { get; }

    /// <summary>The items that are lost.</summary>
    public ItemIds Ids { get; }

    public Exception Exception { get; }

    /// <summary>True if nothing is wrong with the items: the run was draining and they were not worked on.</summary>
    public bool IsDrained => Exception is DrainedException;

    public override string ToString() => $"{Stage}: item {Ids}: {Exception.GetType().Name}: {Exception.Message}";
}
