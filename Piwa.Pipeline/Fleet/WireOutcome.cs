namespace Piwa.Pipeline.Fleet;

/// <summary>What came of it.</summary>
/// <param name="Outcome">That.</param>
internal sealed record WireOutcome(FinishOutcome Outcome);
