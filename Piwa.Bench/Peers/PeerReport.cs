using System.Text.Json.Serialization;

namespace Piwa.Bench.Peers;

/// <summary>What the contestants did.</summary>
/// <param name="Assets">Assets that each rendered in a round.</param>
/// <param name="Threads">Threads of each.</param>
/// <param name="Rounds">Rounds that counted.</param>
/// <param name="MeanTriangles">Mean triangles of the assets.</param>
/// <param name="LightMilliseconds">Of our time for an asset: light at the vertices.</param>
/// <param name="Rates">Ours first, then the peers'.</param>
internal sealed record PeerReport(
    int Assets, int Threads, int Rounds, double MeanTriangles, double LightMilliseconds, IReadOnlyList<PeerRate> Rates)
{
    /// <summary>Our renderer.</summary>
    [JsonIgnore]
    public PeerRate Ours => Rates[0];

    /// <summary>The faster of the peers; null without peers.</summary>
    [JsonIgnore]
    public PeerRate? Fastest => Rates.Skip(1).MaxBy(peer => peer.AssetsPerSecond);

    /// <summary>Whether all images show as much of the assets as ours, within <see cref="PeerComparison.CoverageTolerance"/>.</summary>
    public bool CoveragesAgree => Rates.All(rate => Math.Abs((rate.Coverage / Ours.Coverage) - 1) <= PeerComparison.CoverageTolerance);
}
