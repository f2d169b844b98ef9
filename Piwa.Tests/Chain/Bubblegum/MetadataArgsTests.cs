using CsCheck;
using Piwa.Chain;
using Piwa.Chain.Bubblegum;
using Piwa.Chain.Keys;

namespace Piwa.Tests.Chain.Bubblegum;

public sealed class MetadataArgsTests
{
    private static readonly Gen<PublicKey> Key = Gen.Byte.Array[32].Select(bytes => new PublicKey(bytes));

    private static readonly Gen<Creator> AnyCreator = Gen.Select(Key, Gen.Bool, Gen.Byte, (key, verified, share) =>
        new Creator(key, verified, share));

    private static readonly Gen<CollectionClaim?> AnyCollection =
        Gen.Select(Gen.Bool, Key, Gen.Bool, (some, key, verified) => some ? new CollectionClaim(key, verified) : (CollectionClaim?)null);

    private static readonly Gen<Uses?> AnyUses = Gen.Select(
        Gen.Bool, Gen.Int[0, 2], Gen.ULong, Gen.ULong, (some, method, left, total) => some
            ? new Uses((UseMethod)method, left, total) : (Uses?)null);

    private static readonly Gen<MetadataArgs> AnyMetadata = Gen.Select(
        Gen.String[0, 40],
        Gen.String[0, 12],
        Gen.String[0, 60],
        Gen.UShort,
        Gen.Select(Gen.Bool, Gen.Bool, Gen.Int[-1, 255], Gen.Int[-1, 3], Gen.Int[0, 1]),
        Gen.Select(AnyCollection, AnyUses),
        AnyCreator.Array[0, 6],
        (name, symbol, uri, fee, flags, options, creators) => new MetadataArgs
        {
            Name = Clean(name),
            Symbol = Clean(symbol),
            Uri = Clean(uri),
            SellerFeeBasisPoints = fee,
            PrimarySaleHappened = flags.Item1,
            IsMutable = flags.Item2,
            EditionNonce = flags.Item3 < 0 ? null : (byte)flags.Item3,
            TokenStandard = flags.Item4 < 0 ? null : (TokenStandard)flags.Item4,
            TokenProgramVersion = (TokenProgramVersion)flags.Item5,
            Collection = options.Item1,
            Uses = options.Item2,
            Creators = creators,
        });

    [Fact]
    public void EncodingRoundTripsAndLeavesWhatFollowsAlone() =>
        AnyMetadata.Sample(metadata =>
        {
            byte[] bytes = metadata.Encode();
            MetadataArgs parsed = MetadataArgs.Parse([.. bytes, 1, 2, 3], out int length);
            return length == bytes.Length && parsed.Encode().AsSpan().SequenceEqual(bytes)
                && parsed.Name == metadata.Name && parsed.Uses == metadata.Uses && parsed.Collection == metadata.Collection
                && parsed.Creators.SequenceEqual(metadata.Creators) && parsed.EditionNonce == metadata.EditionNonce;
        });

    [Fact]
    public void Version2RoundTrips() =>
        Gen.Select(AnyMetadata, Gen.Bool, Key).Sample((metadata, hasCollection, collection) =>
        {
            MetadataArgsV2 second = new()
            {
                Name = metadata.Name,
                Symbol = metadata.Symbol,
                Uri = metadata.Uri,
                SellerFeeBasisPoints = metadata.SellerFeeBasisPoints,
                TokenStandard = metadata.TokenStandard,
                Creators = metadata.Creators,
                Collection = hasCollection ? collection : null,
            };
            byte[] bytes = second.Encode();
            MetadataArgsV2 parsed = MetadataArgsV2.Parse([.. bytes, 9], out int length);
            return length == bytes.Length && parsed.Encode().AsSpan().SequenceEqual(bytes) && parsed.Collection == second.Collection;
        });

