using System.Text.Json.Serialization;

namespace Piwa.Chain.Provenance;

/// <summary>What oracles read and write as JSON.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, RespectNullableAnnotations = true,
    RespectRequiredConstructorParameters = true, UseStringEnumConverter = true, AllowDuplicateProperties = false)]
[JsonSerializable(typeof(OracleRecord))]
[JsonSerializable(typeof(WireSubmission))]
[JsonSerializable(typeof(WireVerdict))]
[JsonSerializable(typeof(WireMessage))]
[JsonSerializable(typeof(WireSignature))]
[JsonSerializable(typeof(WireOracle))]
[JsonSerializable(typeof(SignedValidationRecord))]
[JsonSerializable(typeof(SignedShardVerdict))]
internal sealed partial class OracleJson : JsonSerializerContext;
