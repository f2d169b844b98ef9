namespace Piwa.Pipeline.Fleet;

/// <summary>What came of putting a unit into the store.</summary>
/// <param name="Assets">Assets of it.</param>
/// <param name="Fault">Why it was not put there; null if it was.</param>
/// <param name="IsOfMaker">Whether that is a strike of its maker.</param>
internal readonly record struct StoredUnit(int Assets, string? Fault = null, bool IsOfMaker = true);
