using System.Globalization;
using System.Text.Json;
using Piwa.Pipeline.Labelling;
using Piwa.Pipeline.Shards;

namespace Piwa.Host.Pages.Json;

/// <summary>Labels, what is to be labelled, and what all labels say together.</summary>
internal static class LabelJson
{
    public static void WriteTasks(Utf8JsonWriter json, IReadOnlyList<(LabelTask Task, AssetRow Row)> tasks, long own)
    {
        json.WriteStartObject();
        json.WriteNumber("own", own);
        json.WriteStartArray("assets");
        foreach ((LabelTask task, AssetRow row) in tasks)
        {
            json.WriteStartObject();
            json.WriteString("asset", Text(task.Asset));
            json.WriteString("hash", row.Hashes.Asset.ToString());
            json.WriteNumber("labels", task.Labels);
            json.WriteNumber("views", row.ViewCount);
            json.WriteString("channel", ImageChannel.Of(row.Layout.Channels).First().Name);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteEndObject();
    }

    public static void Write(Utf8JsonWriter json, AssetLabel label, long own)
    {
        json.WriteStartObject();
        json.WriteNumber("own", own);
        json.WriteString("asset", Text(label.Asset));
        json.WriteString("hash", label.Hash.ToString());
        json.WriteStartArray("tags");
        foreach (string tag in label.Tags)
            json.WriteStringValue(tag);
        json.WriteEndArray();
        json.WriteBoolean("nsfw", label.Nsfw);
        json.WriteNumber("quality", label.Quality);
        json.WriteEndObject();
    }

    public static void WriteStatistics(Utf8JsonWriter json, LabelStatistics all, long? own)
    {
        json.WriteStartObject();
        if (own is { } count)
            json.WriteNumber("own", count);
        json.WriteNumber("labels", all.Labels);
        json.WriteNumber("assets", all.Assets);
        json.WriteNumber("repeatedAssets", all.RepeatedAssets);
        json.WriteNumber("labellers", all.Labellers);
        json.WriteNumber("nsfwLabels", all.NsfwLabels);
        json.WriteNumber("meanQuality", all.MeanQuality);
        json.WriteStartArray("qualities");
        foreach (int quality in all.Qualities)
            json.WriteNumberValue(quality);
        json.WriteEndArray();
        Agreement("qualityAgreement", all.QualityAgreement);
        Agreement("nsfwAgreement", all.NsfwAgreement);
        json.WriteStartArray("tags");
        foreach (TagStatistics tag in all.Tags)
        {
            json.WriteStartObject();
            json.WriteString("tag", tag.Tag);
            json.WriteNumber("labels", tag.Labels);
            json.WriteNumber("assets", tag.Assets);
            Agreement("agreement", tag.Agreement);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteEndObject();

        void Agreement(string name, double? alpha)
        {
            if (alpha is { } value)
                json.WriteNumber(name, value);
            else
                json.WriteNull(name);
        }
    }

    private static string Text(ulong number) => number.ToString(CultureInfo.InvariantCulture);
}
