using Piwa.Pipeline;

namespace Piwa.Host.Terminal;

/// <summary>
/// Says, once each time, that a run waits and what for, and that its device was lost: whoever asked for quiet, or sees no bar, is told too.
/// </summary>
internal sealed class RunNotices(Action<string> say) : IProgress<RunProgress>
{
    private bool _isWaiting;
    private int _deviceLosses;

    public void Report(RunProgress value)
    {
        if (value.Waiting is { } reason && !_isWaiting)
            say($"waiting: {reason}");
        _isWaiting = value.Waiting is not null;
        if (value.DeviceLosses > _deviceLosses)
            say($"{value.LastDeviceLoss} The host makes the shard that it was at; then it is tried again.");
        _deviceLosses = value.DeviceLosses;
    }
}
