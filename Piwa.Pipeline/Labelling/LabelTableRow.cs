using System.Text.Json.Serialization;
using Parquet.Serialization.Attributes;

namespace Piwa.Pipeline.Labelling;

/// <summary>A row of <c>labels.parquet</c>: its names and types are the format, see docs/formats.md.</summary>
internal sealed class LabelTableRow
{
    [JsonPropertyName("asset_index")]
    public long AssetIndex { get; set; }

    [JsonPropertyName("asset_hash")]
    [ParquetRequired]
    public byte[] AssetHash { get; set; } = [];

    [JsonPropertyName("labels")]
    public int Labels { get; set; }

    [JsonPropertyName("quality_mean")]
    public double QualityMean { get; set; }

    [JsonPropertyName("quality_median")]
    public double QualityMedian { get; set; }

    [JsonPropertyName("nsfw_votes")]
    public int NsfwVotes { get; set; }

    [JsonPropertyName("tags")]
    public List<string> Tags { get; set; } = [];

    [JsonPropertyName("tag_counts")]
    public List<int> TagCounts { get; set; } = [];

    public static LabelTableRow Of(LabelSummary summary) => new()
    {
        AssetIndex = (long)summary.Asset,
        AssetHash = summary.Hash.Bytes.ToArray(),
        Labels = summary.Labels,
        QualityMean = summary.QualityMean,
        QualityMedian = summary.QualityMedian,
        NsfwVotes = summary.NsfwVotes,
        Tags = [.. summary.Tags.Select(tag => tag.Key)],
        TagCounts = [.. summary.Tags.Select(tag => tag.Value)],
    };
}
