using System.Text.Json;
using Piwa.Chain.Anchoring;
using Piwa.Chain.Minting;
using Piwa.Chain.Trees;
using Piwa.Pipeline.Verification;

namespace Piwa.Host.Pages.Json;

/// <summary>What proves an asset, and whether it holds.</summary>
internal static class ProofJson
{
    public static void Write(Utf8JsonWriter json, AssetProofReport report)
    {
        json.WriteStartObject();
        json.WriteString("hash", report.Asset.Hash.ToString());
        json.WriteString("shard", report.Shard.File);
        json.WriteString("shardRoot", report.Shard.Root.ToString());
        json.WriteString("wallet", report.Shard.Wallet);
        json.WriteString("owner", report.Owner);
        json.WriteBoolean("isShardSigned", report.IsShardSigned);
        if (report is { IsShardSigned: true, Shard.Time: { } time })
            json.WriteString("signedAt", DateTimeOffset.FromUnixTimeMilliseconds(time));
        json.WriteString("signature", report.Shard.Signature);
        if (report.Minted is { } minted)
            WriteMint(json, minted);
        if (report.Anchored is { } anchored)
            WriteAnchor(json, anchored);
        json.WriteStartArray("findings");
        foreach (string finding in report.Findings)
            json.WriteStringValue(finding);
        json.WriteEndArray();
        json.WriteEndObject();
    }

    private static void WriteMint(Utf8JsonWriter json, AssetProof proof)
    {
        json.WriteStartObject("minted");
        json.WriteString("id", proof.Asset.AssetId.ToString());
        json.WriteString("tree", proof.Asset.Tree.ToString());
        json.WriteNumber("leafIndex", proof.Asset.LeafIndex);
        json.WriteString("leaf", proof.Asset.LeafHash.ToString());
        json.WriteString("root", proof.Root.ToString());
        WritePath(json, "path", proof.Proof);
        json.WriteEndObject();
    }

    private static void WriteAnchor(Utf8JsonWriter json, AnchorProof proof)
    {
        json.WriteStartObject("anchored");
        json.WriteString("tree", proof.Anchor.Tree.ToString());
        json.WriteNumber("leafIndex", proof.Anchor.LeafIndex);
        json.WriteString("leaf", proof.InShard.Leaf.ToString());
        json.WriteString("shardRoot", proof.Anchor.Root.ToString());
        json.WriteString("root", proof.Root.ToString());
        WritePath(json, "inShard", proof.InShard);
        WritePath(json, "path", proof.InTree);
        json.WriteEndObject();
    }

    private static void WritePath(Utf8JsonWriter json, string name, MerkleProof proof)
    {
        json.WriteStartArray(name);
        foreach (var sibling in proof.Siblings)
            json.WriteStringValue(sibling.ToString());
        json.WriteEndArray();
    }
}
