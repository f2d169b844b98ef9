using Piwa.Chain.Keys;

namespace Piwa.Chain.Economy;

/// <summary>A share of an epoch: of an amount, divided by weights, so much for one of them.</summary>
/// <param name="Source">What it comes from.</param>
/// <param name="Owner">Whose it is: the node, staker, uploader or labeller.</param>
/// <param name="Node">Of a staker's share the node; else 32 zero bytes.</param>
/// <param name="Divided">What was divided.</param>
/// <param name="Weight">The weight: assets, new assets, base units of stake, uploads or labels.</param>
/// <param name="TotalWeight">All weights together.</param>
/// <param name="Share">The share.</param>
/// <param name="ToStakers">Of a node's revenue what goes on to its stakers; else nothing.</param>
public sealed record EarningShare(
    ShareSource Source, PublicKey Owner, PublicKey Node, Amount Divided, long Weight, UInt128 TotalWeight, Amount Share, Amount ToStakers);
