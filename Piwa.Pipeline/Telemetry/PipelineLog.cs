using Microsoft.Extensions.Logging;

namespace Piwa.Pipeline.Telemetry;

/// <summary>What a run writes to the log. Information for shards and changes of state, Debug for batches.</summary>
internal static partial class PipelineLog
{
    [LoggerMessage(1, LogLevel.Information, "Making {Planned} assets ({AlreadyThere} are there) in {Directory} on {Device}.")]
    public static partial void RunStarted(this ILogger logger, long planned, long alreadyThere, string directory, string device);

    [LoggerMessage(2, LogLevel.Information, "Shard {File}: {Rows} assets, {Dead} dead letters, {Bytes} bytes, committed and minted.")]
    public static partial void ShardMinted(this ILogger logger, string file, int rows, int dead, long bytes);

    [LoggerMessage(3, LogLevel.Information, "Run over: {Completed} assets completed, {DeadLettered} dead letters, cancelled: {Cancelled}.")]
    public static partial void RunEnded(this ILogger logger, long completed, long deadLettered, bool cancelled);

    [LoggerMessage(4, LogLevel.Debug, "Batch left the graph: {Failure}.")]
    public static partial void BatchFailed(this ILogger logger, string failure);

    [LoggerMessage(5, LogLevel.Warning, "Waiting: {Reason}.")]
    public static partial void Waiting(this ILogger logger, string reason);

    [LoggerMessage(6, LogLevel.Warning, "{Loss} The host makes the shard that it was at; then it is tried again.")]
    public static partial void DeviceLost(this ILogger logger, string loss);

    [LoggerMessage(7, LogLevel.Information, "Telemetry, post {Number}: {Assets} assets since the one before, up {Up}.")]
    public static partial void TelemetryPosted(this ILogger logger, long number, long assets, TimeSpan up);

    [LoggerMessage(8, LogLevel.Warning, "{Count} posts of telemetry wait for the ledger: {Reason}")]
    public static partial void TelemetryWaits(this ILogger logger, int count, string reason);

    [LoggerMessage(9, LogLevel.Information, "Unit {Unit} of {Node}: {Outcome}.")]
    public static partial void UnitFinished(this ILogger logger, long unit, string node, Fleet.FinishOutcome outcome);

    [LoggerMessage(10, LogLevel.Information, "Unit {Unit}, made by {Node}, is in the store.")]
    public static partial void UnitCommitted(this ILogger logger, long unit, string node);

    [LoggerMessage(11, LogLevel.Warning, "The lease of the assets from {FirstAsset} on is lost: another has it, or has made them.")]
    public static partial void LeaseLost(this ILogger logger, ulong firstAsset);

    [LoggerMessage(12, LogLevel.Warning, "Nothing has moved for {Patience}: {Leases} leases are not renewed, and others will get these units.")]
    public static partial void LeasesNotRenewed(this ILogger logger, int leases, TimeSpan patience);
}
