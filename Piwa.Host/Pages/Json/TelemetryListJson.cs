using System.Text.Json;
using Piwa.Pipeline.Telemetry;
using Piwa.Pipeline.Verification;

namespace Piwa.Host.Pages.Json;

/// <summary>Posts of telemetry with what their check has found, the one that was posted last first.</summary>
internal static class TelemetryListJson
{
    private const int Digits = 3;

    public static void Write(Utf8JsonWriter json, TelemetryReport report, int offset, int count)
    {
        json.WriteStartObject();
        json.WriteNumber("total", report.Posts.Count);
        json.WriteStartArray("posts");
        foreach (CheckedTelemetryPost post in report.Posts.Reverse().Skip(offset).Take(count))
            Write(json, post);
        json.WriteEndArray();
        json.WriteStartArray("findings");
        foreach (string finding in report.Findings)
            json.WriteStringValue(finding);
        json.WriteEndArray();
        json.WriteEndObject();
    }

    private static void Write(Utf8JsonWriter json, CheckedTelemetryPost found)
    {
        TelemetryPost post = found.Post;
        json.WriteStartObject();
        json.WriteNumber("number", post.Number);
        json.WriteString("occasion", post.Occasion.ToString().ToLowerInvariant());
        json.WriteString("wallet", post.Wallet.ToString());
        json.WriteString("from", post.From.UtcDateTime);
        json.WriteString("to", post.To.UtcDateTime);
        json.WriteNumber("periodSeconds", (post.To - post.From).TotalSeconds);
        json.WriteNumber("upSeconds", post.Up.TotalSeconds);
        json.WriteNumber("waitingSeconds", post.Waiting.TotalSeconds);
        json.WriteString("device", post.Device);
        json.WriteNumber("cores", post.Cores);
        json.WriteNumber("made", post.Made);
        Write(json, "assetsPerSecond", post.AssetsPerSecond);
        Write(json, "bytesPerSecond", post.BytesPerSecond);
        json.WriteStartObject("busySeconds");
        foreach (StageTime time in post.Busy)
            json.WriteNumber(time.Stage, time.Busy.TotalSeconds);
        json.WriteEndObject();
        Write(json, "period", post.InPeriod);
        Write(json, "all", post.InAll);
        json.WriteString("hash", post.Hash.ToString());
        json.WriteBoolean("isSigned", found.IsSigned);
        json.WriteString("transaction", found.Transaction?.ToString());
        json.WriteStartArray("findings");
        foreach (string finding in found.Findings)
            json.WriteStringValue(finding);
        json.WriteEndArray();
        json.WriteEndObject();
    }

    private static void Write(Utf8JsonWriter json, string name, TelemetryCounts counts)
    {
        json.WriteStartObject(name);
        json.WriteNumber("shards", counts.Shards);
        json.WriteNumber("assets", counts.Assets);
        json.WriteNumber("deadLetters", counts.DeadLetters);
        json.WriteNumber("shardBytes", counts.ShardBytes);
        json.WriteNumber("ledgerBytes", counts.LedgerBytes);
        json.WriteEndObject();
    }

    private static void Write(Utf8JsonWriter json, string name, double? value)
    {
        if (value is { } number)
            json.WriteNumber(name, Math.Round(number, Digits));
        else
            json.WriteNull(name);
    }
}
