using System.Text.Json;
using Piwa.Chain.Keys;
using Piwa.Chain.Rpc.Wire;

namespace Piwa.Chain.Ledger.Serving.Das;

/// <summary>Parameters as DAS writes them.</summary>
internal static class AssetOptions
{
    public static PublicKey Key(this JsonRpcOptions options, string name) =>
        options.OptionalKey(name) ?? throw JsonRpcParameters.Invalid($"missing field `{name}`");

    public static PublicKey? OptionalKey(this JsonRpcOptions options, string name) =>
        options.Text(name) is not { } text ? null : PublicKey.TryParse(text, out PublicKey key) ? key : throw AssetFaults.NoKey(text);

    public static IReadOnlyList<PublicKey> Keys(this JsonRpcOptions options, string name, int most)
    {
        if (options.At(name) is not { ValueKind: JsonValueKind.Array } list)
            throw JsonRpcParameters.Invalid($"`{name}` must be a list of ids");
        if (list.GetArrayLength() > most)
            throw AssetFaults.Batch(most);
        return
        [
            .. list.EnumerateArray().Select(item => item.ValueKind == JsonValueKind.String
                && item.Deserialize(RpcJson.Default.String) is { } text
                ? PublicKey.TryParse(text, out PublicKey key) ? key : throw AssetFaults.NoKey(text)
                : throw JsonRpcParameters.Invalid($"`{name}` must be a list of ids")),
        ];
    }

    public static bool? OptionalFlag(this JsonRpcOptions options, string name) => options.Value(name, RpcJson.Default.Boolean);

    /// <summary>One of a few words; null if none is given.</summary>
    public static string? Choice(this JsonRpcOptions options, string name, params ReadOnlySpan<string> words) =>
        options.Text(name) is not { } text ? null
        : words.Contains(text) ? text
        : throw JsonRpcParameters.Invalid($"unknown variant `{text}` of {name}, expected one of {string.Join(", ", words!)}");

    /// <summary>How assets are to be shown: under one of two names.</summary>
    public static JsonRpcOptions Display(this JsonRpcOptions options)
    {
        JsonElement? given = options.At("options") ?? options.At("displayOptions");
        JsonRpcOptions display = given switch
        {
            null => default,
            { ValueKind: JsonValueKind.Object } value => new JsonRpcOptions(value),
            _ => throw JsonRpcParameters.Invalid("`options` must be an object"),
        };
        display.Expect("showUnverifiedCollections", "showCollectionMetadata", "showFungible", "showInscription", "showGrandTotal");
        return display;
    }
}
