using Piwa.Bench.Machines;
using Piwa.Bench.Peers;

namespace Piwa.Bench.EndToEnd;

/// <summary>
/// Measures all of <c>e2e</c>: the run first, while the process is as it would be, then stages, ceilings, peers, other processes.
/// </summary>
internal static class EndToEndMeasurement
{
    private const int PeerAssets = 32;
    private const int PeerRounds = 3;

    /// <summary>Measures.</summary>
    /// <param name="options">What is asked for.</param>
    /// <param name="say">Told what is being measured.</param>
    /// <param name="cancellationToken">Ends the run.</param>
    public static async Task<EndToEndReport> RunAsync(EndToEndOptions options, Action<string> say, CancellationToken cancellationToken)
    {
        PipelinePlan plan = options.Plan;
        IReadOnlyList<PeerRenderer> renderers = PeerRenderer.Of(options.Embree, options.Osmesa);
        List<string> missing = [.. options.Embree is null ? ["No --embree: Embree was not measured."] : (string[])[],
            .. options.Osmesa is null ? ["No --osmesa: llvmpipe was not measured."] : (string[])[]];
        say($"warm-up of {plan.WarmUpAssets} assets, then {plan.Assets} assets that count");
        PipelineFigures run = await PipelineMeasurement.RunAsync(plan, cancellationToken, say).ConfigureAwait(false);
        say("stages by themselves, and their ceilings");
        (IReadOnlyList<StageTime> alone, IReadOnlyList<CeilingTime> ceilings) = StageMeasurement.Run(plan, missing);
        PeerReport? peers = null;
        if (renderers.Count > 0)
        {
            say("peer renderers");
            peers = PeerComparison.Run(renderers, PeerAssets, run.Threads, PeerRounds);
            ceilings = [.. peers.Rates.Skip(1).Select(peer => new CeilingTime(
                "render", "mesh to pixels (peers' directions)", peers.Ours.Milliseconds, peer.Name, peer.Milliseconds)), .. ceilings];
        }

        List<Bar> bars = [.. Bars.Of(run, ceilings, peers)];
        if (options.IsQuick)
        {
            missing.Add("--quick: neither the second core, the first asset nor the memory of a long run was measured.");
        }
        else
        {
            var apart = new ApartMeasurement(plan);
            say("the second core: a run on one core, a run on two");
            bars.Add(apart.SecondCore());
            say("start to first committed asset");
            bars.Add(apart.FirstAsset(options.Host is null ? HostProgram.FindBeside() : Tool.Find(options.Host)));
            if (options.MemoryAssets > 0)
                say("memory of a long run");
            bars.Add(apart.Memory(options.MemoryAssets));
        }

        return new EndToEndReport(
            StandardAsset.Describe(run.MeanTriangles), Machine.Find(), Tool.Commit(), TimeProvider.System.GetUtcNow(), options.Note,
            run, alone, ceilings, peers, bars, missing);
    }
}
