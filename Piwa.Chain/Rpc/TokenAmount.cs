namespace Piwa.Chain.Rpc;

/// <summary>An amount of tokens.</summary>
/// <param name="Amount">The amount in the smallest unit.</param>
/// <param name="Decimals">How many of its decimal digits are behind the point.</param>
public readonly record struct TokenAmount(ulong Amount, int Decimals);
