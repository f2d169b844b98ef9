using Piwa.Pipeline;

namespace Piwa.Host.Observability;

/// <summary>What a stage did in the last seconds.</summary>
/// <param name="Stage">The stage.</param>
/// <param name="AssetsPerSecond">Assets that it was done with in a second.</param>
/// <param name="Share">Its busy time as a share of all stages'.</param>
/// <param name="Load">Its workers' busy time as a share of the time that they had: at 1 it can do no more.</param>
internal sealed record StageRate(StageShare Stage, double AssetsPerSecond, double Share, double Load);
