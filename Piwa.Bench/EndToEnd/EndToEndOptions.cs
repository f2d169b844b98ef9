namespace Piwa.Bench.EndToEnd;

/// <summary>What <c>e2e</c> is asked to measure.</summary>
/// <param name="Plan">The pipeline's run.</param>
/// <param name="Embree">The Embree peer, or null.</param>
/// <param name="Osmesa">The llvmpipe peer, or null.</param>
/// <param name="Host">The host's program, or null to look for it beside the bench.</param>
/// <param name="MemoryAssets">Assets of the long run whose memory is compared; 0 leaves it out.</param>
/// <param name="IsQuick">Leaves out what needs processes of its own.</param>
/// <param name="Note">The operator's remark, kept with the figures.</param>
internal sealed record EndToEndOptions(
    PipelinePlan Plan, string? Embree, string? Osmesa, string? Host, int MemoryAssets, bool IsQuick, string? Note);
