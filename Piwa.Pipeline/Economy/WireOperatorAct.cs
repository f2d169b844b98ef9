namespace Piwa.Pipeline.Economy;

/// <summary>What the operator does about one thing.</summary>
/// <param name="Of">The licence, or the payout.</param>
/// <param name="Why">Why; its buyer reads it.</param>
internal sealed record WireOperatorAct(string Of, string Why = "");
