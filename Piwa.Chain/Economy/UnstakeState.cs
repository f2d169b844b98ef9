using Piwa.Chain.Keys;

namespace Piwa.Chain.Economy;

/// <summary>Stake that was taken back and waits.</summary>
internal readonly record struct UnstakeState(PublicKey Staker, PublicKey Node, Amount Amount, DateTimeOffset ReleasedAt);
