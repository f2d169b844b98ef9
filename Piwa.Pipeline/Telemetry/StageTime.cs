namespace Piwa.Pipeline.Telemetry;

/// <summary>How long a stage worked.</summary>
/// <param name="Stage">Name of the stage.</param>
/// <param name="Busy">Time in its body, of all its workers together.</param>
public readonly record struct StageTime(string Stage, TimeSpan Busy);
