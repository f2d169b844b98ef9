using Microsoft.Extensions.Logging;
using Piwa.Chain.Keys;
using Piwa.Pipeline.Shards;

namespace Piwa.Pipeline.Telemetry;

/// <summary>Whose posts a <see cref="TelemetryPoster"/> makes, and of what.</summary>
internal sealed record TelemetryPosterOptions
{
    /// <summary>The time between posts.</summary>
    public required TimeSpan Interval { get; init; }

    /// <summary>What the run makes, open for writing.</summary>
    public required Dataset Dataset { get; init; }

    /// <summary>The operator's wallet.</summary>
    public required ISigner Wallet { get; init; }

    /// <summary>Name of the device, as <see cref="TelemetryText.DeviceName"/> gives it.</summary>
    public required string Device { get; init; }

    /// <summary>Measures the run.</summary>
    public required NodeMeter Meter { get; init; }

    /// <summary>What this part of the run has worked so far.</summary>
    public required Func<NodeWork> Work { get; init; }

    /// <summary>Length of the ledger's log.</summary>
    public required Func<long> LedgerBytes { get; init; }

    /// <summary>The clock.</summary>
    public required TimeProvider Clock { get; init; }

    /// <summary>Told what was posted, and what waits.</summary>
    public required ILogger Log { get; init; }

    /// <summary>Ends the run: a post could not be made durable.</summary>
    public required Action<Exception> Fail { get; init; }
}
