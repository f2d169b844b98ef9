using System.Text.Json.Serialization;

namespace Piwa.Pipeline.Shards;

/// <summary>JSON of campaigns and manifests.</summary>
[JsonSerializable(typeof(Campaign))]
[JsonSerializable(typeof(ShardRecord))]
[JsonSerializable(typeof(DeadLetterRecord))]
[JsonSourceGenerationOptions(
    UseStringEnumConverter = true,
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
    RespectNullableAnnotations = true,
    RespectRequiredConstructorParameters = true,
    AllowDuplicateProperties = false)]
internal sealed partial class DatasetJson : JsonSerializerContext;
