namespace Piwa.Pipeline.Economy;

/// <summary>What came of counting an epoch.</summary>
/// <param name="Statement">The statement.</param>
/// <param name="Unvalidated">Shards that no validator has found sound before the epoch's end.</param>
/// <param name="Unsound">Shards at which a node was caught, or whose signatures do not hold.</param>
/// <param name="Doubled">Shards that have an asset, or all assets, of one that counts.</param>
public sealed record EpochCount(EpochStatement Statement, long Unvalidated, long Unsound, long Doubled);
