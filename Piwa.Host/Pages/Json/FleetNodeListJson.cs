using System.Text.Json;
using Piwa.Host.Pages.Fleet;
using Piwa.Pipeline.Fleet;

namespace Piwa.Host.Pages.Json;

/// <summary>Nodes of a fleet.</summary>
internal static class FleetNodeListJson
{
    private const double BaseUnits = 100_000_000;
    private const int Digits = 6;

    public static void Write(
        Utf8JsonWriter json, FleetView? view, IReadOnlyList<FleetNodeStatus> found, DateTimeOffset present, DateTimeOffset now, int offset, int count)
    {
        json.WriteStartObject();
        FleetFaultJson.Write(json, view);
        json.WriteNumber("all", view?.Status?.Nodes.Count ?? 0);
        json.WriteNumber("total", found.Count);
        json.WriteStartArray("nodes");
        foreach (FleetNodeStatus node in found.Skip(offset).Take(count))
            Write(json, node, present, now);
        json.WriteEndArray();
        json.WriteEndObject();
    }

    private static void Write(Utf8JsonWriter json, FleetNodeStatus node, DateTimeOffset present, DateTimeOffset now)
    {
        json.WriteStartObject();
        json.WriteString("wallet", node.Wallet);
        json.WriteString("device", node.Device);
        json.WriteString("state", NodeOrder.StateOf(node, present));
        json.WriteString("joined", node.Joined.UtcDateTime);
        json.WriteNumber("seenSeconds", Math.Round(Math.Max((now - node.Seen).TotalSeconds, 0)));
        json.WriteNumber("leases", node.Leases);
        json.WriteNumber("mostLeases", node.MostLeases);
        json.WriteNumber("units", node.Units);
        json.WriteNumber("assets", node.Assets);
        json.WriteNumber("sampled", node.Sampled);
        json.WriteNumber("equal", node.Equal);
        json.WriteNumber("checks", node.Checks);
        json.WriteNumber("lapsed", node.Lapsed);
        json.WriteNumber("strikes", node.Strikes);
        json.WriteNumber("stake", node.Stake / BaseUnits);
        json.WriteString("barred", node.Barred);
        if (node.Accuracy is { } accuracy)
            json.WriteNumber("accuracy", Math.Round(accuracy, Digits));
        else
            json.WriteNull("accuracy");
        json.WriteEndObject();
    }
}
