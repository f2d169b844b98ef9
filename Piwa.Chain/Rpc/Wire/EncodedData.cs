using System.Text.Json.Nodes;
using System.Text.Json.Serialization;

namespace Piwa.Chain.Rpc.Wire;

/// <summary>Bytes, and how they are written. <paramref name="Parsed"/> is what stands for them in <see
/// cref="DataEncoding.JsonParsed"/>.</summary>
[JsonConverter(typeof(EncodedDataConverter))]
internal readonly record struct EncodedData(
    ReadOnlyMemory<byte> Bytes, DataEncoding Encoding = DataEncoding.Base64, JsonObject? Parsed = null);
