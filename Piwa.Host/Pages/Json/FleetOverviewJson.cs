using System.Globalization;
using System.Text.Json;
using Piwa.Host.Observability;
using Piwa.Host.Pages.Fleet;
using Piwa.Pipeline;
using Piwa.Pipeline.Fleet;

namespace Piwa.Host.Pages.Json;

/// <summary>A fleet as a whole: what it makes, where it stands, how its coordinator is, how it went.</summary>
internal static class FleetOverviewJson
{
    private const int Digits = 3;

    /// <summary>Events that are told with it; all are in a list of their own.</summary>
    private const int FewEvents = 6;

    public static void Write(Utf8JsonWriter json, FleetAbout about, FleetView? view, CoordinatorHealth health, DateTimeOffset now)
    {
        json.WriteStartObject();
        json.WriteString("operator", about.Operator);
        json.WriteString("store", about.Store);
        json.WriteString("coordinator", about.Address()?.OriginalString.TrimEnd('/'));
        WriteOrder(json, about);
        WriteHealth(json, view, health, now);
        FleetFaultJson.Write(json, view);
        json.WritePropertyName("status");
        if (view?.Status is { } status)
            WriteStatus(json, about, view, status);
        else
            json.WriteNullValue();
        json.WriteStartArray("samples");
        foreach (FleetSample sample in view?.Samples ?? [])
        {
            json.WriteStartArray();
            Number(json, sample.Seconds);
            json.WriteNumberValue(sample.Assets);
            Number(json, sample.AssetsPerSecond);
            json.WriteNumberValue(sample.Present);
            json.WriteEndArray();
        }

        json.WriteEndArray();
        FleetEventListJson.WriteEvents(json, view?.Events.Take(FewEvents) ?? []);
        json.WriteEndObject();
    }

    private static void WriteOrder(Utf8JsonWriter json, FleetAbout about)
    {
        Campaign campaign = about.Order.Campaign;
        json.WriteStartObject("order");
        json.WriteNumber("assets", about.Order.Assets);
        json.WriteNumber("units", about.Order.Units);
        json.WriteNumber("shardAssets", campaign.ShardAssets);
        json.WriteString("preset", campaign.Preset);
        json.WriteString("rig", campaign.Rig);
        json.WriteString("seed", campaign.Seed.ToString(CultureInfo.InvariantCulture));
        json.WriteNumber("views", campaign.ViewCount);
        json.WriteNumber("resolution", campaign.ImageResolution);
        json.WriteEndObject();
    }

    private static void WriteHealth(Utf8JsonWriter json, FleetView? view, CoordinatorHealth health, DateTimeOffset now)
    {
        CoordinatorState state = health.State;
        string? stall = health.FindStall();
        json.WriteStartObject("health");
        json.WriteBoolean("isReady", stall is null && state.Waiting is null);
        json.WriteString("reason", stall ?? state.Waiting);
        json.WriteString("stall", stall);
        json.WriteString("databaseFault", state.DatabaseFault);
        json.WriteString("storeFault", state.StoreFault);
        Ago(json, "committedSeconds", view?.CommittedAt, now);
        Ago(json, "watchedSeconds", view?.WatchedSince, now);
        json.WriteEndObject();
    }

    private static void WriteStatus(Utf8JsonWriter json, FleetAbout about, FleetView view, FleetStatus status)
    {
        json.WriteStartObject();
        json.WriteNumber("units", status.Units);
        json.WriteNumber("open", status.Open);
        json.WriteNumber("leased", status.Leased);
        json.WriteNumber("lapsed", status.Lapsed);
        json.WriteNumber("checking", status.Checking);
        json.WriteNumber("agreed", status.Agreed);
        json.WriteNumber("committed", status.Committed);
        json.WriteNumber("assets", about.AssetsOf(status.Committed));
        json.WriteNumber("nodes", status.Nodes.Count);
        json.WriteNumber("present", view.Present);
        json.WriteNumber("barred", status.Nodes.Count(node => node.Barred is not null));
        json.WriteNumber("sampled", status.Nodes.Sum(node => node.Sampled));
        json.WriteNumber("equal", status.Nodes.Sum(node => node.Equal));
        json.WritePropertyName("rate");
        Number(json, view.AssetsPerSecond);
        json.WritePropertyName("rateSeconds");
        Number(json, view.Window.TotalSeconds);
        if (view.Left is { } left && left < DateTimeOffset.MaxValue - view.At)
        {
            json.WriteNumber("leftSeconds", Math.Round(left.TotalSeconds));
            json.WriteString("ends", (view.At + left).UtcDateTime);
        }
        else
        {
            json.WriteNull("leftSeconds");
            json.WriteNull("ends");
        }

        json.WriteEndObject();
    }

    private static void Ago(Utf8JsonWriter json, string name, DateTimeOffset? then, DateTimeOffset now)
    {
        json.WritePropertyName(name);
        if (then is { } time)
            Number(json, Math.Max((now - time).TotalSeconds, 0));
        else
            json.WriteNullValue();
    }

    private static void Number(Utf8JsonWriter json, double value) => json.WriteNumberValue(Math.Round(value, Digits));
}
