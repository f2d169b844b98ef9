namespace Piwa.Pipeline.Flow;

/// <summary>Temporary ownership of a pooled resource. Disposing it gives the resource back.</summary>
/// <remarks>
/// One owner at a time; handing the lease on hands on the ownership. A second dispose does nothing, also from another thread; a value
/// taken out before must not be used after.
/// </remarks>
internal sealed class Lease<T> : IDisposable
    where T : class
{
    private readonly LeasePool<T> _pool;
    private T? _value;

    internal Lease(LeasePool<T> pool, T value, string owner)
    {
        _pool = pool;
        _value = value;
        Owner = owner;
    }

    /// <summary>Who holds the lease, for the report of leases that are alive at the end.</summary>
    public string Owner { get; set; }

    /// <summary>The resource.</summary>
    /// <exception cref="ObjectDisposedException">The lease has been given back.</exception>
    public T Value => Volatile.Read(ref _value)
        ?? throw new ObjectDisposedException(nameof(Lease<>), $"The lease of {Owner} from pool '{_pool.Name}' has been given back.");

    public void Dispose()
    {
        if (Interlocked.Exchange(ref _value, null) is { } value)
            _pool.Return(this, value);
    }
}
