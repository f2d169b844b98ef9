using Piwa.Chain.Keys;

namespace Piwa.Chain.Economy;

/// <summary>All that the settlement of an epoch follows from.</summary>
/// <param name="Parameters">The rules of the epoch.</param>
/// <param name="Escrow">What buyers have paid in the epoch and was not refunded: its revenue.</param>
/// <param name="AssetsAtBegin">Assets that existed when the epoch began.</param>
/// <param name="Facts">What was made and given.</param>
/// <param name="Delegations">Stakes when the epoch began, by <see cref="ValueAccountKind.Stake"/> account.</param>
/// <param name="GenerationFund">What is in the fund before the epoch's revenue.</param>
/// <param name="HeldBack">What is held back of a node's earnings.</param>
internal sealed record EpochBooks(
    EconomyParameters Parameters,
    IReadOnlyList<Posting> Escrow,
    long AssetsAtBegin,
    EpochFacts Facts,
    IReadOnlyList<Posting> Delegations,
    Amount GenerationFund,
    Func<PublicKey, Amount> HeldBack);
