using System.Text.Json;
using Piwa.Chain.Keys;
using Piwa.Pipeline.Encoding;
using Piwa.Pipeline.Shards;

namespace Piwa.Pipeline.Telemetry;

/// <summary>The posts of a data set on disk, <c>telemetry.jsonl</c>: appended to and flushed, one line a post.</summary>
/// <remarks>Not thread-safe.</remarks>
internal sealed class TelemetryLog
{
    private readonly string _path;

    private TelemetryLog(string path, IReadOnlyList<TelemetryLine> lines)
    {
        _path = path;
        Lines = lines;
        Last = lines is [.., var last] ? TelemetryPost.TryParse(last.Text) : null;
    }

    /// <summary>The lines that were there when it was opened.</summary>
    public IReadOnlyList<TelemetryLine> Lines { get; }

    /// <summary>The last post; null if there is none.</summary>
    public TelemetryPost? Last { get; private set; }

    /// <summary>Opens it to append, without the rest of a write that a crash cut off.</summary>
    /// <exception cref="ManifestException">A line was changed or damaged.</exception>
    public static TelemetryLog Open(string path)
    {
        List<TelemetryLine> lines = Read(path, out int tornBytes);
        CheckedLines.Repair(path, tornBytes);
        return new TelemetryLog(path, lines);
    }

    /// <summary>Why nothing can follow what was there, as the end of a sentence; null if it can.</summary>
    public string? FindFault(PublicKey wallet, ContentHash campaign) => Lines switch
    {
        [] => null,
        _ when Last is null => "is none.",
        _ when Last.Wallet != wallet || Last.Campaign != campaign => "is of another wallet or another campaign.",
        [.., var last] => last.IsSignedBy(wallet) ? null : "is not signed by its wallet.",
    };

    /// <summary>Reads it, also while it is written.</summary>
    /// <param name="path">The file; one that is missing has no posts.</param>
    /// <param name="tornBytes">Bytes after the last whole line.</param>
    /// <exception cref="ManifestException">A line was changed or damaged.</exception>
    public static List<TelemetryLine> Read(string path, out int tornBytes)
    {
        List<string> lines = CheckedLines.Read(path, out tornBytes);
        return [.. lines.Select((line, i) => Parse(line, $"{path}, line {i + 1}"))];
    }

    /// <summary>Appends a post and waits until it is on disk.</summary>
    public void Append(TelemetryPost post, TelemetryLine line)
    {
        CheckedLines.Append(_path, JsonSerializer.Serialize(line, TelemetryJson.Default.TelemetryLine));
        Last = post;
    }

    private static TelemetryLine Parse(string line, string place)
    {
        try
        {
            return JsonSerializer.Deserialize(line, TelemetryJson.Default.TelemetryLine) ?? throw new ManifestException($"{place} is null.");
        }
        catch (JsonException fault)
        {
            throw new ManifestException($"{place}: {fault.Message}", fault);
        }
    }
}
