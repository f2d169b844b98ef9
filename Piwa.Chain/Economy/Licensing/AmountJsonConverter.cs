using System.Text.Json;
using System.Text.Json.Serialization;

namespace Piwa.Chain.Economy.Licensing;

/// <summary>Amounts as text, in RENDER: a number of JSON is a floating-point one to many readers.</summary>
internal sealed class AmountJsonConverter : JsonConverter<Amount>
{
    /// <inheritdoc/>
    public override Amount Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        reader.TokenType == JsonTokenType.String && Amount.TryParse(reader.GetString(), out Amount amount)
            ? amount
            : throw new JsonException("Expected an amount of RENDER as text, such as \"12.5\".");

    /// <inheritdoc/>
    public override void Write(Utf8JsonWriter writer, Amount value, JsonSerializerOptions options) => writer.WriteStringValue(value.ToString());
}
