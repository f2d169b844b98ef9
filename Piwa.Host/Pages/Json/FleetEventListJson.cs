using System.Text.Json;
using Piwa.Host.Pages.Fleet;
using Piwa.Pipeline.Fleet;

namespace Piwa.Host.Pages.Json;

/// <summary>What has happened in a fleet, what was last first.</summary>
internal static class FleetEventListJson
{
    public static void Write(Utf8JsonWriter json, FleetView? view, int offset, int count)
    {
        IReadOnlyList<FleetEvent> events = view?.Events ?? [];
        json.WriteStartObject();
        FleetFaultJson.Write(json, view);
        json.WriteNumber("total", events.Count);
        WriteEvents(json, events.Skip(offset).Take(count));
        json.WriteEndObject();
    }

    public static void WriteEvents(Utf8JsonWriter json, IEnumerable<FleetEvent> events)
    {
        json.WriteStartArray("events");
        foreach (FleetEvent one in events)
        {
            json.WriteStartObject();
            json.WriteNumber("id", one.Id);
            json.WriteString("at", one.At.UtcDateTime);
            json.WriteString("what", one.What);
            json.WriteString("node", one.Node);
            if (one.Unit is { } unit)
                json.WriteNumber("unit", unit);
            else
                json.WriteNull("unit");
            json.WriteString("detail", one.Detail);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }
}
