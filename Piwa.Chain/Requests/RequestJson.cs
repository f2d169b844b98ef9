using System.Text.Json.Serialization;

namespace Piwa.Chain.Requests;

/// <summary>What all who answer requests write as JSON.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(WireFault))]
internal sealed partial class RequestJson : JsonSerializerContext;
