using System.Text;
using Piwa.Chain.Borsh;
using Piwa.Chain.Hashing;
using Piwa.Chain.Keys;

namespace Piwa.Chain.Bubblegum;

/// <summary>The metadata of a compressed NFT of version 1.</summary>
/// <remarks>Immutable and safe to share between threads.</remarks>
public sealed class MetadataArgs : IAssetMetadata
{
    private const int MethodCount = 3;
    private const int StandardCount = 4;
    private const int ProgramVersionCount = 2;

    /// <summary>Bytes of everything but text and creators, with all options present.</summary>
    private const int MaximumFixedBytes =
        (3 * sizeof(uint)) + sizeof(ushort) + 2 + 2 + 2 + (2 + PublicKey.Size) + (2 + (2 * sizeof(ulong))) + 1 + sizeof(uint);

    /// <summary>The longest encoding that minting accepts.</summary>
    internal const int MaximumValidBytes = MaximumFixedBytes + MetadataLimits.MaximumNameBytes + MetadataLimits.MaximumSymbolBytes
        + MetadataLimits.MaximumUriBytes + (MetadataLimits.MaximumCreators * Creator.EncodedBytes);

    private IReadOnlyList<Creator> _creators = [];

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
        BorshReader reader = new(bytes, "Metadata");
        MetadataArgs metadata = new()
        {
            Name = reader.ReadString("name"),
            Symbol = reader.ReadString("symbol"),
            Uri = reader.ReadString("uri"),
            SellerFeeBasisPoints = reader.ReadUInt16("seller fee"),
            PrimarySaleHappened = reader.ReadFlag("primary sale happened"),
            IsMutable = reader.ReadFlag("is mutable"),
            EditionNonce = reader.ReadFlag("edition nonce") ? reader.ReadByte("edition nonce") : null,
            TokenStandard = reader.ReadFlag("token standard") ? (TokenStandard)reader.ReadVariant(StandardCount, "token standard") : null,
            Collection = reader.ReadFlag("collection") ? ReadCollection(ref reader) : null,
            Uses = reader.ReadFlag("uses") ? ReadUses(ref reader) : null,
            TokenProgramVersion = (TokenProgramVersion)reader.ReadVariant(ProgramVersionCount, "token program version"),
            Creators = CreatorList.Read(ref reader),
        };
        length = reader.Position;
        return metadata;
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
        byte[] buffer = new byte[MaximumEncodedBytes];
        return buffer[..Encode(buffer)];
    }

    /// <summary>Encodes into a buffer, or, where it might not fit, into memory of its own.</summary>
    /// <returns>The encoding.</returns>
    internal ReadOnlySpan<byte> EncodeWithin(Span<byte> buffer)
    {
        if (buffer.Length < MaximumEncodedBytes)
            buffer = new byte[MaximumEncodedBytes];
        return buffer[..Encode(buffer)];
    }

    /// <summary>Encodes into a buffer of <see cref="MaximumValidBytes"/>, for metadata that breaks no limit.</summary>
    /// <returns>The number of bytes written.</returns>
    internal int Encode(Span<byte> destination)
    {
        BorshWriter writer = new(destination);
        writer.WriteString(Name);
        writer.WriteString(Symbol);
        writer.WriteString(Uri);
        writer.WriteUInt16(SellerFeeBasisPoints);
        writer.WriteFlag(PrimarySaleHappened);
        writer.WriteFlag(IsMutable);
        writer.WriteFlag(EditionNonce is not null);
        if (EditionNonce is { } editionNonce)
            writer.WriteByte(editionNonce);
        writer.WriteFlag(TokenStandard is not null);
        if (TokenStandard is { } standard)
            writer.WriteByte((byte)standard);
        writer.WriteFlag(Collection is not null);
        if (Collection is { } collection)
        {
            writer.WriteFlag(collection.IsVerified);
            writer.WriteKey(collection.Key);
        }

        writer.WriteFlag(Uses is not null);
        if (Uses is { } uses)
        {
            writer.WriteByte((byte)uses.Method);
            writer.WriteUInt64(uses.Remaining);
            writer.WriteUInt64(uses.Total);
        }

        writer.WriteByte((byte)TokenProgramVersion);
        CreatorList.Write(ref writer, _creators);
        return writer.Position;
    }

    /// <summary>The hash of the metadata that stands in the leaf.</summary>
    public Hash256 DataHash() => LeafHashing.DataHash(EncodeWithin(stackalloc byte[MaximumValidBytes]), SellerFeeBasisPoints);

    /// <summary>The hash of the creators that stands in the leaf.</summary>
    public Hash256 CreatorHash() => LeafHashing.CreatorHash(_creators);

    /// <summary>The error that minting would give for the metadata itself; null if it is acceptable.</summary>
    /// <remarks>Whether verified creators sign depends on the transaction and is not checked here.</remarks>
    public BubblegumError? FirstViolation()
    {
        if (FirstLimitViolation() is { } violation)
            return violation;
        if (Collection is { IsVerified: true })
            return BubblegumError.CollectionCannotBeVerifiedInThisInstruction;
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
        + (_creators.Count * Creator.EncodedBytes);

    private BubblegumError? FirstLimitViolation() =>
        MetadataLimits.FirstViolation(Name, Symbol, Uri, SellerFeeBasisPoints, _creators);

    private static CollectionClaim ReadCollection(ref BorshReader reader)
    {
        bool isVerified = reader.ReadFlag("collection verified");
        return new CollectionClaim(reader.ReadKey("collection key"), isVerified);
    }

    private static Uses ReadUses(ref BorshReader reader)
    {
        UseMethod method = (UseMethod)reader.ReadVariant(MethodCount, "use method");
        return new Uses(method, reader.ReadUInt64("uses remaining"), reader.ReadUInt64("uses total"));
    }
}
