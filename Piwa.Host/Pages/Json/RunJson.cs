using System.Text.Json;
using Piwa.Pipeline;

namespace Piwa.Host.Pages.Json;

/// <summary>A run: where it stands, its stages with their queues and rates, and how it went so far.</summary>
internal static class RunJson
{
    private const int Digits = 3;

    public static void Write(Utf8JsonWriter json, RunState run)
    {
        RunProgress now = run.Now;
        double seconds = (now.Elapsed - (run.Before?.Elapsed ?? TimeSpan.Zero)).TotalSeconds;
        json.WriteStartObject();
        Number(json, "seconds", now.Elapsed.TotalSeconds);
        json.WriteNumber("planned", now.Planned);
        json.WriteNumber("alreadyThere", now.AlreadyThere);
        json.WriteNumber("admitted", now.Admitted);
        json.WriteNumber("made", now.Sealed);
        json.WriteNumber("completed", now.Completed);
        json.WriteNumber("deadLetters", now.DeadLettered - now.Drained);
        json.WriteNumber("shards", now.Shards);
        json.WriteNumber("bytes", now.ShardBytes);
        json.WriteNumber("unmintedShards", now.UnmintedShards);
        json.WriteNumber("deviceLosses", now.DeviceLosses);
        json.WriteString("lastDeviceLoss", now.LastDeviceLoss);
        json.WriteString("waiting", now.Waiting);
        json.WriteBoolean("isStopping", now.IsDraining);
        json.WriteString("bottleneck", now.FindBottleneck(run.Before));
        Number(json, "rate", Rate(now.Sealed, run.Before?.Sealed ?? 0, seconds));
        Number(json, "admittedRate", Rate(now.Admitted, run.Before?.Admitted ?? 0, seconds));
        json.WriteStartArray("stages");
        foreach (StageShare stage in now.Stages)
            WriteStage(json, stage, run.Before?.Stages.FirstOrDefault(one => one.Name == stage.Name), seconds);
        json.WriteEndArray();
        json.WriteStartArray("samples");
        foreach (RunSample sample in run.Samples)
        {
            json.WriteStartArray();
            json.WriteNumberValue(Math.Round(sample.Seconds, Digits));
            json.WriteNumberValue(sample.Assets);
            json.WriteNumberValue(Math.Round(sample.AssetsPerSecond, Digits));
            json.WriteNumberValue(sample.MemoryBytes);
            json.WriteEndArray();
        }

        json.WriteEndArray();
        json.WriteEndObject();
    }

    private static void WriteStage(Utf8JsonWriter json, StageShare stage, StageShare? before, double seconds)
    {
        json.WriteStartObject();
        json.WriteString("name", stage.Name);
        json.WriteNumber("capacity", stage.Capacity);
        json.WriteNumber("parallelism", stage.Parallelism);
        json.WriteNumber("waiting", stage.Waiting);
        json.WriteNumber("worked", stage.Worked);
        json.WriteString("lane", stage.Lane);
        Number(json, "share", stage.Share);
        Number(json, "rate", Rate(stage.Worked, before?.Worked ?? 0, seconds));
        Number(json, "load", Rate(stage.Busy.TotalSeconds, before?.Busy.TotalSeconds ?? 0, seconds * stage.Parallelism));
        json.WriteEndObject();
    }

    private static double Rate(double now, double before, double seconds) => seconds > 0 ? (now - before) / seconds : 0;

    private static void Number(Utf8JsonWriter json, string name, double value) => json.WriteNumber(name, Math.Round(value, Digits));
}
