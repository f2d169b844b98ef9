namespace Piwa.Bench.Peers;

/// <summary>What rendering a pack once gave.</summary>
/// <param name="AssetsPerSecond">Rate.</param>
/// <param name="Coverage">Share of all pixels that show an asset.</param>
internal readonly record struct RenderResult(double AssetsPerSecond, double Coverage);
