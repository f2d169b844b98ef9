namespace Piwa.Bench.Peers;

/// <summary>How fast one contestant rendered.</summary>
/// <param name="Name">Its name; <see cref="Ours"/> for our own renderer.</param>
/// <param name="AssetsPerSecond">Median rate.</param>
/// <param name="Coverage">Share of all pixels that show an asset.</param>
internal sealed record PeerRate(string Name, double AssetsPerSecond, double Coverage)
{
    /// <summary>Our renderer's name.</summary>
    public const string Ours = "Piwa";

    /// <summary>Time for an asset.</summary>
    public double Milliseconds => 1000 / AssetsPerSecond;
}
