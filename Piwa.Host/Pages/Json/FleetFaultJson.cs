using System.Text.Json;
using Piwa.Host.Pages.Fleet;

namespace Piwa.Host.Pages.Json;

/// <summary>Of when what is told is, and why it is not of now.</summary>
internal static class FleetFaultJson
{
    public static void Write(Utf8JsonWriter json, FleetView? view)
    {
        json.WriteString("fault", view?.Fault);
        if (view?.Status is null)
            json.WriteNull("at");
        else
            json.WriteString("at", view.At.UtcDateTime);
    }
}
