namespace Piwa.Pipeline.Flow;

/// <summary>Several items as one value, which owns them.</summary>
internal sealed class Collected<T> : IDisposable
    where T : class
{
    private bool _disposed;

    public Collected(IReadOnlyList<T> items) => Items = items;

    public IReadOnlyList<T> Items { get; }

    /// <summary>Disposes the items that can be disposed, all of them even if one throws. A second call does nothing.</summary>
    /// <exception cref="AggregateException">Items threw.</exception>
    public void Dispose()
    {
        if (_disposed)
            return;
        _disposed = true;
        List<Exception>? exceptions = null;
        foreach (var item in Items)
            if (Ownership.Release(item) is { } exception)
                (exceptions ??= []).Add(exception);
        if (exceptions is not null)
            throw new AggregateException(exceptions);
    }
}
