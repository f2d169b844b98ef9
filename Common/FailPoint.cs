using System.Diagnostics;

namespace Piwa.Common;

/// <summary>The moments around each write to disk, at which a test may have this process die or a write fail.</summary>
/// <remarks>
/// <para>
/// Release builds have them only if they are built with <c>PiwaFailPoints</c>, and they do nothing unless the environment asks when the
/// process starts. A moment's name is that of the file, without the digits that number it, and what was just done:
/// <c>shard.parquet renamed</c>, <c>manifest.jsonl written</c>. In
/// <c>PIWA_FAIL_POINT</c> stands <c>kill NAME @N</c>: the process is killed, as by SIGKILL, when it comes there the N-th time; or
/// <c>fail NAME @N</c>: from then on that write throws <see cref="IOException"/>. In <c>PIWA_FAIL_LOG</c> stands a file to which each
/// moment's name is appended.
/// </para>
/// <para>Safe to use from several threads.</para>
/// </remarks>
internal static class FailPoint
{
#if PIWA_FAIL_POINTS
    private static readonly Lock Gate = new();
    private static readonly string? Log = Environment.GetEnvironmentVariable("PIWA_FAIL_LOG");
    private static readonly (string Action, string Name, int Turn)? Plan = Parse(Environment.GetEnvironmentVariable("PIWA_FAIL_POINT"));
    private static int Turns;
#endif

    /// <summary>Comes by a moment.</summary>
    /// <param name="path">The file, or the directory of files that belong together.</param>
    /// <param name="moment">What was just done, or is about to be.</param>
    [Conditional("PIWA_FAIL_POINTS")]
    public static void Reach(string path, WriteMoment moment)
    {
#if PIWA_FAIL_POINTS
        if (Plan is null && Log is null)
            return;
        string name = $"{NameOf(path)} {moment.ToString().ToLowerInvariant()}";
        lock (Gate)
        {
            if (Log is not null)
                File.AppendAllText(Log, name + "\n");
            if (Plan is not var (action, planned, turn) || planned != name || ++Turns < turn)
                return;
            if (action == "fail")
                throw new IOException($"The write failed at '{name}', as a test has asked.");

            // Nothing runs after this: no finally, no finalizer, no flush.
            using Process self = Process.GetCurrentProcess();
            self.Kill();
            self.WaitForExit();
        }
#endif
    }

#if PIWA_FAIL_POINTS
    private static string NameOf(string path)
    {
        var name = new System.Text.StringBuilder();
        foreach (char letter in Path.GetFileName(Path.TrimEndingDirectorySeparator(path)))
        {
            if (!char.IsAsciiDigit(letter))
                name.Append(letter);
        }

        return name.Replace("-.", ".").ToString();
    }

    private static (string Action, string Name, int Turn)? Parse(string? text)
    {
        if (text is null)
            return null;
        int space = text.IndexOf(' ', StringComparison.Ordinal), at = text.LastIndexOf(" @", StringComparison.Ordinal);
        return (text[..space], text[(space + 1)..at], int.Parse(text.AsSpan(at + 2), System.Globalization.CultureInfo.InvariantCulture));
    }
#endif
}
