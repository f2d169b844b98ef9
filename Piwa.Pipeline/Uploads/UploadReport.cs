namespace Piwa.Pipeline.Uploads;

/// <summary>What an upload did.</summary>
/// <param name="Files">What became of each file, in the order in which they were given; those that a cancellation left are not in it.</param>
/// <param name="Run">The run that rendered and minted what was not yet; null where the data set has no assets.</param>
/// <param name="WasCancelled">Whether it stopped early because the caller asked for it.</param>
public sealed record UploadReport(IReadOnlyList<UploadResult> Files, RunReport? Run, bool WasCancelled);
