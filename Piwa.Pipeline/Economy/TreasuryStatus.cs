using Piwa.Chain.Economy;

namespace Piwa.Pipeline.Economy;

/// <summary>What a market has to pay with.</summary>
/// <param name="Balance">RENDER in the treasury.</param>
/// <param name="Lamports">The operator's lamports, for fees and rent.</param>
/// <param name="Waiting">RENDER that is owed and to be sent.</param>
/// <param name="Parked">RENDER that is owed and could not be sent.</param>
/// <param name="Sent">RENDER that was sent so far.</param>
public sealed record TreasuryStatus(Amount Balance, ulong Lamports, Amount Waiting, Amount Parked, Amount Sent);
