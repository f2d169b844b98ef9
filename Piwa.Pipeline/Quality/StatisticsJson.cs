using System.Text.Json.Serialization;

namespace Piwa.Pipeline.Quality;

/// <summary>JSON of statistics.</summary>
[JsonSerializable(typeof(DatasetStatistics))]
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, WriteIndented = true)]
internal sealed partial class StatisticsJson : JsonSerializerContext;
