namespace Piwa.Chain.Economy;

/// <summary>What an entry adds to an account, or takes from it.</summary>
/// <param name="Account">The account.</param>
/// <param name="Amount">What is added; negative if taken; never nothing.</param>
public readonly record struct Posting(ValueAccount Account, Amount Amount)
{
    /// <summary>Account and amount.</summary>
    public override string ToString() => $"{Account}: {Amount}";
}
