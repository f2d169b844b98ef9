using System.Text.Json.Serialization;
using Piwa.Chain.Provenance;

namespace Piwa.Pipeline.Economy;

/// <summary>JSON of epoch statements and verdicts.</summary>
[JsonSerializable(typeof(EpochStatement))]
[JsonSerializable(typeof(SignedShardVerdict))]
[JsonSourceGenerationOptions(
    UseStringEnumConverter = true,
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
    RespectNullableAnnotations = true,
    RespectRequiredConstructorParameters = true,
    AllowDuplicateProperties = false,
    Converters = [typeof(PublicKeyJsonConverter)])]
internal sealed partial class EconomyJson : JsonSerializerContext;
