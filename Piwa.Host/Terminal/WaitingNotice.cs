using Piwa.Pipeline;

namespace Piwa.Host.Terminal;

/// <summary>Says on standard error, once each time, that a run waits and what for: whoever asked for quiet, or sees no bar, is told too.</summary>
internal sealed class WaitingNotice(IProgress<RunProgress> inner) : IProgress<RunProgress>
{
    private bool _isWaiting;

    public void Report(RunProgress value)
    {
        if (value.Waiting is { } reason && !_isWaiting)
            Console.Error.WriteLine($"waiting: {reason}");
        _isWaiting = value.Waiting is not null;
        inner.Report(value);
    }
}
