using System.Text.Json;
using Piwa.Host.Observability;
using Piwa.Pipeline;

namespace Piwa.Host.Pages.Json;

/// <summary>A run: where it stands, its stages with their queues and rates, and how it went so far.</summary>
internal static class RunJson
{
    private const int Digits = 3;

    public static void Write(Utf8JsonWriter json, RunState run)
    {
        RunProgress now = run.Now;
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
        json.WriteString("bottleneck", run.Bottleneck);
        Number(json, "rate", run.AssetsPerSecond);
        Number(json, "admittedRate", run.AdmittedPerSecond);
        json.WriteStartArray("stages");
        foreach (StageRate stage in run.Stages)
            WriteStage(json, stage);
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

    private static void WriteStage(Utf8JsonWriter json, StageRate rate)
    {
        StageShare stage = rate.Stage;
        json.WriteStartObject();
        json.WriteString("name", stage.Name);
        json.WriteNumber("capacity", stage.Capacity);
        json.WriteNumber("parallelism", stage.Parallelism);
        json.WriteNumber("waiting", stage.Waiting);
        json.WriteNumber("assets", stage.Assets);
        json.WriteString("lane", stage.Lane);
        Number(json, "share", rate.Share);
        Number(json, "rate", rate.AssetsPerSecond);
        Number(json, "load", rate.Load);
        json.WriteEndObject();
    }

    private static void Number(Utf8JsonWriter json, string name, double value) => json.WriteNumber(name, Math.Round(value, Digits));
}
