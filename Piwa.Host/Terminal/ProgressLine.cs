using System.Diagnostics;
using Spectre.Console;

namespace Piwa.Host.Terminal;

/// <summary>
/// Progress of long work: a bar that moves in a terminal, a plain line now and then when the output goes to a file or a pipe.
/// </summary>
internal sealed class ProgressLine<T>(Func<T, (double Share, string Text)> describe, bool quiet) : IProgress<T>
{
    private static readonly TimeSpan PlainInterval = TimeSpan.FromSeconds(5);

    private readonly Lock _lock = new();
    private readonly long _startedAt = Stopwatch.GetTimestamp();
    private TimeSpan _nextPlain = PlainInterval;
    private ProgressTask? _task;

    /// <summary>Runs work that reports here.</summary>
    public async Task<TResult> RunAsync<TResult>(Func<Task<TResult>> work)
    {
        if (quiet || !AnsiConsole.Profile.Capabilities.Interactive || Console.IsOutputRedirected)
            return await work().ConfigureAwait(false);

        return await AnsiConsole.Progress()
            .HideCompleted(true)
            .AutoClear(true)
            .Columns(new ProgressBarColumn(), new PercentageColumn(), new TaskDescriptionColumn { Alignment = Justify.Left })
            .StartAsync(async context =>
            {
                lock (_lock)
                    _task = context.AddTask("starting", maxValue: 1);
                return await work().ConfigureAwait(false);
            })
            .ConfigureAwait(false);
    }

    /// <inheritdoc/>
    public void Report(T value)
    {
        if (quiet)
            return;

        (double share, string text) = describe(value);
        lock (_lock)
        {
            if (_task is not null)
            {
                _task.Value = share;
                _task.Description = Markup.Escape(text);
            }
            else if (Stopwatch.GetElapsedTime(_startedAt) is var elapsed && elapsed >= _nextPlain)
            {
                _nextPlain = elapsed + PlainInterval;
                Console.WriteLine($"{share,4:P0}  {text}");
            }
        }
    }
}
