namespace Piwa.Pipeline.Flow;

/// <summary>Collects a number of items, in the order in which they come; fewer when the input ends.</summary>
internal sealed class CountAccumulator<T> : IAccumulator<T, Collected<T>>
    where T : class
{
    private readonly int _count;
    private readonly List<T> _items;
    private bool _handedOver;

    public CountAccumulator(int count)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(count, 1);
        _count = count;
        _items = new List<T>(count);
    }

    public ValueTask<bool> AddAsync(T item)
    {
        _items.Add(item);
        return ValueTask.FromResult(_items.Count == _count);
    }

    public ValueTask<Collected<T>> CompleteAsync()
    {
        _handedOver = true;
        return ValueTask.FromResult(new Collected<T>(_items));
    }

    public ValueTask DisposeAsync()
    {
        if (!_handedOver)
            new Collected<T>(_items).Dispose();
        return ValueTask.CompletedTask;
    }
}
