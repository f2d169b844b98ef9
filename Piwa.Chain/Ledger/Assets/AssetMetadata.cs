using Piwa.Chain.Bubblegum;
using Piwa.Chain.Hashing;

namespace Piwa.Chain.Ledger.Assets;

/// <summary>An asset's metadata, of either version.</summary>
internal sealed record AssetMetadata
{
    public required string Name { get; init; }

    public required string Symbol { get; init; }

    public required string Uri { get; init; }

    public required ushort SellerFeeBasisPoints { get; init; }

    public required bool PrimarySaleHappened { get; init; }

    public required bool IsMutable { get; init; }

    public required TokenStandard? TokenStandard { get; init; }

    public required IReadOnlyList<Creator> Creators { get; init; }

    /// <summary>The collection; in version 2 it is always a confirmed one.</summary>
    public required CollectionClaim? Collection { get; init; }

    /// <summary>Version 1 only.</summary>
    public byte? EditionNonce { get; init; }

    /// <summary>Version 1 only.</summary>
    public Uses? Uses { get; init; }

    /// <summary>Version 1 only.</summary>
    public TokenProgramVersion TokenProgramVersion { get; init; }

    public static AssetMetadata Of(MetadataArgs metadata) => new()
    {
        Name = metadata.Name,
        Symbol = metadata.Symbol,
        Uri = metadata.Uri,
        SellerFeeBasisPoints = metadata.SellerFeeBasisPoints,
        PrimarySaleHappened = metadata.PrimarySaleHappened,
        IsMutable = metadata.IsMutable,
        TokenStandard = metadata.TokenStandard,
        Creators = metadata.Creators,
        Collection = metadata.Collection,
        EditionNonce = metadata.EditionNonce,
        Uses = metadata.Uses,
        TokenProgramVersion = metadata.TokenProgramVersion,
    };

    public static AssetMetadata Of(MetadataArgsV2 metadata) => new()
    {
        Name = metadata.Name,
        Symbol = metadata.Symbol,
        Uri = metadata.Uri,
        SellerFeeBasisPoints = metadata.SellerFeeBasisPoints,
        PrimarySaleHappened = metadata.PrimarySaleHappened,
        IsMutable = metadata.IsMutable,
        TokenStandard = metadata.TokenStandard,
        Creators = metadata.Creators,
        Collection = metadata.Collection is { } key ? new CollectionClaim(key, IsVerified: true) : null,
    };

    /// <summary>The metadata with a creator's word given or taken back.</summary>
    public AssetMetadata WithCreator(Keys.PublicKey creator, bool isVerified) => this with
    {
        Creators = [.. Creators.Select(each => each.Address == creator ? each with { IsVerified = isVerified } : each)],
    };

    /// <summary>The metadata after an update.</summary>
    public AssetMetadata With(MetadataUpdate update) => this with
    {
        Name = update.Name ?? Name,
        Symbol = update.Symbol ?? Symbol,
        Uri = update.Uri ?? Uri,
        Creators = update.Creators ?? Creators,
        SellerFeeBasisPoints = update.SellerFeeBasisPoints ?? SellerFeeBasisPoints,
        PrimarySaleHappened = update.PrimarySaleHappened ?? PrimarySaleHappened,
        IsMutable = update.IsMutable ?? IsMutable,
    };

    /// <summary>The leaf's hash of the metadata.</summary>
    public Hash256 DataHash(LeafVersion version) => version == LeafVersion.V1
        ? new MetadataArgs
        {
            Name = Name,
            Symbol = Symbol,
            Uri = Uri,
            SellerFeeBasisPoints = SellerFeeBasisPoints,
            PrimarySaleHappened = PrimarySaleHappened,
            IsMutable = IsMutable,
            EditionNonce = EditionNonce,
            TokenStandard = TokenStandard,
            Collection = Collection,
            Uses = Uses,
            TokenProgramVersion = TokenProgramVersion,
            Creators = Creators,
        }.DataHash()
        : new MetadataArgsV2
        {
            Name = Name,
            Symbol = Symbol,
            Uri = Uri,
            SellerFeeBasisPoints = SellerFeeBasisPoints,
            PrimarySaleHappened = PrimarySaleHappened,
            IsMutable = IsMutable,
            TokenStandard = TokenStandard,
            Creators = Creators,
            Collection = Collection?.Key,
        }.DataHash();
}
