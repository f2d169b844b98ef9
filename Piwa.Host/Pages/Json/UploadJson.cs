using System.Globalization;
using System.Text.Json;
using Piwa.Pipeline.Shards;
using Piwa.Pipeline.Uploads;

namespace Piwa.Host.Pages.Json;

/// <summary>Uploads in a queue, and what became of them.</summary>
internal static class UploadJson
{
    public static void WriteList(Utf8JsonWriter json, IReadOnlyList<UploadTicket> tickets, UploadQueue queue)
    {
        json.WriteStartObject();
        json.WriteNumber("maximumBytes", queue.MaximumBytes);
        json.WriteNumber("perDay", queue.PerWalletAndDay);
        json.WriteStartArray("uploads");
        foreach (UploadTicket ticket in tickets)
            Write(json, ticket, queue);
        json.WriteEndArray();
        json.WriteEndObject();
    }

    public static void Write(Utf8JsonWriter json, UploadTicket ticket, UploadQueue queue)
    {
        json.WriteStartObject();
        json.WriteString("id", ticket.Id);
        json.WriteString("wallet", ticket.Wallet.ToString());
        json.WriteString("file", ticket.File);
        json.WriteString("name", ticket.Name);
        json.WriteNumber("bytes", ticket.Bytes);
        json.WriteString("fileHash", ticket.FileHash.ToString());
        json.WriteString("receivedAt", ticket.ReceivedAt);
        json.WriteString("state", JsonNamingPolicy.CamelCase.ConvertName(ticket.State.ToString()));
        json.WriteNumber("place", ticket.Place);
        if (ticket.Run is { } run)
            json.WriteString("stage", run.Sealed > 0 ? "minted" : run.Admitted > 0 ? "rendered" : "begun");
        if (ticket.Ending is { } ending)
            WriteEnding(json, ending, queue.FindCertificate(ticket.Id) is not null);
        json.WriteEndObject();
    }

    private static void WriteEnding(Utf8JsonWriter json, UploadEnding ending, bool hasCertificate)
    {
        json.WriteStartObject("ending");
        json.WriteString("outcome", ending.Outcome is { } outcome ? JsonNamingPolicy.CamelCase.ConvertName(outcome.ToString()) : null);
        json.WriteString("message", ending.Message);
        json.WriteString("asset", ending.Asset?.ToString(CultureInfo.InvariantCulture));
        json.WriteBoolean("isRendered", ending.IsRendered);
        json.WriteBoolean("hasCertificate", hasCertificate);
        json.WriteNumber("vertices", ending.Vertices);
        json.WriteNumber("triangles", ending.Triangles);
        json.WriteNumber("defects", ending.Defects);
        json.WriteStartArray("contents");
        foreach (ContentAnswer content in ending.Contents)
        {
            json.WriteStartObject();
            json.WriteString("content", content.Content);
            json.WriteString("hash", content.Hash.ToString());
            json.WriteBoolean("isFirst", content.IsFirst);
            json.WriteString("wallet", content.Wallet);
            json.WriteString("place", content.Place);
            if (content.Time is { } time)
                json.WriteString("time", time);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteStartArray("nearCopies");
        foreach (NearCopy near in ending.NearCopies)
        {
            json.WriteStartObject();
            json.WriteString("name", near.Name);
            json.WriteString("wallet", near.Wallet);
            json.WriteString("asset", near.Asset.ToString(CultureInfo.InvariantCulture));
            json.WriteNumber("distance", near.Distance);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteStartArray("notes");
        foreach (string note in ending.Notes)
            json.WriteStringValue(note);
        json.WriteEndArray();
        json.WriteEndObject();
    }
}
