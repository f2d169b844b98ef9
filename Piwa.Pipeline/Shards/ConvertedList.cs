using System.Collections;

namespace Piwa.Pipeline.Shards;

/// <summary>A list whose items are those of another as they are asked for: nothing is copied.</summary>
/// <param name="items">The other.</param>
/// <param name="convert">Makes an item.</param>
internal sealed class ConvertedList<TFrom, TTo>(IReadOnlyList<TFrom> items, Func<TFrom, TTo> convert) : IReadOnlyList<TTo>
{
    public int Count => items.Count;

    public TTo this[int index] => convert(items[index]);

    public IEnumerator<TTo> GetEnumerator()
    {
        for (int i = 0; i < Count; i++)
            yield return this[i];
    }

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
}
