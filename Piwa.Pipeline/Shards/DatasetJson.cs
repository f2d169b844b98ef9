using System.Text.Json.Serialization;
using Piwa.Pipeline.Stores;

namespace Piwa.Pipeline.Shards;

/// <summary>JSON of campaigns and manifests.</summary>
[JsonSerializable(typeof(Campaign))]
[JsonSerializable(typeof(ShardRecord))]
[JsonSerializable(typeof(DeadLetterRecord))]
[JsonSerializable(typeof(ShardChecksum))]
[JsonSerializable(typeof(UploadedAsset))]
[JsonSerializable(typeof(ShapeRecord))]
[JsonSerializable(typeof(WorkOrder))]
[JsonSerializable(typeof(UnitRecord))]
[JsonSourceGenerationOptions(
    UseStringEnumConverter = true,
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
    RespectNullableAnnotations = true,
    RespectRequiredConstructorParameters = true,
    AllowDuplicateProperties = false)]
internal sealed partial class DatasetJson : JsonSerializerContext;
