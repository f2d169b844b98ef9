using System.Text.Json;
using Piwa.Chain.Bubblegum;
using Piwa.Chain.Keys;
using Piwa.Chain.Ledger.Assets;

namespace Piwa.Chain.Ledger.Serving.Das;

/// <content>Lists.</content>
internal sealed partial class AssetMethods
{
    private const string CollectionGroup = "collection";

    private static readonly string[] Paging =
        ["sortBy", "limit", "page", "before", "after", "cursor", "options", "displayOptions"];

    private void GetAssetsByOwner(JsonRpcParameters parameters, Utf8JsonWriter result)
    {
        JsonRpcOptions options = parameters.Named;
        options.Expect(["ownerAddress", .. Paging]);
        WriteList(options, new AssetFilter { Owner = options.Key("ownerAddress"), IsBurnt = false }, result);
    }

    private void GetAssetsByCreator(JsonRpcParameters parameters, Utf8JsonWriter result)
    {
        JsonRpcOptions options = parameters.Named;
        options.Expect(["creatorAddress", "onlyVerified", .. Paging]);
        AssetFilter filter = new()
        {
            Creator = options.Key("creatorAddress"),
            IsCreatorVerified = options.Flag("onlyVerified") ? true : null,
            IsBurnt = false,
        };
        WriteList(options, filter, result);
    }

    private void GetAssetsByAuthority(JsonRpcParameters parameters, Utf8JsonWriter result)
    {
        JsonRpcOptions options = parameters.Named;
        options.Expect(["authorityAddress", .. Paging]);
        WriteList(options, new AssetFilter { Authority = options.Key("authorityAddress"), IsBurnt = false }, result);
    }

    private void GetAssetsByGroup(JsonRpcParameters parameters, Utf8JsonWriter result)
    {
        JsonRpcOptions options = parameters.Named;
        options.Expect(["groupKey", "groupValue", .. Paging]);
        WriteList(options, OfGroup(options, options.Display().Flag("showUnverifiedCollections")), result);
    }

    private void GetGrouping(JsonRpcParameters parameters, Utf8JsonWriter result)
    {
        JsonRpcOptions options = parameters.Named;
        options.Expect("groupKey", "groupValue");
        AssetFilter filter = OfGroup(options, countsUnverified: false);
        int size = 0;
        ledger.ReadAssets(assets =>
        {
            size = Enumerable.Range(0, assets.Count).Count(filter.Compile(assets, ledger.ReadAssetUri));
            return [];
        });
        result.WriteStartObject();
        result.WriteString("group_key", CollectionGroup);
        result.WriteString("group_name", filter.Collection!.Value.ToString());
        result.WriteNumber("group_size", size);
        result.WriteEndObject();
    }

    private void SearchAssets(JsonRpcParameters parameters, Utf8JsonWriter result)
    {
        JsonRpcOptions options = parameters.Named;
        options.Expect(
        [
            "negate", "conditionType", "interface", "tokenType", "ownerAddress", "ownerType", "creatorAddress", "creatorVerified",
            "authorityAddress", "grouping", "delegate", "delegateAddress", "frozen", "supply", "supplyMint", "compressed", "compressible",
            "royaltyTargetType", "royaltyTarget", "royaltyAmount", "burnt", "jsonUri", "name", .. Paging,
        ]);
        if (options.Text("name") is not null)
            throw AssetFaults.Validation("Assets are not found by name here");
        string? kind = options.Text("interface");
        WriteList(
            options,
            new AssetFilter
            {
                IsNegated = options.Flag("negate"),
                IsAny = options.Choice("conditionType", "all", "any") == "any",
                Owner = options.OptionalKey("ownerAddress"),
                Delegate = options.OptionalKey("delegate") ?? options.OptionalKey("delegateAddress"),
                Creator = options.OptionalKey("creatorAddress"),
                IsCreatorVerified = options.OptionalFlag("creatorVerified"),
                Authority = options.OptionalKey("authorityAddress"),
                Collection = SearchedGroup(options),
                CountsUnverifiedCollections = options.Display().Flag("showUnverifiedCollections"),
                Version = kind switch { "V1_NFT" => LeafVersion.V1, "MplBubblegumV2" => LeafVersion.V2, _ => null },
                IsFrozen = options.OptionalFlag("frozen"),
                IsBurnt = options.OptionalFlag("burnt"),
                RoyaltyBasisPoints = options.Number("royaltyAmount"),
                Uri = options.Text("jsonUri"),
                Decided = Decide(options, kind),
            },
            result);
    }

