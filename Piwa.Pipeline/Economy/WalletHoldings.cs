using Piwa.Chain.Economy;
using Piwa.Chain.Keys;

namespace Piwa.Pipeline.Economy;

/// <summary>What a wallet has in a market.</summary>
/// <param name="Orders">Its orders, the newest first, with the licences that they were for.</param>
/// <param name="Stakes">What it has staked, by node.</param>
/// <param name="Unstakes">Stake that was taken back and waits.</param>
/// <param name="Earnings">What it has earned and was not paid yet, by account; what is held back of a node included.</param>
/// <param name="Payouts">What was or is to be sent to it, the newest first.</param>
public sealed record WalletHoldings(
    IReadOnlyList<MarketOrderStatus> Orders,
    IReadOnlyList<(PublicKey Node, Amount Amount)> Stakes,
    IReadOnlyList<UnstakeState> Unstakes,
    IReadOnlyList<(ValueAccountKind Kind, Amount Amount)> Earnings,
    IReadOnlyList<(MarketPayout Payout, bool IsPaid)> Payouts);
