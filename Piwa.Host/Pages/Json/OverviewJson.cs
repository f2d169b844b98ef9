using System.Text.Json;
using Piwa.Pipeline;
using Piwa.Pipeline.Shards;

namespace Piwa.Host.Pages.Json;

/// <summary>The data set as a whole, and the run.</summary>
internal static class OverviewJson
{
    /// <summary>Names of devices and wallets that are listed.</summary>
    private const int MostNames = 8;

    public static void Write(Utf8JsonWriter json, string directory, Dataset? dataset, RunState? run)
    {
        json.WriteStartObject();
        json.WriteString("name", Path.GetFileName(Path.TrimEndingDirectorySeparator(Path.GetFullPath(directory))));
        json.WriteString("directory", directory);
        json.WritePropertyName("dataset");
        if (dataset is null)
            json.WriteNullValue();
        else
            WriteDataset(json, dataset);
        json.WritePropertyName("run");
        if (run is null)
            json.WriteNullValue();
        else
            RunJson.Write(json, run);
        json.WriteEndObject();
    }

    private static void WriteDataset(Utf8JsonWriter json, Dataset dataset)
    {
        Campaign campaign = dataset.Campaign;
        json.WriteStartObject();
        json.WriteStartObject("campaign");
        json.WriteString("preset", campaign.Preset);
        json.WriteString("rig", campaign.Rig);
        json.WriteString("seed", FormattableString.Invariant($"{campaign.Seed}"));
        json.WriteNumber("views", campaign.ViewCount);
        json.WriteNumber("resolution", campaign.ImageResolution);
        json.WriteString("channels", ImageChannel.Format(campaign.Channels));
        json.WriteNumber("targetTriangles", campaign.TargetTriangles);
        json.WriteNumber("shardAssets", campaign.ShardAssets);
        json.WriteNumber("generator", campaign.GeneratorVersion);
        json.WriteString("twins", campaign.Twins);
        json.WriteBoolean("labels", campaign.HasLabels);
        json.WriteString("chain", campaign.Chain.ToString().ToLowerInvariant());
        json.WriteString("hash", dataset.CampaignHash.ToString());
        json.WriteEndObject();
        json.WriteNumber("assets", dataset.Shards.Sum(shard => (long)shard.Rows));
        json.WriteNumber("deadLetters", dataset.Shards.Sum(shard => (long)shard.Dead.Count));
        json.WriteNumber("shards", dataset.Shards.Count);
        json.WriteNumber("bytes", dataset.Shards.Sum(shard => shard.Bytes));
        WriteNames(json, "devices", dataset.Shards.Select(shard => shard.Device));
        WriteNames(json, "wallets", dataset.Shards.Select(shard => shard.Wallet));
        json.WriteEndObject();
    }

    private static void WriteNames(Utf8JsonWriter json, string name, IEnumerable<string> names)
    {
        json.WriteStartArray(name);
        foreach (string one in names.Distinct().Take(MostNames))
            json.WriteStringValue(one);
        json.WriteEndArray();
    }
}
