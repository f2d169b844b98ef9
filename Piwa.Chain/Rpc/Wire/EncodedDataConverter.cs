using System.Text.Json;
using System.Text.Json.Serialization;
using Piwa.Chain.Keys;

namespace Piwa.Chain.Rpc.Wire;

/// <summary>Bytes as <c>[text, encoding]</c>; text alone is base58, as it was at first.</summary>
internal sealed class EncodedDataConverter : JsonConverter<EncodedData>
{
    public override EncodedData Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        if (reader.TokenType == JsonTokenType.String)
            return FromBase58(reader.GetString()!);
        if (reader.TokenType != JsonTokenType.StartArray || !reader.Read() || reader.TokenType != JsonTokenType.String)
            throw new JsonException("Data is an array of a text and the name of its encoding.");

        // The encoding comes after the text. Base58 text is nearly always valid base64 too, so a text short enough to be base58 is kept.
        bool isBase64 = reader.TryGetBytesFromBase64(out byte[]? bytes);
        string? text = !isBase64 || bytes!.Length <= Base58.MaximumLongBytes ? reader.GetString() : null;
        reader.Read();
        string? encoding = reader.TokenType == JsonTokenType.String ? reader.GetString() : null;
        if (!reader.Read() || reader.TokenType != JsonTokenType.EndArray)
            throw new JsonException("Data is an array of a text and the name of its encoding.");
        return encoding switch
        {
            "base64" when isBase64 => new EncodedData(bytes!),
            "base64+zstd" when isBase64 => new EncodedData(ZstdData.Decompress(bytes!)),
            "base58" when text is not null => FromBase58(text),
            _ => throw new JsonException($"Data in the encoding '{encoding}' cannot be read."),
        };
    }

    public override void Write(Utf8JsonWriter writer, EncodedData value, JsonSerializerOptions options)
    {
        switch (value.Encoding)
        {
            case DataEncoding.Base58Text:
                writer.WriteStringValue(Base58.EncodeLong(value.Bytes.Span));
                return;
            case DataEncoding.JsonParsed:
                value.Parsed!.WriteTo(writer);
                return;
        }

        writer.WriteStartArray();
        switch (value.Encoding)
        {
            case DataEncoding.Base64:
                writer.WriteBase64StringValue(value.Bytes.Span);
                writer.WriteStringValue("base64");
                break;
            case DataEncoding.Base64Zstd:
                writer.WriteBase64StringValue(ZstdData.Compress(value.Bytes.Span));
                writer.WriteStringValue("base64+zstd");
                break;
            default:
                writer.WriteStringValue(Base58.EncodeLong(value.Bytes.Span));
                writer.WriteStringValue("base58");
                break;
        }

        writer.WriteEndArray();
    }

    private static EncodedData FromBase58(string text) => Base58.DecodeLong(text) is { } bytes
        ? new EncodedData(bytes)
        : throw new JsonException("The data is not base58, or is too long for it.");
}
