using System.Globalization;
using System.Text.Json;
using Piwa.Pipeline.Labelling;
using Piwa.Pipeline.Shards;

namespace Piwa.Host.Pages.Json;

/// <summary>Indices of assets, those of the shard that was committed last first. The manifest alone is asked: no shard is read.</summary>
internal static class AssetListJson
{
    public static void Write(
        Utf8JsonWriter json, Dataset dataset, Func<ulong, LabelSummary?> labelled, ulong first, ulong last, int offset, int count)
    {
        long total = 0, skipped = 0;
        json.WriteStartObject();
        json.WriteStartArray("assets");
        foreach (ShardRecord shard in dataset.Outbox.Reverse())
        {
            ulong low = Math.Max(first, shard.FirstAsset), high = Math.Min(last, shard.FirstAsset + (ulong)shard.Assets - 1);
            if (low > high)
                continue;
            long rows = (long)(high - low + 1) - shard.Dead.Count(dead => dead >= low && dead <= high);
            total += rows;
            if (count == 0 || skipped + rows <= offset)
            {
                skipped += rows;
                continue;
            }

            HashSet<ulong> dead = [.. shard.Dead];
            for (ulong i = high - low + 1; i > 0 && count > 0; i--)
            {
                ulong index = low + i - 1;
                if (dead.Contains(index) || skipped++ < offset)
                    continue;
                json.WriteStartObject();
                json.WriteString("index", index.ToString(CultureInfo.InvariantCulture));
                json.WriteString("shard", shard.File);
                if (labelled(index) is { } labels)
                    LabelSummaryJson.Write(json, labels);
                json.WriteEndObject();
                count--;
            }
        }

        json.WriteEndArray();
        json.WriteNumber("total", total);
        json.WriteEndObject();
    }
}
