using System.Text;
using Piwa.Chain.Hashing;
using Piwa.Chain.Keys;

namespace Piwa.Chain.Bubblegum;

/// <summary>The metadata of a compressed NFT of version 1.</summary>
/// <remarks>Immutable and safe to share between threads.</remarks>
public sealed class MetadataArgs : IAssetMetadata
{
    /// <summary>Texts that break no limit.</summary>
    private const int StackTextBytes =
        MetadataLimits.MaximumNameBytes + MetadataLimits.MaximumSymbolBytes + MetadataLimits.MaximumUriBytes;

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

    /// <summary>Bump of the edition's address.</summary>
    /// <value>Null by default.</value>
    public byte? EditionNonce { get; init; }

    /// <summary>The kind of token; minting accepts <see cref="TokenStandard.NonFungible"/> only.</summary>
    /// <value><see cref="TokenStandard.NonFungible"/> by default.</value>
    public TokenStandard? TokenStandard { get; init; } = Bubblegum.TokenStandard.NonFungible;

    /// <summary>The collection that the asset says it belongs to.</summary>
    /// <value>Null by default.</value>
    public CollectionClaim? Collection { get; init; }

    /// <summary>How often the asset may be used.</summary>
    /// <value>Null by default.</value>
    public Uses? Uses { get; init; }

    /// <summary>The token program for decompression.</summary>
    /// <value><see cref="TokenProgramVersion.Original"/> by default.</value>
    public TokenProgramVersion TokenProgramVersion { get; init; }

    /// <summary>Who made the asset: at most five, with shares that make 100.</summary>
    /// <value>Empty by default.</value>
    public IReadOnlyList<Creator> Creators
    {
        get => _creators;
        init => _creators = [.. value];
    }

    /// <summary>Reads metadata from the front of Borsh bytes.</summary>
    /// <param name="bytes">The encoding; what follows it is left alone.</param>
    /// <param name="length">The number of bytes that were read.</param>
    /// <exception cref="WireFormatException">The bytes are not metadata.</exception>
    public static MetadataArgs Parse(ReadOnlySpan<byte> bytes, out int length)
    {
        MetadataView read = MetadataView.Read(bytes, out length);
        return new MetadataArgs
        {
            Name = Encoding.UTF8.GetString(read.Name),
            Symbol = Encoding.UTF8.GetString(read.Symbol),
            Uri = Encoding.UTF8.GetString(read.Uri),
            SellerFeeBasisPoints = read.SellerFeeBasisPoints,
            PrimarySaleHappened = read.PrimarySaleHappened,
            IsMutable = read.IsMutable,
            EditionNonce = read.EditionNonce,
            TokenStandard = read.TokenStandard,
            Collection = read.Collection,
            Uses = read.Uses,
            TokenProgramVersion = read.TokenProgramVersion,
            Creators = read.Creators.ToArray(),
        };
    }

    /// <summary>The metadata that stands in the leaf once the collection's authority has confirmed it.</summary>
    /// <exception cref="InvalidOperationException">The metadata names no collection.</exception>
    public MetadataArgs WithVerifiedCollection() => new()
    {
        Name = Name,
        Symbol = Symbol,
        Uri = Uri,
        SellerFeeBasisPoints = SellerFeeBasisPoints,
        PrimarySaleHappened = PrimarySaleHappened,
        IsMutable = IsMutable,
        EditionNonce = EditionNonce,
        TokenStandard = TokenStandard,
        Collection = Collection is { } claim
            ? claim with { IsVerified = true }
            : throw new InvalidOperationException($"The metadata of '{Name}' names no collection."),
        Uses = Uses,
        TokenProgramVersion = TokenProgramVersion,
        Creators = _creators,
    };

    /// <summary>The same in the form of version 2.</summary>
    /// <param name="collection">The Metaplex Core collection that the asset is minted into; null for none.</param>
    /// <exception cref="InvalidMetadataException">Something is set that version 2 has no place for: an edition's bump, a collection of
    /// version 1, uses, or another token program.</exception>
    public MetadataArgsV2 ToV2(PublicKey? collection = null)
    {
        if (EditionNonce is not null || Collection is not null || Uses is not null || TokenProgramVersion != TokenProgramVersion.Original)
        {
            throw new InvalidMetadataException(
                $"The metadata of '{Name}' set an edition's bump, a collection of version 1, uses or a token program, for which version 2 has "
                + "no place.");
        }

        return new MetadataArgsV2
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
    }

