using System.Text.Json;
using Piwa.Pipeline.Labelling;

namespace Piwa.Host.Pages.Json;

/// <summary>What the labels of an asset say together.</summary>
internal static class LabelSummaryJson
{
    public static void Write(Utf8JsonWriter json, LabelSummary labels)
    {
        json.WriteStartObject("labelled");
        json.WriteNumber("labels", labels.Labels);
        json.WriteNumber("qualityMean", labels.QualityMean);
        json.WriteNumber("qualityMedian", labels.QualityMedian);
        json.WriteNumber("nsfwVotes", labels.NsfwVotes);
        json.WriteBoolean("isNsfw", labels.IsNsfw);
        json.WriteStartArray("tags");
        foreach ((string tag, int count) in labels.Tags)
        {
            json.WriteStartObject();
            json.WriteString("tag", tag);
            json.WriteNumber("count", count);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteEndObject();
    }
}
