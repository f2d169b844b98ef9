using System.Text.Json.Serialization;

namespace Piwa.Chain.Rpc.Wire;

/// <summary>Bytes, and how they are written.</summary>
[JsonConverter(typeof(EncodedDataConverter))]
internal readonly record struct EncodedData(ReadOnlyMemory<byte> Bytes, DataEncoding Encoding = DataEncoding.Base64);