    /// <summary>What is the same for all assets of the ledger: compressed NFTs of one copy, with one owner, whose creators get the
    /// royalties.</summary>
    private static List<bool> Decide(JsonRpcOptions options, string? kind)
    {
        List<bool> decided = [];
        if (kind is not (null or "V1_NFT" or "MplBubblegumV2"))
            decided.Add(false);
        if (options.OptionalFlag("compressed") is { } isCompressed)
            decided.Add(isCompressed);
        if (options.OptionalFlag("compressible") is { } isCompressible)
            decided.Add(!isCompressible);
        if (options.Choice("ownerType", "single", "token") is { } ownerType)
            decided.Add(ownerType == "single");
        if (options.Choice("royaltyTargetType", "creators", "fanout", "single") is { } royaltyModel)
            decided.Add(royaltyModel == "creators");
        if (options.OptionalKey("royaltyTarget") is not null || options.OptionalKey("supplyMint") is not null)
            decided.Add(false);
        if (options.Number("supply") is { } supply)
            decided.Add(supply == 1);
        string? tokenType = options.Choice(
            "tokenType", "Fungible", "fungible", "NonFungible", "nonFungible", "regularNFT", "regularNft", "compressedNFT", "compressedNft", "All", "all");
        if (tokenType is not null)
            decided.Add(tokenType is not ("Fungible" or "fungible" or "regularNFT" or "regularNft"));
        return decided;
    }

    private static AssetFilter OfGroup(JsonRpcOptions options, bool countsUnverified)
    {
        string key = options.Text("groupKey") ?? throw JsonRpcParameters.Invalid("missing field `groupKey`");
        return key == CollectionGroup
            ? new AssetFilter { Collection = options.Key("groupValue"), CountsUnverifiedCollections = countsUnverified, IsBurnt = false }
            : throw AssetFaults.Validation($"Invalid grouping key: {key}");
    }

    private static PublicKey? SearchedGroup(JsonRpcOptions options)
    {
        if (options.At("grouping") is not { } pair)
            return null;
        if (pair.ValueKind != JsonValueKind.Array || pair.GetArrayLength() != 2)
            throw JsonRpcParameters.Invalid("`grouping` must be a key and a value");
        string key = JsonRpcParameters.Read(pair[0], Rpc.Wire.RpcJson.Default.String, "grouping");
        string value = JsonRpcParameters.Read(pair[1], Rpc.Wire.RpcJson.Default.String, "grouping");
        if (key != CollectionGroup)
            throw AssetFaults.Validation($"Invalid grouping key: {key}");
        return PublicKey.TryParse(value, out PublicKey collection) ? collection : throw AssetFaults.NoKey(value);
    }

    private void WriteList(JsonRpcOptions options, AssetFilter filter, Utf8JsonWriter result)
    {
        AssetPage page = AssetPage.Read(options);
        JsonRpcOptions display = options.Display();
        long? grandTotal = null;
        IReadOnlyList<AssetView?> items = ledger.ReadAssets(assets =>
        {
            Func<int, bool> isWanted = filter.Compile(assets, ledger.ReadAssetUri);
            if (display.Flag("showGrandTotal"))
                grandTotal = Enumerable.Range(0, assets.Count).LongCount(isWanted);
            return AssetSelection.Select(assets, isWanted, page);
        });
        result.WriteStartObject();
        WriteHead(result, page, items.Count);
        if (grandTotal is { } total)
            result.WriteNumber("grand_total", total);
        if (page.Before is { } before)
            result.WriteString("before", before.ToString());
        if (page.After is { } after && page.Cursor is null)
            result.WriteString("after", after.ToString());
        if (page.Order == "id" && page.Number is null && items.Count != 0)
            result.WriteString("cursor", items[^1]!.Leaf.AssetId.ToString());
        result.WriteStartArray("items");
        foreach (AssetView? item in items)
            AssetJson.Write(result, item!, display.Flag("showUnverifiedCollections"));
        result.WriteEndArray();
        result.WriteEndObject();
    }
}
