using System.Text.Json;
using System.Text.Json.Serialization;
using Piwa.Chain.Keys;

namespace Piwa.Pipeline.Economy;

/// <summary>An address in JSON: its base58 text.</summary>
internal sealed class PublicKeyJsonConverter : JsonConverter<PublicKey>
{
    public override PublicKey Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        PublicKey.TryParse(reader.GetString(), out PublicKey key) ? key : throw new JsonException("An address is the base58 text of 32 bytes.");

    public override void Write(Utf8JsonWriter writer, PublicKey value, JsonSerializerOptions options) => writer.WriteStringValue(value.ToString());
}
