namespace Piwa.Pipeline.Flow;

/// <summary>
/// Makes one output of several inputs: one object per group. The stage calls it from one thread at a time: <see cref="Accepts"/> and
/// <see cref="AddAsync"/> per item, <see cref="CompleteAsync"/> at most once, and <see cref="IAsyncDisposable.DisposeAsync"/> always
/// and last.
/// </summary>
/// <remarks>
/// Ownership: the group owns the items it has taken until it is disposed, which releases what did not go into an output. If it
/// throws, the whole group is lost: its items leave as one failure. All methods may complete synchronously, at no cost.
/// </remarks>
internal interface IAccumulator<in TIn, TOut> : IAsyncDisposable
    where TIn : class
    where TOut : class
{
    /// <summary>
    /// False if the group ends before this item, which then begins the next one. Not asked for the first item of a group.
    /// </summary>
    bool Accepts(TIn item) => true;

    /// <summary>Takes an item over, unless it throws.</summary>
    /// <returns>True if the group is complete with this item.</returns>
    ValueTask<bool> AddAsync(TIn item);

    /// <summary>Makes the output: the group is complete, has reached its age, or the input has ended. Has at least one item.</summary>
    ValueTask<TOut> CompleteAsync();
}
