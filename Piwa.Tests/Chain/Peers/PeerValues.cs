using System.Globalization;
using System.Text.Json.Nodes;
using Piwa.Chain.Bubblegum;
using Piwa.Chain.Hashing;
using Piwa.Chain.Keys;

namespace Piwa.Tests.Chain.Peers;

/// <summary>Values for the npm packages, in the JSON that <c>values.mjs</c> reads.</summary>
internal static class PeerValues
{
    public static JsonObject Key(PublicKey key) => new() { ["$key"] = key.ToString() };

    public static JsonObject Signer(PublicKey key) => new() { ["$signer"] = key.ToString() };

    public static JsonObject Bytes(ReadOnlySpan<byte> bytes) => new() { ["$bytes"] = Convert.ToHexStringLower(bytes) };

    public static JsonObject Bytes(Hash256 hash) => Bytes(hash.ToArray());

    public static JsonObject Array(Hash256 hash) => new() { ["$array"] = hash.ToString() };

    public static JsonObject Big(ulong value) => new() { ["$big"] = value.ToString(CultureInfo.InvariantCulture) };

    public static JsonObject Some(JsonNode? value) => new() { ["__option"] = "Some", ["value"] = value };

    public static JsonObject None() => new() { ["__option"] = "None" };

    public static JsonObject Option<T>(T? value, Func<T, JsonNode?> convert) where T : struct =>
        value is { } present ? Some(convert(present)) : None();

    public static JsonObject Option<T>(T? value, Func<T, JsonNode?> convert) where T : class =>
        value is { } present ? Some(convert(present)) : None();

    public static JsonArray Creators(IReadOnlyList<Creator> creators) =>
    [
        .. creators.Select(creator => (JsonNode)new JsonObject
        {
            ["address"] = Key(creator.Address), ["verified"] = creator.IsVerified, ["share"] = creator.Share,
        }),
    ];

    public static JsonObject Metadata(MetadataArgs metadata) => new()
    {
        ["name"] = metadata.Name,
        ["symbol"] = metadata.Symbol,
        ["uri"] = metadata.Uri,
        ["sellerFeeBasisPoints"] = metadata.SellerFeeBasisPoints,
        ["primarySaleHappened"] = metadata.PrimarySaleHappened,
        ["isMutable"] = metadata.IsMutable,
        ["editionNonce"] = Option(metadata.EditionNonce, value => JsonValue.Create(value)),
        ["tokenStandard"] = Option(metadata.TokenStandard, value => JsonValue.Create((int)value)),
        ["collection"] = Option(metadata.Collection, value =>
            new JsonObject { ["verified"] = value.IsVerified, ["key"] = Key(value.Key) }),
        ["uses"] = Option(metadata.Uses, value => new JsonObject
        {
            ["useMethod"] = (int)value.Method,
            ["remaining"] = Big(value.Remaining),
            ["total"] = Big(value.Total),
        }),
        ["tokenProgramVersion"] = (int)metadata.TokenProgramVersion,
        ["creators"] = Creators(metadata.Creators),
    };

    public static JsonObject Metadata(MetadataArgsV2 metadata) => new()
    {
        ["name"] = metadata.Name,
        ["symbol"] = metadata.Symbol,
        ["uri"] = metadata.Uri,
        ["sellerFeeBasisPoints"] = metadata.SellerFeeBasisPoints,
        ["primarySaleHappened"] = metadata.PrimarySaleHappened,
        ["isMutable"] = metadata.IsMutable,
        ["tokenStandard"] = Option(metadata.TokenStandard, value => JsonValue.Create((int)value)),
        ["creators"] = Creators(metadata.Creators),
        ["collection"] = Option(metadata.Collection, value => Key(value)),
    };

    public static JsonObject Update(MetadataUpdate update) => new()
    {
        ["name"] = Option(update.Name, value => JsonValue.Create(value)),
        ["symbol"] = Option(update.Symbol, value => JsonValue.Create(value)),
        ["uri"] = Option(update.Uri, value => JsonValue.Create(value)),
        ["creators"] = Option(update.Creators, value => Creators(value)),
        ["sellerFeeBasisPoints"] = Option(update.SellerFeeBasisPoints, value => JsonValue.Create(value)),
        ["primarySaleHappened"] = Option(update.PrimarySaleHappened, value => JsonValue.Create(value)),
        ["isMutable"] = Option(update.IsMutable, value => JsonValue.Create(value)),
    };
}