    [Fact]
    public void EncodingThatEndsEarlyIsRefusedAtEveryByte()
    {
        byte[] bytes = Full().Encode();
        for (int length = 0; length < bytes.Length; length++)
            Assert.Throws<WireFormatException>(() => MetadataArgs.Parse(bytes.AsSpan(..length), out _));
        byte[] second = new MetadataArgsV2
        {
            Name = "a",
            Creators = [new Creator(default, false, 100)],
            Collection = default(PublicKey)
        }.Encode();
        for (int length = 0; length < second.Length; length++)
            Assert.Throws<WireFormatException>(() => MetadataArgsV2.Parse(second.AsSpan(..length), out _));
    }

    [Fact]
    public void AnyBytesEitherParseOrAreRefused() =>
        Gen.Select(Gen.Byte.Array[0, 200], Gen.Int[0, 400], Gen.Byte).Sample((noise, position, value) =>
        {
            byte[] damaged = Full().Encode();
            damaged[position % damaged.Length] = value;
            return ParsesOrRefuses(noise) && ParsesOrRefuses(damaged);
        });

    [Theory]
    [InlineData(31, null)]
    [InlineData(32, null)]
    [InlineData(33, BubblegumError.MetadataNameTooLong)]
    public void NameIsLimited(int bytes, BubblegumError? expected) =>
        Assert.Equal(expected, new MetadataArgs { Name = new string('n', bytes) }.FirstViolation());

    // The limit counts bytes of UTF-8, not characters.
    [Theory]
    [InlineData(15, null)]
    [InlineData(16, null)]
    [InlineData(17, BubblegumError.MetadataNameTooLong)]
    public void NameIsLimitedInBytes(int characters, BubblegumError? expected) =>
        Assert.Equal(expected, new MetadataArgs { Name = new string('ü', characters) }.FirstViolation());

    [Theory]
    [InlineData(9, null)]
    [InlineData(10, null)]
    [InlineData(11, BubblegumError.MetadataSymbolTooLong)]
    public void SymbolIsLimited(int bytes, BubblegumError? expected) =>
        Assert.Equal(expected, new MetadataArgs { Symbol = new string('s', bytes) }.FirstViolation());

    [Theory]
    [InlineData(199, null)]
    [InlineData(200, null)]
    [InlineData(201, BubblegumError.MetadataUriTooLong)]
    public void UriIsLimited(int bytes, BubblegumError? expected) =>
        Assert.Equal(expected, new MetadataArgs { Uri = new string('u', bytes) }.FirstViolation());

    [Theory]
    [InlineData(9_999, null)]
    [InlineData(10_000, null)]
    [InlineData(10_001, BubblegumError.MetadataBasisPointsTooHigh)]
    public void SellerFeeIsLimited(ushort fee, BubblegumError? expected) =>
        Assert.Equal(expected, new MetadataArgs { SellerFeeBasisPoints = fee }.FirstViolation());

    [Theory]
    [InlineData(4, null)]
    [InlineData(5, null)]
    [InlineData(6, BubblegumError.CreatorsTooLong)]
    public void CreatorsAreLimited(int count, BubblegumError? expected)
    {
        Creator[] creators = [.. Enumerable.Range(1, count).Select(i =>
            new Creator(TestKeys.Key(i), false, (byte)(i == 1 ? 101 - count : 1)))];
        Assert.Equal(expected, new MetadataArgs { Creators = creators }.FirstViolation());
    }

    [Theory]
    [InlineData(49, 50, BubblegumError.CreatorShareTotalMustBe100)]
    [InlineData(50, 50, null)]
    [InlineData(51, 50, BubblegumError.CreatorShareTotalMustBe100)]
    [InlineData(200, 156, BubblegumError.CreatorShareTotalMustBe100)]
    public void SharesMake100(byte first, byte second, BubblegumError? expected) =>
        Assert.Equal(
            expected,
            new MetadataArgs
            {
                Creators = [new Creator(TestKeys.Key(1), false, first),
                new Creator(TestKeys.Key(2), false, second)]
            }.FirstViolation());

