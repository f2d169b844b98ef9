using System.Text.Json.Serialization;
using Piwa.Chain.Rpc.Wire;

namespace Piwa.Chain.Economy.Licensing;

/// <summary>How licences are written as JSON.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
    UseStringEnumConverter = true,
    AllowDuplicateProperties = false,
    RespectNullableAnnotations = true,
    Converters = [typeof(AmountJsonConverter), typeof(PublicKeyConverter), typeof(SignatureConverter)])]
[JsonSerializable(typeof(Licence))]
internal sealed partial class LicenceJson : JsonSerializerContext;
