using System.Text.Json;
using System.Text.Json.Serialization;

namespace Piwa.Chain.Rpc.Wire;

/// <summary>Commitment levels by their lower-case names.</summary>
internal sealed class CommitmentConverter : JsonConverter<Commitment>
{
    public override Commitment Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        reader.TokenType == JsonTokenType.String && TryParse(reader.GetString()!, out Commitment commitment)
            ? commitment
            : throw new JsonException("A commitment is processed, confirmed or finalized.");

    public override void Write(Utf8JsonWriter writer, Commitment value, JsonSerializerOptions options) =>
        writer.WriteStringValue(NameOf(value));

    public static string NameOf(Commitment commitment) => commitment switch
    {
        Commitment.Processed => "processed",
        Commitment.Confirmed => "confirmed",
        _ => "finalized",
    };

    public static bool TryParse(string name, out Commitment commitment)
    {
        (bool isKnown, commitment) = name switch
        {
            "processed" => (true, Commitment.Processed),
            "confirmed" => (true, Commitment.Confirmed),
            "finalized" => (true, Commitment.Finalized),
            _ => (false, default),
        };
        return isKnown;
    }
}
