using System.Text.Json.Serialization;

namespace Piwa.Pipeline.Labelling;

/// <summary>JSON of labels.</summary>
[JsonSerializable(typeof(AssetLabel))]
[JsonSerializable(typeof(LabelStatistics))]
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
    RespectNullableAnnotations = true,
    RespectRequiredConstructorParameters = true,
    AllowDuplicateProperties = false)]
internal sealed partial class LabelJson : JsonSerializerContext;
