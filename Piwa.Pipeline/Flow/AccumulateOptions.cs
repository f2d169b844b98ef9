namespace Piwa.Pipeline.Flow;

/// <summary>Options of an accumulating stage.</summary>
internal sealed record AccumulateOptions : StageOptions
{
    /// <summary>The longest time that a timer can count.</summary>
    public static readonly TimeSpan LargestMaxAge = TimeSpan.FromMilliseconds(uint.MaxValue - 1);

    public AccumulateOptions(string name)
        : base(name)
    {
    }

    /// <summary>Finished outputs that may wait for the next stage; beyond that the stage stops taking input.</summary>
    public int OutputCapacity { get; init; } = 1;

    /// <summary>
    /// How long a group may stay open after its first item before it is completed as it is; null for as long as it takes. For outputs
    /// that someone waits for.
    /// </summary>
    public TimeSpan? MaxAge { get; init; }

    /// <summary>
    /// The window in which items are put back in the order of their ids, if they are to be taken in that order whatever order they
    /// arrive in; null to take them as they come. Every id arrives, be it as a failure, and the admission has the same window.
    /// </summary>
    public ReorderWindow? InOrder { get; init; }
}
