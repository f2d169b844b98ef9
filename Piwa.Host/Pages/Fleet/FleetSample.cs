namespace Piwa.Host.Pages.Fleet;

/// <summary>A fleet at a moment.</summary>
/// <param name="Seconds">Time since it is watched.</param>
/// <param name="Assets">Assets of units that were in the store by then.</param>
/// <param name="AssetsPerSecond">Assets a second over the seconds before.</param>
/// <param name="Present">Nodes that had been heard of shortly before.</param>
internal readonly record struct FleetSample(double Seconds, long Assets, double AssetsPerSecond, int Present);
