using System.Security.Cryptography;
using System.Text.Json;
using Piwa.Chain.Hashing;
using Piwa.Chain.Provenance;
using Piwa.Pipeline.Encoding;
using Piwa.Pipeline.Shards;
using Piwa.Pipeline.Stages;

namespace Piwa.Tests.Verification;

/// <summary>Shards of a node that did not make some of its assets, and says that it did: true to themselves in all but that.</summary>
internal static class Fakes
{
    public static ShardSubmission Fake(ShardSubmission shard, IEnumerable<int> rows)
    {
        SubmittedAsset[] assets = [.. shard.Assets];
        foreach (int row in rows)
        {
            Hash256 invented = new(SHA256.HashData(BitConverter.GetBytes(assets[row].Index)));
            AssetHashes hashes = new(Of(invented), Of(assets[row].Texture), Of(assets[row].Scene), Of(invented), default);
            assets[row] = assets[row] with { Mesh = invented, Views = invented, Asset = new Hash256(AssetHasher.Combine(hashes).Bytes) };
        }

        ShardRecord record = JsonSerializer.Deserialize(shard.Manifest.Span, DatasetJson.Default.ShardRecord)!;
        record = record with { Root = AssetTree.Root([.. assets.Select(asset => Of(asset.Asset))]), Time = null, Signature = null };
        return shard with { Assets = assets, Manifest = JsonSerializer.SerializeToUtf8Bytes(record, DatasetJson.Default.ShardRecord) };
    }

    private static ContentHash Of(Hash256 hash) => new(hash.ToArray());
}
