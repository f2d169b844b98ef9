using System.Text.Json.Serialization;

namespace Piwa.Pipeline.Packaging;

/// <summary>JSON of the small files beside shards and exports.</summary>
[JsonSerializable(typeof(CardDetails))]
[JsonSerializable(typeof(ExportMarker))]
[JsonSourceGenerationOptions(
    UseStringEnumConverter = true,
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
    RespectNullableAnnotations = true)]
internal sealed partial class PackagingJson : JsonSerializerContext;
