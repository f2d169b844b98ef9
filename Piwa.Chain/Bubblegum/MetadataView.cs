using System.Text;
using Piwa.Chain.Borsh;
using Piwa.Chain.Keys;

namespace Piwa.Chain.Bubblegum;

/// <summary>The metadata of a compressed NFT of version 1 where they lie: as <see cref="MetadataArgs"/>, without an object.</summary>
public readonly ref struct MetadataView
{
    private const int MethodCount = 3;
    private const int StandardCount = 4;
    private const int ProgramVersionCount = 2;

    /// <summary>Bytes of everything but text and creators, with all options present.</summary>
    private const int MaximumFixedBytes =
        (3 * sizeof(uint)) + sizeof(ushort) + 2 + 2 + 2 + (2 + PublicKey.Size) + (2 + (2 * sizeof(ulong))) + 1 + sizeof(uint);

    /// <summary>The longest encoding that minting accepts.</summary>
    public const int MaximumValidBytes = MaximumFixedBytes + MetadataLimits.MaximumNameBytes + MetadataLimits.MaximumSymbolBytes
        + MetadataLimits.MaximumUriBytes + (MetadataLimits.MaximumCreators * Creator.EncodedBytes);

    /// <summary>Metadata with the defaults of <see cref="MetadataArgs"/>.</summary>
    public MetadataView()
    {
    }

    /// <inheritdoc cref="MetadataArgs.Name"/>
    public ReadOnlySpan<byte> Name { get; init; }

    /// <inheritdoc cref="MetadataArgs.Symbol"/>
    public ReadOnlySpan<byte> Symbol { get; init; }

    /// <inheritdoc cref="MetadataArgs.Uri"/>
    public ReadOnlySpan<byte> Uri { get; init; }

    /// <inheritdoc cref="MetadataArgs.SellerFeeBasisPoints"/>
    public ushort SellerFeeBasisPoints { get; init; }

    /// <inheritdoc cref="MetadataArgs.PrimarySaleHappened"/>
    public bool PrimarySaleHappened { get; init; }

    /// <inheritdoc cref="MetadataArgs.IsMutable"/>
    public bool IsMutable { get; init; } = true;

    /// <inheritdoc cref="MetadataArgs.EditionNonce"/>
    public byte? EditionNonce { get; init; }

    /// <inheritdoc cref="MetadataArgs.TokenStandard"/>
    public TokenStandard? TokenStandard { get; init; } = Bubblegum.TokenStandard.NonFungible;

    /// <inheritdoc cref="MetadataArgs.Collection"/>
    public CollectionClaim? Collection { get; init; }

    /// <inheritdoc cref="MetadataArgs.Uses"/>
    public Uses? Uses { get; init; }

    /// <inheritdoc cref="MetadataArgs.TokenProgramVersion"/>
    public TokenProgramVersion TokenProgramVersion { get; init; }

    /// <inheritdoc cref="MetadataArgs.Creators"/>
    public ReadOnlySpan<Creator> Creators { get; init; }

    /// <summary>The most bytes that the encoding can take.</summary>
    internal int MaximumEncodedBytes =>
        MaximumFixedBytes + Name.Length + Symbol.Length + Uri.Length + (Creators.Length * Creator.EncodedBytes);

    /// <summary>Reads metadata from the front of Borsh bytes.</summary>
    /// <param name="bytes">The encoding; what follows it is left alone. Texts are parts of it, and valid as long as it is.</param>
    /// <param name="length">The number of bytes that were read.</param>
    /// <exception cref="WireFormatException">The bytes are not metadata.</exception>
    public static MetadataView Read(ReadOnlySpan<byte> bytes, out int length)
    {
        BorshReader reader = new(bytes, "Metadata");
        MetadataView metadata = new()
        {
            Name = reader.ReadText("name"),
            Symbol = reader.ReadText("symbol"),
            Uri = reader.ReadText("uri"),
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

    /// <summary>Writes the Borsh encoding.</summary>
    /// <param name="destination">At least <see cref="MaximumValidBytes"/>, for metadata that break no limit.</param>
    /// <returns>The number of bytes written.</returns>
    public int Write(Span<byte> destination)
    {
        BorshWriter writer = new(destination);
        writer.WriteText(Name);
        writer.WriteText(Symbol);
        writer.WriteText(Uri);
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
        CreatorList.Write(ref writer, Creators);
        return writer.Position;
    }

    /// <summary>The error that minting would give for the metadata itself; null if they are acceptable.</summary>
    /// <remarks>Whether verified creators sign depends on the transaction and is not checked here.</remarks>
    public BubblegumError? FirstViolation()
    {
        if (FirstLimitViolation() is { } violation)
            return violation;
        if (Collection is { IsVerified: true })
            return BubblegumError.CollectionCannotBeVerifiedInThisInstruction;
        return TokenStandard == Bubblegum.TokenStandard.NonFungible ? null : BubblegumError.InvalidTokenStandard;
    }

    internal BubblegumError? FirstLimitViolation() =>
        MetadataLimits.FirstViolation(Name.Length, Symbol.Length, Uri.Length, SellerFeeBasisPoints, Creators);

    /// <summary>Throws unless minting would accept the metadata.</summary>
    /// <exception cref="InvalidMetadataException">A limit is broken; the message says which.</exception>
    public void ThrowIfInvalid()
    {
        if (FirstViolation() is { } error)
            throw new InvalidMetadataException(error, Encoding.UTF8.GetString(Name));
    }

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
