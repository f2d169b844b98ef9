using Piwa.Pipeline.Shards;

namespace Piwa.Pipeline.Telemetry;

/// <summary>What a node has made and written.</summary>
/// <param name="Shards">Committed shards.</param>
/// <param name="Assets">Assets in them.</param>
/// <param name="DeadLetters">Assets of them that could not be made.</param>
/// <param name="ShardBytes">Bytes of their files.</param>
/// <param name="LedgerBytes">Bytes of the ledger's log: transactions that landed, and what the log needs besides.</param>
public readonly record struct TelemetryCounts(int Shards, long Assets, long DeadLetters, long ShardBytes, long LedgerBytes)
{
    internal static TelemetryCounts Of(ShardTotals totals, long ledgerBytes) =>
        new(totals.Shards, totals.Rows, totals.Dead, totals.Bytes, ledgerBytes);

    /// <summary>What has come since. A manifest or a ledger that was put back by hand has less than it had: then nothing has come.</summary>
    internal TelemetryCounts Since(TelemetryCounts earlier) => new(
        Math.Max(Shards - earlier.Shards, 0),
        Math.Max(Assets - earlier.Assets, 0),
        Math.Max(DeadLetters - earlier.DeadLetters, 0),
        Math.Max(ShardBytes - earlier.ShardBytes, 0),
        Math.Max(LedgerBytes - earlier.LedgerBytes, 0));
}
