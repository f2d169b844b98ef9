using System.Text.Json.Serialization;

namespace Piwa.Pipeline.Telemetry;

/// <summary>JSON of the lines of posts.</summary>
[JsonSerializable(typeof(TelemetryLine))]
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
    RespectNullableAnnotations = true,
    RespectRequiredConstructorParameters = true,
    AllowDuplicateProperties = false)]
internal sealed partial class TelemetryJson : JsonSerializerContext;
