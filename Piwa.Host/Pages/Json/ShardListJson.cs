using System.Globalization;
using System.Text.Json;
using Piwa.Pipeline;
using Piwa.Pipeline.Shards;

namespace Piwa.Host.Pages.Json;

/// <summary>Shards as the manifest has them, the one that was committed last first.</summary>
internal static class ShardListJson
{
    public static void Write(Utf8JsonWriter json, Dataset dataset, int offset, int count)
    {
        json.WriteStartObject();
        json.WriteNumber("total", dataset.Outbox.Count);
        json.WriteStartArray("shards");
        foreach (ShardRecord shard in dataset.Outbox.Reverse().Skip(offset).Take(count))
        {
            json.WriteStartObject();
            json.WriteString("file", shard.File);
            json.WriteString("first", shard.FirstAsset.ToString(CultureInfo.InvariantCulture));
            json.WriteString("last", (shard.FirstAsset + (ulong)shard.Assets - 1).ToString(CultureInfo.InvariantCulture));
            json.WriteNumber("rows", shard.Rows);
            json.WriteNumber("dead", shard.Dead.Count);
            json.WriteNumber("bytes", shard.Bytes);
            json.WriteString("blake3", shard.FileHash.ToString());
            json.WriteString("root", shard.Root.ToString());
            json.WriteString("device", shard.Device);
            json.WriteString("wallet", shard.Wallet);
            json.WriteBoolean("isSigned", ProofOfRender.IsSigned(shard));
            if (shard.Time is { } time && time >= 0 && time <= DateTimeOffset.MaxValue.ToUnixTimeMilliseconds())
                json.WriteString("time", DateTimeOffset.FromUnixTimeMilliseconds(time));
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteEndObject();
    }
}
