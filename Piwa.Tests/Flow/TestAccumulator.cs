using Piwa.Pipeline.Flow;

namespace Piwa.Tests.Flow;

/// <summary>
/// A group that owns what it takes, completes after a number of items or before a number that begins the next group, and fails where
/// told to.
/// </summary>
internal sealed class TestAccumulator(int count, Func<string, Ledger.Thing?, Exception?>? fault = null, Func<long, long>? keyOf = null)
    : IAccumulator<Ledger.Thing, Collected<Ledger.Thing>>
{
    private readonly List<Ledger.Thing> _things = [];
    private bool _handedOver;

    public int Disposals { get; private set; }

    public bool Accepts(Ledger.Thing item)
    {
        Throw("accepts", item);
        return keyOf is null || keyOf(item.Number) == keyOf(_things[0].Number);
    }

    public async ValueTask<bool> AddAsync(Ledger.Thing item)
    {
        if (item.Number % 2 == 0)
            await Task.Yield();
        Throw("add", item);
        _things.Add(item);
        return _things.Count == count;
    }

    public async ValueTask<Collected<Ledger.Thing>> CompleteAsync()
    {
        Assert.NotEmpty(_things);
        await Task.Yield();
        Throw("complete", null);
        _handedOver = true;
        return new Collected<Ledger.Thing>(_things);
    }

    public ValueTask DisposeAsync()
    {
        Disposals++;
        if (!_handedOver)
            new Collected<Ledger.Thing>(_things).Dispose();
        Throw("dispose", null);
        return ValueTask.CompletedTask;
    }

    private void Throw(string method, Ledger.Thing? item)
    {
        if (fault?.Invoke(method, item) is { } exception)
            throw exception;
    }
}
