using System.Diagnostics;
using Spectre.Console;

namespace Piwa.Host.Terminal;

/// <summary>
/// Progress of long work: a bar that moves in a terminal, a plain line now and then when the output goes to a file or a pipe.
/// </summary>
/// <remarks>Thread-safe. What comes while the terminal takes what came before is left out: a stopped terminal holds nobody else up.</remarks>
internal sealed class ProgressLine<T>(Func<T, (double Share, string Text)> describe, bool quiet) : IProgress<T>
{
    private readonly Lock _lock = new();
    private readonly OutputMode _mode = Output.Choose(quiet);
    private readonly long _startedAt = Stopwatch.GetTimestamp();
    private readonly Pace _pace = new();
    private ProgressTask? _task;

    /// <summary>Runs work that reports here.</summary>
    public async Task<TResult> RunAsync<TResult>(Func<Task<TResult>> work)
    {
        if (_mode != OutputMode.Live)
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
        if (_mode == OutputMode.Quiet || !_lock.TryEnter())
            return;

        try
        {
            (double share, string text) = describe(value);
            if (_task is not null)
            {
                _task.Value = share;
                _task.Description = Markup.Escape(text);
            }
            else if (_pace.IsDue(Stopwatch.GetElapsedTime(_startedAt)))
            {
                Console.WriteLine($"{share,4:P0}  {text}");
            }
        }
        finally
        {
            _lock.Exit();
        }
    }
}