    /// <summary>The metadata that stands in the leaf after an update.</summary>
    /// <param name="update">What changes.</param>
    public MetadataArgs With(MetadataUpdate update)
    {
        ArgumentNullException.ThrowIfNull(update);
        return new MetadataArgs
        {
            Name = update.Name ?? Name,
            Symbol = update.Symbol ?? Symbol,
            Uri = update.Uri ?? Uri,
            SellerFeeBasisPoints = update.SellerFeeBasisPoints ?? SellerFeeBasisPoints,
            PrimarySaleHappened = update.PrimarySaleHappened ?? PrimarySaleHappened,
            IsMutable = update.IsMutable ?? IsMutable,
            EditionNonce = EditionNonce,
            TokenStandard = TokenStandard,
            Collection = Collection,
            Uses = Uses,
            TokenProgramVersion = TokenProgramVersion,
            Creators = update.Creators ?? _creators,
        };
    }

    /// <summary>The Borsh encoding, as it stands in the instruction's data.</summary>
    public byte[] Encode()
    {
        MetadataView view = View(stackalloc byte[StackTextBytes]);
        byte[] buffer = new byte[view.MaximumEncodedBytes];
        return buffer[..view.Write(buffer)];
    }

    /// <summary>The hash of the metadata that stands in the leaf.</summary>
    public Hash256 DataHash()
    {
        MetadataView view = View(stackalloc byte[StackTextBytes]);
        int most = view.MaximumEncodedBytes;
        Span<byte> encoded = most <= MetadataView.MaximumValidBytes ? stackalloc byte[MetadataView.MaximumValidBytes] : new byte[most];
        return LeafHashing.DataHash(encoded[..view.Write(encoded)], SellerFeeBasisPoints);
    }

    /// <summary>The hash of the creators that stands in the leaf.</summary>
    public Hash256 CreatorHash() => LeafHashing.CreatorHash(_creators);

    /// <summary>The error that minting would give for the metadata itself; null if it is acceptable.</summary>
    /// <remarks>Whether verified creators sign depends on the transaction and is not checked here.</remarks>
    public BubblegumError? FirstViolation() => View(stackalloc byte[StackTextBytes]).FirstViolation();

    /// <summary>Throws unless minting would accept the metadata.</summary>
    /// <exception cref="InvalidMetadataException">A limit is broken; the message says which.</exception>
    public void ThrowIfInvalid()
    {
        if (FirstViolation() is { } error)
            throw new InvalidMetadataException(error, Name);
    }

    IAssetMetadata IAssetMetadata.Updated(MetadataUpdate update) => With(update);

    BubblegumError? IAssetMetadata.FirstLimitViolation() => View(stackalloc byte[StackTextBytes]).FirstLimitViolation();

    /// <summary>The same where it lies in memory.</summary>
    /// <param name="texts">Receives the texts, where they fit.</param>
    private MetadataView View(Span<byte> texts)
    {
        int name = Encoding.UTF8.GetByteCount(Name), symbol = Encoding.UTF8.GetByteCount(Symbol), uri = Encoding.UTF8.GetByteCount(Uri);
        if (texts.Length < name + symbol + uri)
            texts = new byte[name + symbol + uri];
        Encoding.UTF8.GetBytes(Name, texts);
        Encoding.UTF8.GetBytes(Symbol, texts[name..]);
        Encoding.UTF8.GetBytes(Uri, texts[(name + symbol)..]);
        return new MetadataView
        {
            Name = texts[..name],
            Symbol = texts.Slice(name, symbol),
            Uri = texts.Slice(name + symbol, uri),
            SellerFeeBasisPoints = SellerFeeBasisPoints,
            PrimarySaleHappened = PrimarySaleHappened,
            IsMutable = IsMutable,
            EditionNonce = EditionNonce,
            TokenStandard = TokenStandard,
            Collection = Collection,
            Uses = Uses,
            TokenProgramVersion = TokenProgramVersion,
            Creators = _creators,
        };
    }
}
