namespace Piwa.Pipeline.Telemetry;

/// <summary>Why a node posts.</summary>
public enum TelemetryOccasion
{
    /// <summary>A run begins.</summary>
    Start,

    /// <summary>The interval is over.</summary>
    Period,

    /// <summary>A run ends: all is made, or it was stopped.</summary>
    End,
}
