using Piwa.Chain.Keys;

namespace Piwa.Chain.Economy;

/// <summary>Stake that was taken back and waits.</summary>
/// <param name="Staker">Whose it is.</param>
/// <param name="Node">The node that it was with.</param>
/// <param name="Amount">How much.</param>
/// <param name="ReleasedAt">When it can be released.</param>
public readonly record struct UnstakeState(PublicKey Staker, PublicKey Node, Amount Amount, DateTimeOffset ReleasedAt);