    // The program adds as it compares, so an overflow before the duplicate wins, and a duplicate before the overflow as well.
    [Fact]
    public void FirstOfSeveralViolationsIsTheProgramsOne()
    {
        Creator a = new(TestKeys.Key(1), false, 200);
        Creator b = new(TestKeys.Key(2), false, 200);
        Assert.Equal(BubblegumError.DuplicateCreatorAddress, new MetadataArgs { Creators = [a, a, b] }.FirstViolation());
        Assert.Equal(BubblegumError.CreatorShareTotalMustBe100,
            new MetadataArgs { Creators = [a, b, b with { Address = TestKeys.Key(3) }] }.FirstViolation());
        Assert.Equal(BubblegumError.CreatorsTooLong, new MetadataArgs { Creators = [a, a, a, a, a, a] }.FirstViolation());
    }

    [Fact]
    public void VerifiedCollectionIsRefused()
    {
        Assert.Null(new MetadataArgs { Collection = new CollectionClaim(TestKeys.Key(1)) }.FirstViolation());
        Assert.Equal(
            BubblegumError.CollectionCannotBeVerifiedInThisInstruction,
            new MetadataArgs { Collection = new CollectionClaim(TestKeys.Key(1), IsVerified: true) }.FirstViolation());
    }

    [Theory]
    [InlineData(TokenStandard.NonFungible, true)]
    [InlineData(TokenStandard.FungibleAsset, false)]
    [InlineData(TokenStandard.Fungible, false)]
    [InlineData(TokenStandard.NonFungibleEdition, false)]
    [InlineData(null, false)]
    public void OnlyNonFungibleTokensAreMinted(TokenStandard? standard, bool isAccepted)
    {
        BubblegumError? expected = isAccepted ? null : BubblegumError.InvalidTokenStandard;
        Assert.Equal(expected, new MetadataArgs { TokenStandard = standard }.FirstViolation());
        Assert.Equal(expected, new MetadataArgsV2 { TokenStandard = standard }.FirstViolation());
    }

    [Fact]
    public void RefusalNamesTheErrorAndTheAsset()
    {
        InvalidMetadataException error =
            Assert.Throws<InvalidMetadataException>(() => new MetadataArgs { Name = "Chair", Symbol = "much too long" }.ThrowIfInvalid());
        Assert.Equal(BubblegumError.MetadataSymbolTooLong, error.Error);
        Assert.Contains("6013", error.Message, StringComparison.Ordinal);
        Assert.Contains("Chair", error.Message, StringComparison.Ordinal);
        Assert.Throws<InvalidMetadataException>(() => new MetadataArgsV2 { SellerFeeBasisPoints = 10_001 }.ThrowIfInvalid());
    }

    [Fact]
    public void CreatorsAreCopied()
    {
        List<Creator> creators = [new Creator(TestKeys.Key(1), false, 100)];
        MetadataArgs metadata = new() { Creators = creators };
        creators.Clear();
        Assert.Single(metadata.Creators);
    }

    private static MetadataArgs Full() => new()
    {
        Name = "Piwa ✓",
        Symbol = "PIWA",
        Uri = "ar://x",
        EditionNonce = 1,
        Collection = new CollectionClaim(TestKeys.Key(1)),
        Uses = new Uses(UseMethod.MultipleUse, 1, 2),
        Creators = [new Creator(TestKeys.Key(2), true, 100)],
    };

    private static bool ParsesOrRefuses(byte[] bytes)
    {
        try
        {
            MetadataArgs.Parse(bytes, out int length);
            return length <= bytes.Length;
        }
        catch (WireFormatException)
        {
            return true;
        }
    }

    // Lone surrogates have no UTF-8.
    private static string Clean(string text) => new([.. text.Where(character => !char.IsSurrogate(character))]);
}
