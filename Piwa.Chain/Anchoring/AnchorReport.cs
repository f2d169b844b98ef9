namespace Piwa.Chain.Anchoring;

/// <summary>What a call of <see cref="AnchoringLane.AnchorAsync"/> did.</summary>
/// <param name="AlreadyAnchored">Roots that had been appended before and were left alone.</param>
/// <param name="Anchored">Roots that were appended now.</param>
/// <param name="TransactionCount">Transactions that landed for them, those that created trees included.</param>
public sealed record AnchorReport(int AlreadyAnchored, int Anchored, int TransactionCount);
