using Piwa.Host.Observability;
using Piwa.Pipeline;

namespace Piwa.Host.Pages;

/// <summary>What is known of a run.</summary>
/// <param name="Now">Where it stands.</param>
/// <param name="AssetsPerSecond">Assets made in a second, over the last seconds.</param>
/// <param name="AdmittedPerSecond">Assets that entered the graph in a second, over the last seconds.</param>
/// <param name="Stages">The stages over the last seconds, in the order of the graph.</param>
/// <param name="Bottleneck">The stage that sets the pace; null where none does.</param>
/// <param name="Samples">The run so far, evenly spread.</param>
internal sealed record RunState(
    RunProgress Now,
    double AssetsPerSecond,
    double AdmittedPerSecond,
    IReadOnlyList<StageRate> Stages,
    string? Bottleneck,
    RunSample[] Samples);
