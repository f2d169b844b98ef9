namespace Piwa.Chain.Economy;

/// <summary>Balances of all accounts. Their sum is 0 at all times, and none is negative but those outside.</summary>
/// <remarks>
/// All accounts together that are not outside have no more than 64 bits hold, so that no sum of some of them overflows. Accounts at 0 are
/// not kept. Not safe for several threads.
/// </remarks>
internal sealed class ValueBalances
{
    private readonly SortedDictionary<ValueAccount, Amount>[] _byKind =
        [.. Enum.GetValues<ValueAccountKind>().Select(_ => new SortedDictionary<ValueAccount, Amount>())];

    private Int128 _inside;

    public Amount this[ValueAccount account] => _byKind[(int)account.Kind].GetValueOrDefault(account);

    /// <summary>All accounts of a kind that are not at 0, in order.</summary>
    public IReadOnlyDictionary<ValueAccount, Amount> OfKind(ValueAccountKind kind) => _byKind[(int)kind];

    /// <summary>All accounts that are not at 0, in order.</summary>
    public IEnumerable<KeyValuePair<ValueAccount, Amount>> All() => _byKind.SelectMany(each => each);

    /// <summary>What is wrong with postings; null if they can be entered.</summary>
    public string? Problem(IReadOnlyList<Posting> postings)
    {
        Int128 sum = 0, inside = _inside;
        for (int i = 0; i < postings.Count; i++)
        {
            (ValueAccount account, Amount amount) = postings[i];
            if (i > 0 && account <= postings[i - 1].Account)
                return $"{account} stands twice, or out of order";
            if (amount.IsZero)
                return $"nothing is posted to {account}";
            Int128 after = (Int128)this[account].Units + amount.Units;
            if (after < long.MinValue || after > long.MaxValue)
                return $"{account} would have more than 64 bits hold";
            if (after < 0 && !account.MayBeNegative)
                return $"{account} has {this[account]}, and {-amount} are taken";
            sum += amount.Units;
            inside += account.MayBeNegative ? 0 : amount.Units;
        }

        if (inside > long.MaxValue)
            return "all that is inside would be more than 64 bits hold";
        return sum == 0 ? null : $"the postings add up to {sum} base units, and not to 0";
    }

    /// <summary>Posts what has no problem.</summary>
    public void Apply(IReadOnlyList<Posting> postings)
    {
        foreach ((ValueAccount account, Amount amount) in postings)
        {
            SortedDictionary<ValueAccount, Amount> accounts = _byKind[(int)account.Kind];
            Amount after = this[account] + amount;
            _inside += account.MayBeNegative ? 0 : amount.Units;
            if (after.IsZero)
                accounts.Remove(account);
            else
                accounts[account] = after;
        }
    }
}
