using Microsoft.Extensions.Logging;

namespace Piwa.Pipeline.Fleet;

/// <summary>What is logged of a fleet's records.</summary>
internal static partial class FleetLog
{
    [LoggerMessage(30, LogLevel.Warning, "The fleet's record of {Wallet} is not known, and so it is sampled as one that nobody knows: {Reason}")]
    public static partial void RecordMissing(this ILogger logger, string wallet, string reason);

    [LoggerMessage(31, LogLevel.Information, "The fleet answers again.")]
    public static partial void FleetAnswers(this ILogger logger);
}
