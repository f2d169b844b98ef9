using System.Text;
using Piwa.Chain.Borsh;
using Piwa.Chain.Hashing;
using Piwa.Chain.Keys;

namespace Piwa.Chain.Bubblegum;

/// <summary>The metadata of a compressed NFT of version 2.</summary>
/// <remarks>Immutable and safe to share between threads. The fields stand in another order than in version 1.</remarks>
public sealed class MetadataArgsV2 : IAssetMetadata
{
    private const int StandardCount = 4;

    /// <summary>Bytes of everything but text and creators, with all options present.</summary>
    private const int MaximumFixedBytes = (3 * sizeof(uint)) + sizeof(ushort) + 2 + 2 + sizeof(uint) + (1 + PublicKey.Size);

    private Creator[] _creators = [];

    /// <summary>What the asset is called: at most 32 bytes of UTF-8.</summary>
    /// <value>Empty by default.</value>
    public string Name { get; init; } = "";

    /// <summary>A short symbol: at most 10 bytes of UTF-8.</summary>
    /// <value>Empty by default.</value>
    public string Symbol { get; init; } = "";

    /// <summary>Where more about the asset stands: at most 200 bytes of UTF-8.</summary>
    /// <value>Empty by default.</value>
    public string Uri { get; init; } = "";

    /// <summary>The creators' part of each later sale.</summary>
    /// <value>0 by default, at most 10,000; in hundredths of a per cent.</value>
    public ushort SellerFeeBasisPoints { get; init; }

    /// <summary>Whether the first sale has happened.</summary>
    /// <value>False by default.</value>
    public bool PrimarySaleHappened { get; init; }

    /// <summary>Whether the metadata may change later.</summary>
    /// <value>True by default.</value>
    public bool IsMutable { get; init; } = true;

    /// <summary>The kind of token; minting accepts <see cref="TokenStandard.NonFungible"/> only.</summary>
    /// <value><see cref="TokenStandard.NonFungible"/> by default.</value>
    public TokenStandard? TokenStandard { get; init; } = Bubblegum.TokenStandard.NonFungible;

    /// <summary>Who made the asset: at most five, with shares that make 100.</summary>
    /// <value>Empty by default.</value>
    public IReadOnlyList<Creator> Creators
    {
        get => _creators;
        init => _creators = [.. value];
    }

    /// <summary>The Metaplex Core collection that the asset is minted into.</summary>
    /// <value>Null by default.</value>
    public PublicKey? Collection { get; init; }

    internal ReadOnlySpan<Creator> CreatorSpan => _creators;

    /// <summary>Reads metadata from the front of Borsh bytes.</summary>
    /// <param name="bytes">The encoding; what follows it is left alone.</param>
    /// <param name="length">The number of bytes that were read.</param>
    /// <exception cref="WireFormatException">The bytes are not metadata.</exception>
    public static MetadataArgsV2 Parse(ReadOnlySpan<byte> bytes, out int length)
    {
        BorshReader reader = new(bytes, "Metadata of version 2");
        MetadataArgsV2 metadata = new()
        {
            Name = reader.ReadString("name"),
            Symbol = reader.ReadString("symbol"),
            Uri = reader.ReadString("uri"),
            SellerFeeBasisPoints = reader.ReadUInt16("seller fee"),
            PrimarySaleHappened = reader.ReadFlag("primary sale happened"),
            IsMutable = reader.ReadFlag("is mutable"),
            TokenStandard = reader.ReadFlag("token standard") ? (TokenStandard)reader.ReadVariant(StandardCount, "token standard") : null,
            Creators = CreatorList.Read(ref reader),
            Collection = reader.ReadFlag("collection") ? reader.ReadKey("collection") : null,
        };
        length = reader.Position;
        return metadata;
    }

