namespace Piwa.Pipeline.Quality;

/// <summary>Counts which values of an enumeration the parts of assets use.</summary>
internal sealed class UsageTally<T> where T : struct, Enum
{
    private readonly Dictionary<T, (long Parts, long Assets)> _counts = Enum.GetValues<T>().ToDictionary(value => value, _ => (0L, 0L));

    /// <summary>Adds the values of one asset's parts.</summary>
    public void Add(IEnumerable<T> parts)
    {
        foreach (IGrouping<T, T> value in parts.GroupBy(value => value))
        {
            (long count, long assets) = _counts[value.Key];
            _counts[value.Key] = (count + value.Count(), assets + 1);
        }
    }

    /// <summary>All values, the most frequent first, equals in the order of the enumeration.</summary>
    public IReadOnlyList<Usage> ToUsages() =>
    [
        .. _counts.OrderByDescending(entry => entry.Value.Parts).ThenBy(entry => entry.Key)
            .Select(entry => new Usage(entry.Key.ToString(), entry.Value.Parts, entry.Value.Assets)),
    ];
}
