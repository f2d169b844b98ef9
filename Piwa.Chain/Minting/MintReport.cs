namespace Piwa.Chain.Minting;

/// <summary>What a call of <see cref="MintingLane.MintAsync"/> did.</summary>
/// <param name="AlreadyMinted">Requests that had been minted before and were left alone.</param>
/// <param name="Minted">Requests that were minted now.</param>
/// <param name="TransactionCount">Transactions that landed for them, those that created trees included.</param>
public sealed record MintReport(int AlreadyMinted, int Minted, int TransactionCount);
