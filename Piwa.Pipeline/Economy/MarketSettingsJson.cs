using System.Text.Json;
using System.Text.Json.Serialization;

namespace Piwa.Pipeline.Economy;

/// <summary>JSON of a market's settings: people read and write it.</summary>
[JsonSourceGenerationOptions(
    WriteIndented = true,
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
    RespectNullableAnnotations = true,
    RespectRequiredConstructorParameters = true,
    AllowDuplicateProperties = false,
    AllowTrailingCommas = true,
    ReadCommentHandling = JsonCommentHandling.Skip)]
[JsonSerializable(typeof(MarketSettings))]
internal sealed partial class MarketSettingsJson : JsonSerializerContext;
