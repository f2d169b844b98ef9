namespace Piwa.Bench.Fleet;

/// <summary>What nodes of one stake have got.</summary>
/// <param name="Stake">What is staked with each, in RENDER; one more is its weight.</param>
/// <param name="Nodes">How many nodes.</param>
/// <param name="Units">Units of theirs that were taken while all nodes wanted more.</param>
/// <param name="Share">Their share of all of those.</param>
/// <param name="Expected">Their share of all weight.</param>
internal sealed record StakeShare(int Stake, int Nodes, long Units, double Share, double Expected);
