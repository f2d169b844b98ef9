namespace Piwa.Pipeline.Verification;

/// <summary>Where a verification stands.</summary>
/// <param name="Shards">Shards that are done.</param>
/// <param name="ShardCount">Shards of the data set.</param>
/// <param name="Rows">Rows that are done.</param>
public sealed record VerifyProgress(int Shards, int ShardCount, long Rows);
