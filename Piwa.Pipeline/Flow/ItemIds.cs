using System.Diagnostics.CodeAnalysis;
using System.Runtime.InteropServices;

namespace Piwa.Pipeline.Flow;

/// <summary>
/// Which admitted items a value stands for: one, until an accumulating stage makes one value of several. With it, every item that was
/// admitted can be accounted for, whatever became of it.
/// </summary>
internal readonly struct ItemIds
{
    private readonly long _single;
    private readonly long[]? _several;

    /// <summary>One item.</summary>
    public ItemIds(long id) => _single = id;

    /// <summary>Several items; at least one. Copied.</summary>
    public ItemIds(IReadOnlyCollection<long> ids)
    {
        if (ids.Count == 0)
            throw new ArgumentException("Expected at least one id.", nameof(ids));
        _several = [.. ids];
        _single = _several[0];
    }

    public int Count => _several?.Length ?? 1;

    /// <summary>The id of the first item.</summary>
    public long First => _single;

    /// <summary>The ids, in place: valid as long as the variable that holds this.</summary>
    [UnscopedRef]
    public ReadOnlySpan<long> Ids => _several ?? MemoryMarshal.CreateReadOnlySpan(in _single, 1);

    public override string ToString() => Count == 1 ? $"{First}" : $"{First} and {Count - 1} more";
}
