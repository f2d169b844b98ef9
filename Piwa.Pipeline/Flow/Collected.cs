namespace Piwa.Pipeline.Flow;

/// <summary>Several items as one value, which owns them.</summary>
internal sealed class Collected<T> : IDisposable
    where T : class
{
    private bool _disposed;

    public Collected(IReadOnlyList<T> items) => Items = items;

    public IReadOnlyList<T> Items { get; }

    /// <summary>Disposes the items that can be disposed. A second call does nothing.</summary>
    public void Dispose()
    {
        if (_disposed)
            return;
        _disposed = true;
        foreach (var item in Items)
            (item as IDisposable)?.Dispose();
    }
}
