namespace Piwa.Chain.Economy;

/// <summary>A closed epoch, and how its shares came about.</summary>
/// <param name="Epoch">Its number, from 0.</param>
/// <param name="Began">When it began.</param>
/// <param name="Ends">When it could be closed: what was validated before counts.</param>
/// <param name="Entry">The entry of its end.</param>
/// <param name="Facts">What it was closed with.</param>
/// <param name="Revenue">What buyers had paid.</param>
/// <param name="ToFund">Of it what went to the generation fund.</param>
/// <param name="Shares">What was divided, among whom.</param>
public sealed record EpochReading(
    long Epoch, DateTimeOffset Began, DateTimeOffset Ends, ValueEntry Entry, EpochFacts Facts, Amount Revenue, Amount ToFund,
    IReadOnlyList<EarningShare> Shares);
