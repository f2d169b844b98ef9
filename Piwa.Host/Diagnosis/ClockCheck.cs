using System.Globalization;
using Piwa.Host.Terminal;

namespace Piwa.Host.Diagnosis;

/// <summary>Whether the clock is plausible, runs as fast as the monotonic one, and is kept right.</summary>
/// <remarks>Requests to oracles are signed with the time: of a clock that is minutes off they are refused.</remarks>
internal static class ClockCheck
{
    private static readonly TimeSpan Watched = TimeSpan.FromMilliseconds(500);

    /// <summary>More than a clock that is slewed (500 ppm) is off in that time, and than the two readings are apart.</summary>
    private static readonly TimeSpan Tolerance = TimeSpan.FromMilliseconds(50);

    public static async Task<IReadOnlyList<Finding>> RunAsync(TimeProvider clock, CancellationToken cancellationToken) =>
    [
        Plausible(clock), await SteadyAsync(clock, cancellationToken).ConfigureAwait(false), await KeptAsync(cancellationToken).ConfigureAwait(false),
    ];

    private static Finding Plausible(TimeProvider clock)
    {
        DateTimeOffset now = clock.GetUtcNow();
        DateTimeOffset built = File.GetLastWriteTimeUtc(Environment.ProcessPath!);
        string text = string.Create(CultureInfo.InvariantCulture, $"{now:u}");
        return now < built - TimeSpan.FromDays(1)
            ? Finding.Fault("clock", $"{text}, which is before this program was put here ({built:u})", "Set the clock.")
            : Finding.Ok("clock", text);
    }

    private static async Task<Finding> SteadyAsync(TimeProvider clock, CancellationToken cancellationToken)
    {
        (DateTimeOffset wall, long monotonic) = (clock.GetUtcNow(), clock.GetTimestamp());
        await Task.Delay(Watched, clock, cancellationToken).ConfigureAwait(false);
        TimeSpan difference = clock.GetUtcNow() - wall - clock.GetElapsedTime(monotonic);
        string text = string.Create(CultureInfo.InvariantCulture, $"{difference.TotalMilliseconds:F1} ms against the monotonic clock in {Watched.TotalSeconds} s");
        return difference.Duration() > Tolerance
            ? Finding.Warning("clock rate", text, "Something sets the clock: let one service keep it.")
            : Finding.Ok("clock rate", text);
    }

    private static async Task<Finding> KeptAsync(CancellationToken cancellationToken)
    {
        string? answer = await ShellTool.AskAsync("timedatectl", ["show", "--property=NTPSynchronized", "--value"], cancellationToken).ConfigureAwait(false);
        return answer switch
        {
            "yes" => Finding.Ok("clock kept", "by NTP"),
            "no" => Finding.Warning("clock kept", "not by NTP, says timedatectl", "Run: timedatectl set-ntp true"),
            _ => Finding.Ok("clock kept", "not known: there is no timedatectl that answers"),
        };
    }
}