    /// <summary>The metadata that stands in the leaf after an update.</summary>
    /// <param name="update">What changes.</param>
    public MetadataArgsV2 With(MetadataUpdate update)
    {
        ArgumentNullException.ThrowIfNull(update);
        return new MetadataArgsV2
        {
            Name = update.Name ?? Name,
            Symbol = update.Symbol ?? Symbol,
            Uri = update.Uri ?? Uri,
            SellerFeeBasisPoints = update.SellerFeeBasisPoints ?? SellerFeeBasisPoints,
            PrimarySaleHappened = update.PrimarySaleHappened ?? PrimarySaleHappened,
            IsMutable = update.IsMutable ?? IsMutable,
            TokenStandard = TokenStandard,
            Creators = update.Creators ?? _creators,
            Collection = Collection,
        };
    }

    /// <summary>The metadata that stands in the leaf once the asset is in another collection.</summary>
    /// <param name="collection">The collection; null for none.</param>
    public MetadataArgsV2 WithCollection(PublicKey? collection) => new()
    {
        Name = Name,
        Symbol = Symbol,
        Uri = Uri,
        SellerFeeBasisPoints = SellerFeeBasisPoints,
        PrimarySaleHappened = PrimarySaleHappened,
        IsMutable = IsMutable,
        TokenStandard = TokenStandard,
        Creators = _creators,
        Collection = collection,
    };

    /// <summary>The Borsh encoding, as it stands in the instruction's data.</summary>
    public byte[] Encode()
    {
        byte[] buffer = new byte[MaximumEncodedBytes];
        BorshWriter writer = new(buffer);
        writer.WriteString(Name);
        writer.WriteString(Symbol);
        writer.WriteString(Uri);
        writer.WriteUInt16(SellerFeeBasisPoints);
        writer.WriteFlag(PrimarySaleHappened);
        writer.WriteFlag(IsMutable);
        writer.WriteFlag(TokenStandard is not null);
        if (TokenStandard is { } standard)
            writer.WriteByte((byte)standard);
        CreatorList.Write(ref writer, _creators);
        writer.WriteFlag(Collection is not null);
        if (Collection is { } collection)
            writer.WriteKey(collection);
        return buffer[..writer.Position];
    }

    /// <summary>The hash of the metadata that stands in the leaf.</summary>
    public Hash256 DataHash() => LeafHashing.DataHash(Encode(), SellerFeeBasisPoints);

    /// <summary>The hash of the creators that stands in the leaf.</summary>
    public Hash256 CreatorHash() => LeafHashing.CreatorHash(_creators);

    /// <summary>The hash of the collection that stands in the leaf: of 32 zero bytes where there is none.</summary>
    public Hash256 CollectionHash() => LeafHashing.CollectionHash(Collection);

    /// <summary>The error that minting would give for the metadata itself; null if it is acceptable.</summary>
    /// <remarks>Whether verified creators sign depends on the transaction and is not checked here.</remarks>
    public BubblegumError? FirstViolation()
    {
        if (FirstLimitViolation() is { } violation)
            return violation;
        return TokenStandard == Bubblegum.TokenStandard.NonFungible ? null : BubblegumError.InvalidTokenStandard;
    }

    /// <summary>Throws unless minting would accept the metadata.</summary>
    /// <exception cref="InvalidMetadataException">A limit is broken; the message says which.</exception>
    public void ThrowIfInvalid()
    {
        if (FirstViolation() is { } error)
            throw new InvalidMetadataException(error, Name);
    }

    IAssetMetadata IAssetMetadata.Updated(MetadataUpdate update) => With(update);

    BubblegumError? IAssetMetadata.FirstLimitViolation() => FirstLimitViolation();

    private int MaximumEncodedBytes => MaximumFixedBytes + Encoding.UTF8.GetByteCount(Name)
        + Encoding.UTF8.GetByteCount(Symbol) + Encoding.UTF8.GetByteCount(Uri)
        + (_creators.Length * Creator.EncodedBytes);

    private BubblegumError? FirstLimitViolation() =>
        MetadataLimits.FirstViolation(
        Encoding.UTF8.GetByteCount(Name),
        Encoding.UTF8.GetByteCount(Symbol),
        Encoding.UTF8.GetByteCount(Uri),
        SellerFeeBasisPoints,
        _creators);
}
