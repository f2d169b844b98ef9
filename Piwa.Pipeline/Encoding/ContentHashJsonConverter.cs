using System.Text.Json;
using System.Text.Json.Serialization;

namespace Piwa.Pipeline.Encoding;

/// <summary>A content hash in JSON: its hexadecimal digits as a string.</summary>
internal sealed class ContentHashJsonConverter : JsonConverter<ContentHash>
{
    public override ContentHash Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        ContentHash.TryParse(reader.GetString(), out ContentHash hash)
            ? hash
            : throw new JsonException($"A hash has {ContentHash.TextLength} hexadecimal digits.");

    public override void Write(Utf8JsonWriter writer, ContentHash value, JsonSerializerOptions options) =>
        writer.WriteStringValue(value.ToString());
}
