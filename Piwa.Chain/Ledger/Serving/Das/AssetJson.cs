using System.Text.Json;
using Piwa.Chain.Bubblegum;
using Piwa.Chain.Hashing;
using Piwa.Chain.Ledger.Assets;
using Piwa.Chain.Trees;

namespace Piwa.Chain.Ledger.Serving.Das;

/// <summary>Assets and proofs as DAS writes them. Source: the Metaplex DAS specification and its clients.</summary>
/// <remarks>What stands behind an asset's URI is not fetched: files and links are empty, and metadata is that of the chain.</remarks>
internal static class AssetJson
{
    private const int FrozenByDelegate = 1;
    private const int FrozenForGood = 2;
    private const int NonTransferable = 4;

    public static bool IsFrozen(byte flags) => (flags & (FrozenByDelegate | FrozenForGood)) != 0;

    public static void Write(Utf8JsonWriter json, AssetView asset, bool showsUnverifiedCollections)
    {
        json.WriteStartObject();
        json.WriteString("interface", asset.Leaf.Version == LeafVersion.V1 ? "V1_NFT" : "MplBubblegumV2");
        json.WriteString("id", asset.Leaf.AssetId.ToString());
        WriteContent(json, asset.Metadata);
        json.WriteStartArray("authorities");
        json.WriteStartObject();
        json.WriteString("address", asset.Authority.ToString());
        json.WriteStartArray("scopes");
        json.WriteStringValue("full");
        json.WriteEndArray();
        json.WriteEndObject();
        json.WriteEndArray();
        WriteCompression(json, asset);
        WriteGrouping(json, asset.Metadata.Collection, showsUnverifiedCollections);
        WriteRoyalty(json, asset.Metadata);
        WriteOwnership(json, asset.Leaf);
        if (asset.Metadata.Uses is { } uses)
            WriteUses(json, uses);
        json.WriteStartObject("supply");
        json.WriteNumber("print_max_supply", 0);
        json.WriteNumber("print_current_supply", 0);
        if (asset.Metadata.EditionNonce is { } nonce)
            json.WriteNumber("edition_nonce", nonce);
        else
            json.WriteNull("edition_nonce");
        json.WriteEndObject();
        json.WriteBoolean("mutable", asset.Metadata.IsMutable);
        json.WriteBoolean("burnt", asset.IsBurnt);
        json.WriteEndObject();
    }

    public static void Write(Utf8JsonWriter json, AssetPlace place, MerkleProof proof)
    {
        json.WriteStartObject();
        json.WriteString("root", place.Root.ToBase58());
        json.WriteStartArray("proof");
        foreach (Hash256 sibling in proof.Siblings)
            json.WriteStringValue(sibling.ToBase58());
        json.WriteEndArray();
        json.WriteNumber("node_index", (1L << place.Depth) + place.LeafIndex);
        json.WriteString("leaf", proof.Leaf.ToBase58());
        json.WriteString("tree_id", place.Tree.ToString());
        json.WriteEndObject();
    }

    private static void WriteContent(Utf8JsonWriter json, AssetMetadata metadata)
    {
        json.WriteStartObject("content");
        json.WriteString("$schema", "https://schema.metaplex.com/nft1.0.json");
        json.WriteString("json_uri", metadata.Uri);
        json.WriteStartArray("files");
        json.WriteEndArray();
        json.WriteStartObject("metadata");
        json.WriteString("name", metadata.Name);
        json.WriteString("symbol", metadata.Symbol);
        if (metadata.TokenStandard is { } standard)
            json.WriteString("token_standard", standard.ToString());
        json.WriteEndObject();
        json.WriteStartObject("links");
        json.WriteEndObject();
        json.WriteEndObject();
    }

    private static void WriteCompression(Utf8JsonWriter json, AssetView asset)
    {
        LeafSchema leaf = asset.Leaf;
        json.WriteStartObject("compression");
        json.WriteBoolean("eligible", false);
        json.WriteBoolean("compressed", true);
        json.WriteString("data_hash", leaf.DataHash.ToBase58());
        json.WriteString("creator_hash", leaf.CreatorHash.ToBase58());
        if (leaf.Version == LeafVersion.V2)
        {
            json.WriteString("collection_hash", leaf.CollectionHash.ToBase58());
            json.WriteString("asset_data_hash", leaf.AssetDataHash.ToBase58());
            json.WriteNumber("flags", leaf.Flags);
        }

        json.WriteString("asset_hash", asset.LeafHash.ToBase58());
        json.WriteString("tree", asset.Tree.ToString());
        json.WriteNumber("seq", asset.SequenceNumber);
        json.WriteNumber("leaf_id", leaf.Nonce);
        json.WriteEndObject();
    }

    /// <summary>Collections that nobody has confirmed are shown on request only, and then it is said which are confirmed.</summary>
    private static void WriteGrouping(Utf8JsonWriter json, CollectionClaim? collection, bool showsUnverified)
    {
        json.WriteStartArray("grouping");
        if (collection is { } claim && (claim.IsVerified || showsUnverified))
        {
            json.WriteStartObject();
            json.WriteString("group_key", "collection");
            json.WriteString("group_value", claim.Key.ToString());
            if (showsUnverified)
                json.WriteBoolean("verified", claim.IsVerified);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    private static void WriteRoyalty(Utf8JsonWriter json, AssetMetadata metadata)
    {
        const decimal PointsPerWhole = 10_000;
        json.WriteStartObject("royalty");
        json.WriteString("royalty_model", "creators");
        json.WriteNull("target");
        json.WriteNumber("percent", metadata.SellerFeeBasisPoints / PointsPerWhole);
        json.WriteNumber("basis_points", metadata.SellerFeeBasisPoints);
        json.WriteBoolean("primary_sale_happened", metadata.PrimarySaleHappened);
        json.WriteBoolean("locked", false);
        json.WriteEndObject();
        json.WriteStartArray("creators");
        foreach (Creator creator in metadata.Creators)
        {
            json.WriteStartObject();
            json.WriteString("address", creator.Address.ToString());
            json.WriteNumber("share", creator.Share);
            json.WriteBoolean("verified", creator.IsVerified);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    private static void WriteOwnership(Utf8JsonWriter json, LeafSchema leaf)
    {
        bool isDelegated = leaf.Delegate != leaf.Owner;
        json.WriteStartObject("ownership");
        json.WriteBoolean("frozen", IsFrozen(leaf.Flags));
        if (leaf.Version == LeafVersion.V2)
            json.WriteBoolean("non_transferable", (leaf.Flags & NonTransferable) != 0);
        json.WriteBoolean("delegated", isDelegated);
        if (isDelegated)
            json.WriteString("delegate", leaf.Delegate.ToString());
        else
            json.WriteNull("delegate");
        json.WriteString("ownership_model", "single");
        json.WriteString("owner", leaf.Owner.ToString());
        json.WriteEndObject();
    }

    private static void WriteUses(Utf8JsonWriter json, Uses uses)
    {
        json.WriteStartObject("uses");
        json.WriteString("use_method", uses.Method switch
        {
            UseMethod.Burn => "burn",
            UseMethod.MultipleUse => "multiple",
            _ => "single",
        });
        json.WriteNumber("remaining", uses.Remaining);
        json.WriteNumber("total", uses.Total);
        json.WriteEndObject();
    }
}
