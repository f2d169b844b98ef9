using System.Diagnostics.CodeAnalysis;

namespace Piwa.Pipeline.Flow;

/// <summary>Gives items back in the order of their sequence numbers, which count up by one, whatever order they come in.</summary>
/// <remarks>
/// Not thread-safe. Holds at most a window of items, and that is enough if the window is at least as large as the number of items that
/// can be under way: the one that is missing is among them. A ring: the slot of a number is the number modulo the window.
/// </remarks>
internal sealed class Resequencer<T> : IDisposable
{
    private readonly T?[] _items;
    private readonly bool[] _held;

    /// <summary>A resequencer whose first item has the number <paramref name="first"/>.</summary>
    public Resequencer(long first, int window)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(first);
        ArgumentOutOfRangeException.ThrowIfLessThan(window, 1);
        Next = first;
        _items = new T?[window];
        _held = new bool[window];
    }

    /// <summary>The number of the item that comes out next.</summary>
    public long Next { get; private set; }

    /// <summary>Items held.</summary>
    public int Count { get; private set; }

    /// <summary>Takes an item.</summary>
    /// <returns>False, and the item is not taken, if its number has been before or is beyond the window.</returns>
    public bool TryAdd(long sequence, T item)
    {
        if (sequence < Next || sequence - Next >= _items.Length || _held[sequence % _items.Length])
            return false;
        var slot = sequence % _items.Length;
        _items[slot] = item;
        _held[slot] = true;
        Count++;
        return true;
    }

    /// <summary>Gives the next item, if it has come.</summary>
    public bool TryTake([MaybeNullWhen(false)] out T item)
    {
        var slot = Next % _items.Length;
        if (!_held[slot])
        {
            item = default;
            return false;
        }

        Release(slot, out item);
        Next++;
        return true;
    }

    /// <summary>Gives any item that is held, the lowest number first, whatever is missing before it: for the end of the input.</summary>
    public bool TryTakeAny([MaybeNullWhen(false)] out T item)
    {
        while (Count > 0 && !_held[Next % _items.Length])
            Next++;
        return TryTake(out item);
    }

    /// <summary>Disposes the items that are held, if they can be disposed.</summary>
    public void Dispose()
    {
        while (TryTakeAny(out var item))
            (item as IDisposable)?.Dispose();
    }

    private void Release(long slot, out T item)
    {
        item = _items[slot]!;
        _items[slot] = default;
        _held[slot] = false;
        Count--;
    }
}
