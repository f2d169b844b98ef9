namespace Piwa.Pipeline.Verification;

/// <summary>Where a repair stands.</summary>
/// <param name="Step">What it is at.</param>
/// <param name="Done">Shards that are checked, or assets that are made.</param>
/// <param name="Total">How many there are in this step.</param>
public sealed record RepairProgress(RepairStep Step, long Done, long Total);
