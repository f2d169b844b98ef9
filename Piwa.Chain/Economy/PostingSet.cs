namespace Piwa.Chain.Economy;

/// <summary>Gathers what is posted to each account, and gives it as entries have it: each account once, in order, none with nothing.</summary>
internal sealed class PostingSet
{
    private readonly SortedDictionary<ValueAccount, Amount> _amounts = [];

    public void Add(ValueAccount account, Amount amount) => _amounts[account] = _amounts.GetValueOrDefault(account) + amount;

    public void Move(ValueAccount from, ValueAccount to, Amount amount)
    {
        Add(from, -amount);
        Add(to, amount);
    }

    public Posting[] ToArray() => [.. _amounts.Where(each => !each.Value.IsZero).Select(each => new Posting(each.Key, each.Value))];
}
