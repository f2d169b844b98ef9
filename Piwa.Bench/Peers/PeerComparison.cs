using Piwa.Kernels.Recipes;

namespace Piwa.Bench.Peers;

/// <summary>
/// Renders the same meshes from the same cameras with our renderer and with peers, in turns, A B A B, so that a neighbour who takes the
/// machine for a while takes it from all of them.
/// </summary>
internal static class PeerComparison
{
    /// <summary>Largest difference of coverage, as a share, with which the images are taken to show the same.</summary>
    public const double CoverageTolerance = 0.01;

    /// <summary>Runs all.</summary>
    /// <param name="peers">The peers.</param>
    /// <param name="assets">How many standard assets.</param>
    /// <param name="threads">Threads of each contestant.</param>
    /// <param name="rounds">How often each renders all; the first round, which warms up, does not count.</param>
    /// <param name="packPath">Where the pack is left, or null for a temporary file.</param>
    /// <param name="distance">How far the cameras stand from the asset's middle.</param>
    public static PeerReport Run(
        IReadOnlyList<PeerRenderer> peers, int assets, int threads, int rounds, string? packPath = null, float distance = PeerRig.StandardDistance)
    {
        CameraRig rig = PeerRig.Create(distance);
        using var ours = new OurRenderer(assets, threads, rig);
        string pack = packPath ?? Path.GetTempFileName();
        try
        {
            MeshPack.Write(pack, ours.Assets, PeerRig.MeshScale(distance));
            Func<RenderResult>[] contestants =
                [ours.Render, .. peers.Select<PeerRenderer, Func<RenderResult>>(peer => () => peer.Render(pack, threads))];
            List<double>[] rates = [.. contestants.Select(_ => new List<double>())];
            var coverages = new double[contestants.Length];
            var light = new List<double>();
            for (int round = 0; round <= rounds; round++)
            {
                for (int i = 0; i < contestants.Length; i++)
                {
                    RenderResult result = contestants[i]();
                    coverages[i] = result.Coverage;
                    if (round > 0)
                        rates[i].Add(result.AssetsPerSecond);
                }

                if (round > 0)
                    light.Add(ours.LightTime.TotalMilliseconds / assets);
            }

            return new PeerReport(
                assets, threads, rounds, ours.MeanTriangles, Median(light),
                [.. contestants.Select((_, i) => new PeerRate(i == 0 ? PeerRate.Ours : peers[i - 1].Name, Median(rates[i]), coverages[i]))]);
        }
        finally
        {
            if (packPath is null)
                File.Delete(pack);
        }
    }

    private static double Median(List<double> values) => values.Order().ElementAt(values.Count / 2);
}
