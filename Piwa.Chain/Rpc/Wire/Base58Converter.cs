using System.Text.Json;
using System.Text.Json.Serialization;
using Piwa.Chain.Keys;

namespace Piwa.Chain.Rpc.Wire;

/// <summary>A value of a fixed number of bytes as base58 text.</summary>
internal abstract class Base58Converter<T>(int size) : JsonConverter<T>
{
    public override T Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        Span<byte> bytes = stackalloc byte[size];
        return reader.TokenType == JsonTokenType.String && Base58.TryDecode(reader.GetString(), bytes)
            ? FromBytes(bytes)
            : throw new JsonException($"The base58 text of {size} bytes was expected.");
    }

    public override void Write(Utf8JsonWriter writer, T value, JsonSerializerOptions options)
    {
        Span<byte> bytes = stackalloc byte[size];
        ToBytes(value, bytes);
        writer.WriteStringValue(Base58.Encode(bytes));
    }

    protected abstract T FromBytes(ReadOnlySpan<byte> bytes);

    protected abstract void ToBytes(T value, Span<byte> bytes);
}
