namespace Piwa.Pipeline.Verification;

/// <summary>A dead letter and what became of its asset.</summary>
/// <param name="AssetIndex">Index of the asset.</param>
/// <param name="Outcome">Whether it fails again.</param>
/// <param name="Stage">Stage that the letter names.</param>
/// <param name="Reason">The letter's reason.</param>
/// <param name="StageNow">Stage in which it fails now; null if it works.</param>
/// <param name="ReasonNow">Why it fails now; null if it works.</param>
public sealed record ReplayResult(
    ulong AssetIndex, ReplayOutcome Outcome, string Stage, string Reason, string? StageNow, string? ReasonNow);
