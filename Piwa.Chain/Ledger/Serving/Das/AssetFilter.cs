using Piwa.Chain.Bubblegum;
using Piwa.Chain.Keys;
using Piwa.Chain.Ledger.Assets;

namespace Piwa.Chain.Ledger.Serving.Das;

/// <summary>Conditions that assets must meet: each if it is given, one of them if <see cref="IsAny"/>.</summary>
internal sealed class AssetFilter
{
    public PublicKey? Owner { get; init; }

    public PublicKey? Delegate { get; init; }

    public PublicKey? Authority { get; init; }

    public PublicKey? Creator { get; init; }

    /// <summary>Whether <see cref="Creator"/>, or else any creator, vouches for the asset.</summary>
    public bool? IsCreatorVerified { get; init; }

    public PublicKey? Collection { get; init; }

    /// <summary>Whether a collection counts that nobody has confirmed.</summary>
    public bool CountsUnverifiedCollections { get; init; }

    public LeafVersion? Version { get; init; }

    public bool? IsFrozen { get; init; }

    public bool? IsBurnt { get; init; }

    public int? RoyaltyBasisPoints { get; init; }

    public string? Uri { get; init; }

    /// <summary>What is the same for all assets here, and so decided already.</summary>
    public IReadOnlyList<bool> Decided { get; init; } = [];

    public bool IsAny { get; init; }

    public bool IsNegated { get; init; }

    /// <summary>The test of an asset, by its number.</summary>
    /// <param name="assets">The index.</param>
    /// <param name="readUri">Reads the URI of an asset.</param>
    public Func<int, bool> Compile(AssetIndex assets, Func<int, string> readUri)
    {
        List<Func<int, bool>> conditions = [.. Decided.Select(isMet => (Func<int, bool>)(_ => isMet))];
        if (Owner is { } owner)
        {
            int? number = assets.NumberOf(owner);
            conditions.Add(asset => assets[asset].Owner == number);
        }

        if (Delegate is { } acting)
        {
            int? number = assets.NumberOf(acting);
            conditions.Add(asset => assets[asset].Delegate == number && assets[asset].Owner != number);
        }

        if (Authority is { } authority)
            conditions.Add(asset => assets.TreeOf(assets[asset].Tree).Authority == authority);
        if (Creator is not null || IsCreatorVerified is not null)
            conditions.Add(asset => assets.ProfileOf(assets[asset].Profile).Creators.Any(IsWanted));
        if (Collection is { } collection)
        {
            conditions.Add(asset => assets.ProfileOf(assets[asset].Profile).Collection is { } claim
                && claim.Key == collection
                && (claim.IsVerified || CountsUnverifiedCollections));
        }

        if (Version is { } version)
            conditions.Add(asset => assets[asset].Version == version);
        if (IsFrozen is { } isFrozen)
            conditions.Add(asset => AssetJson.IsFrozen(assets[asset].Flags) == isFrozen);
        if (IsBurnt is { } isBurnt)
            conditions.Add(asset => assets[asset].IsBurnt == isBurnt);
        if (RoyaltyBasisPoints is { } points)
            conditions.Add(asset => assets.ProfileOf(assets[asset].Profile).SellerFeeBasisPoints == points);
        if (Uri is { } uri)
        {
            int hash = string.GetHashCode(uri, StringComparison.Ordinal);
            conditions.Add(asset => assets[asset].UriHash == hash && readUri(asset) == uri);
        }

        return asset => (IsAny && conditions.Count != 0
            ? conditions.Exists(isMet => isMet(asset))
            : conditions.TrueForAll(isMet => isMet(asset))) != IsNegated;
    }

    private bool IsWanted(Creator creator) =>
        (Creator is null || creator.Address == Creator) && (IsCreatorVerified is null || creator.IsVerified == IsCreatorVerified);
}
