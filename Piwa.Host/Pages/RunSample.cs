namespace Piwa.Host.Pages;

/// <summary>A run at a moment.</summary>
/// <param name="Seconds">Time since it began.</param>
/// <param name="Assets">Assets that were made by then.</param>
/// <param name="AssetsPerSecond">Assets a second since the sample before.</param>
/// <param name="MemoryBytes">Memory of the process.</param>
internal readonly record struct RunSample(double Seconds, long Assets, double AssetsPerSecond, long MemoryBytes);
