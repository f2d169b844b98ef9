using Piwa.Pipeline.Encoding;

namespace Piwa.Pipeline.Economy;

/// <summary>Which assets of which campaigns are in a shard that counts: no asset is in two.</summary>
internal sealed class ShardRanges
{
    private readonly Dictionary<ContentHash, SortedSet<Span>> _byCampaign = [];

    /// <summary>Whether no asset of a shard is taken.</summary>
    public bool IsFree(ContentHash campaign, ulong first, int assets)
    {
        ulong last = first + (ulong)assets - 1;
        return !_byCampaign.TryGetValue(campaign, out SortedSet<Span>? taken)
            || taken.GetViewBetween(new Span(0, 0), new Span(last, last)).Max is not { } before || before.Last < first;
    }

    /// <summary>Takes the assets of a shard, unless one of them is taken.</summary>
    public bool TryAdd(ContentHash campaign, ulong first, int assets)
    {
        if (!IsFree(campaign, first, assets))
            return false;
        if (!_byCampaign.TryGetValue(campaign, out SortedSet<Span>? taken))
            _byCampaign.Add(campaign, taken = new SortedSet<Span>(Comparer<Span>.Create((left, right) => left.First.CompareTo(right.First))));
        return taken.Add(new Span(first, first + (ulong)assets - 1));
    }

    public void Remove(ContentHash campaign, ulong first) => _byCampaign[campaign].Remove(new Span(first, first));

    private sealed record Span(ulong First, ulong Last);
}
