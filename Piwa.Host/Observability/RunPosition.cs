using Piwa.Pipeline;

namespace Piwa.Host.Observability;

/// <summary>How far a run has come, in all that it counts: where it is the same for long, and nothing is waited for, the run hangs.</summary>
internal readonly record struct RunPosition(
    long Admitted, long Sealed, long Completed, long DeadLettered, int Shards, long OnLedger, int DeviceLosses, long StageAssets)
{
    public static RunPosition Of(RunProgress progress) => new(
        progress.Admitted,
        progress.Sealed,
        progress.Completed,
        progress.DeadLettered,
        progress.Shards,
        progress.OnLedger,
        progress.DeviceLosses,
        progress.Stages.Sum(stage => stage.Assets));
}
