using System.Text.Json.Serialization;

namespace Piwa.Pipeline.Uploads;

/// <summary>JSON of certificates and of the queue of uploads.</summary>
[JsonSerializable(typeof(FirstUploadRecord))]
[JsonSerializable(typeof(QueueLine))]
[JsonSourceGenerationOptions(
    UseStringEnumConverter = true,
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
    RespectNullableAnnotations = true,
    RespectRequiredConstructorParameters = true,
    AllowDuplicateProperties = false)]
internal sealed partial class UploadJson : JsonSerializerContext;
