using System.Text.Json;
using Piwa.Chain.Keys;
using Piwa.Chain.Ledger.Assets;
using Piwa.Chain.Rpc.Wire;
using Piwa.Chain.Trees;

namespace Piwa.Chain.Ledger.Serving.Das;

/// <summary>DAS, the read interface of digital assets, over an embedded ledger.</summary>
/// <remarks>
/// Names, options, forms and errors are those of the public services: of the Metaplex specification and its JavaScript client, and of
/// Helius where its names differ. Parameters go by name. What is not understood is refused. Lists leave burnt assets out, as those of the
/// services do; a search finds them.
/// </remarks>
internal sealed partial class AssetMethods(EmbeddedLedger ledger)
{
    /// <summary>Ids of a batch.</summary>
    private const int MaximumBatch = 1000;

    private readonly AssetProver _prover = new(ledger);

    /// <summary>The methods by name.</summary>
    public IReadOnlyDictionary<string, JsonRpcMethod> ByName => new Dictionary<string, JsonRpcMethod>(StringComparer.Ordinal)
    {
        ["getAsset"] = GetAsset,
        ["getAssetBatch"] = GetAssets,
        ["getAssetProof"] = GetAssetProof,
        ["getAssetProofBatch"] = GetAssetProofs,
        ["getAssetProofs"] = GetAssetProofs,
        ["getAssetSignatures"] = GetAssetSignatures,
        ["getAssets"] = GetAssets,
        ["getAssetsByAuthority"] = GetAssetsByAuthority,
        ["getAssetsByCreator"] = GetAssetsByCreator,
        ["getAssetsByGroup"] = GetAssetsByGroup,
        ["getAssetsByOwner"] = GetAssetsByOwner,
        ["getGrouping"] = GetGrouping,
        ["getSignaturesForAsset"] = GetSignaturesForAsset,
        ["searchAssets"] = SearchAssets,
    };

    private void GetAsset(JsonRpcParameters parameters, Utf8JsonWriter result)
    {
        JsonRpcOptions options = parameters.Named;
        options.Expect("id", "options", "displayOptions");
        bool showsUnverified = options.Display().Flag("showUnverifiedCollections");
        PublicKey id = options.Key("id");
        AssetJson.Write(result, Read([id])[0] ?? throw AssetFaults.AssetNotFound(), showsUnverified);
    }

    private void GetAssets(JsonRpcParameters parameters, Utf8JsonWriter result)
    {
        JsonRpcOptions options = parameters.Named;
        options.Expect("ids", "options", "displayOptions");
        bool showsUnverified = options.Display().Flag("showUnverifiedCollections");
        result.WriteStartArray();
        foreach (AssetView? asset in Read(options.Keys("ids", MaximumBatch)))
        {
            if (asset is null)
                result.WriteNullValue();
            else
                AssetJson.Write(result, asset, showsUnverified);
        }

        result.WriteEndArray();
    }

    private void GetAssetProof(JsonRpcParameters parameters, Utf8JsonWriter result)
    {
        JsonRpcOptions options = parameters.Named;
        options.Expect("id");
        PublicKey id = options.Key("id");
        (AssetPlace place, MerkleProof proof) = _prover.Prove(id) ?? throw AssetFaults.ProofNotFound(id);
        AssetJson.Write(result, place, proof);
    }

    private void GetAssetProofs(JsonRpcParameters parameters, Utf8JsonWriter result)
    {
        JsonRpcOptions options = parameters.Named;
        options.Expect("ids");
        result.WriteStartObject();
        foreach ((PublicKey id, (AssetPlace Place, MerkleProof Proof)? found) in _prover.Prove(options.Keys("ids", MaximumBatch)))
        {
            result.WritePropertyName(id.ToString());
            if (found is { } proven)
                AssetJson.Write(result, proven.Place, proven.Proof);
            else
                result.WriteNullValue();
        }

        result.WriteEndObject();
    }

    /// <summary>The form of Metaplex: objects, with the slot.</summary>
    private void GetAssetSignatures(JsonRpcParameters parameters, Utf8JsonWriter result) =>
        WriteSignatures(parameters, result, static (json, found) =>
        {
            json.WriteStartObject();
            json.WriteString("signature", found.Signature.ToString());
            json.WriteString("instruction", found.Instruction);
            json.WriteNumber("slot", found.Slot);
            json.WriteEndObject();
        });

    /// <summary>The form of Helius: pairs.</summary>
    private void GetSignaturesForAsset(JsonRpcParameters parameters, Utf8JsonWriter result) =>
        WriteSignatures(parameters, result, static (json, found) =>
        {
            json.WriteStartArray();
            json.WriteStringValue(found.Signature.ToString());
            json.WriteStringValue(found.Instruction);
            json.WriteEndArray();
        });

    private void WriteSignatures(JsonRpcParameters parameters, Utf8JsonWriter result, Action<Utf8JsonWriter, AssetSignature> write)
    {
        JsonRpcOptions options = parameters.Named;
        options.Expect("id", "tree", "leafIndex", "page", "limit", "before", "after", "cursor", "sortDirection");
        PublicKey? id = options.OptionalKey("id");
        PublicKey? tree = options.OptionalKey("tree");
        ulong? leafIndex = options.Value("leafIndex", RpcJson.Default.UInt64);
        if (id is null == (tree is null || leafIndex is null))
            throw AssetFaults.Validation("Either id, or tree and leafIndex, must be provided");
        AssetPage page = AssetPage.ReadOfSignatures(options);
        PublicKey asset = id ?? ProgramAddress.AssetId(tree!.Value, leafIndex!.Value);
        IReadOnlyList<AssetSignature> items = ledger.ReadAssetSignatures(asset, page.IsDescending, page.Offset, page.Limit)
            ?? throw AssetFaults.AssetNotFound();
        result.WriteStartObject();
        WriteHead(result, page, items.Count);
        result.WriteStartArray("items");
        foreach (AssetSignature item in items)
            write(result, item);
        result.WriteEndArray();
        result.WriteEndObject();
    }

    private IReadOnlyList<AssetView?> Read(IReadOnlyList<PublicKey> ids) =>
        ledger.ReadAssets(assets => ids.Select(id => assets.TryFind(id, out int number) ? number : -1));

    private static void WriteHead(Utf8JsonWriter result, AssetPage page, int count)
    {
        result.WriteNumber("total", count);
        result.WriteNumber("limit", page.Limit);
        if (page.Number is { } number)
            result.WriteNumber("page", number);
    }
}
