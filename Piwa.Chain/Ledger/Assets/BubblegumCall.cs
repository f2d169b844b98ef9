using Piwa.Chain.Borsh;
using Piwa.Chain.Bubblegum;
using Piwa.Chain.Hashing;
using Piwa.Chain.Keys;

namespace Piwa.Chain.Ledger.Assets;

/// <summary>An instruction of Bubblegum as an indexer reads it: what it is called, and which metadata it leaves an asset with.</summary>
/// <remarks>
/// An instruction that changes metadata carries all of it, so that the newest such instruction suffices; where its arguments stand follows
/// from <see cref="BubblegumInstructions"/>.
/// </remarks>
internal static class BubblegumCall
{
    /// <summary>Root, the hashes of metadata and creators, nonce, index.</summary>
    private const int HashedPlaceBytes = (3 * Hash256.Size) + PlaceBytes;

    /// <summary>Nonce and index.</summary>
    private const int PlaceBytes = sizeof(ulong) + sizeof(uint);

    private const int CreatorAccountV1 = 5;
    private const int CreatorAccountV2 = 2;
    private const int NewCollectionAccountV2 = 8;

    private static readonly BubblegumOperation[] Operations = Enum.GetValues<BubblegumOperation>();

    /// <summary>What an instruction does.</summary>
    /// <param name="data">The instruction's data.</param>
    public static BubblegumOperation OperationOf(ReadOnlySpan<byte> data)
    {
        foreach (BubblegumOperation operation in Operations)
        {
            if (operation != BubblegumOperation.Unknown && data.StartsWith(DiscriminatorOf(operation)))
                return operation;
        }

        return BubblegumOperation.Unknown;
    }

    /// <summary>The metadata of the asset after an instruction; null if the instruction does not tell it.</summary>
    /// <param name="data">The instruction's data.</param>
    /// <param name="account">The instruction's accounts.</param>
    /// <exception cref="WireFormatException">The data is not what its discriminator says.</exception>
    public static AssetMetadata? ReadMetadata(ReadOnlySpan<byte> data, Func<int, PublicKey> account)
    {
        BubblegumOperation operation = OperationOf(data);
        ReadOnlySpan<byte> rest = data[Math.Min(Discriminators.Size, data.Length)..];
        switch (operation)
        {
            case BubblegumOperation.MintV1:
                return AssetMetadata.Of(MetadataArgs.Parse(rest, out _));
            case BubblegumOperation.MintToCollectionV1:
                return AssetMetadata.Of(MetadataArgs.Parse(rest, out _).WithVerifiedCollection());
            case BubblegumOperation.MintV2:
                return AssetMetadata.Of(MetadataArgsV2.Parse(rest, out _));
            case BubblegumOperation.VerifyCreator or BubblegumOperation.UnverifyCreator:
                return AssetMetadata.Of(MetadataArgs.Parse(After(rest, HashedPlaceBytes), out _))
                    .WithCreator(account(CreatorAccountV1), operation == BubblegumOperation.VerifyCreator);
            case BubblegumOperation.VerifyCreatorV2 or BubblegumOperation.UnverifyCreatorV2:
                return CurrentV2(rest, out _).WithCreator(account(CreatorAccountV2), operation == BubblegumOperation.VerifyCreatorV2);
            case BubblegumOperation.VerifyCollection or BubblegumOperation.UnverifyCollection:
                AssetMetadata claimed = AssetMetadata.Of(MetadataArgs.Parse(After(rest, HashedPlaceBytes), out _));
                return claimed with
                {
                    Collection = claimed.Collection is { } claim ? claim with { IsVerified = operation == BubblegumOperation.VerifyCollection } : null,
                };
            case BubblegumOperation.SetAndVerifyCollection:
                AssetMetadata before = AssetMetadata.Of(MetadataArgs.Parse(After(rest, HashedPlaceBytes), out int length));
                return before with { Collection = new CollectionClaim(KeyAt(rest[(HashedPlaceBytes + length)..]), IsVerified: true) };
            case BubblegumOperation.SetCollectionV2:
                PublicKey collection = account(NewCollectionAccountV2);
                return CurrentV2(rest, out _) with
                {
                    Collection = collection == ProgramIds.Bubblegum ? null : new CollectionClaim(collection, IsVerified: true),
                };
            case BubblegumOperation.UpdateMetadata:
                rest = After(rest, Hash256.Size + PlaceBytes);
                AssetMetadata current = AssetMetadata.Of(MetadataArgs.Parse(rest, out int currentLength));
                return current.With(MetadataUpdate.Parse(rest[currentLength..], out _));
            case BubblegumOperation.UpdateMetadataV2:
                AssetMetadata currentV2 = CurrentV2(rest, out ReadOnlySpan<byte> update);
                return currentV2.With(MetadataUpdate.Parse(update, out _));
            default:
                return null;
        }
    }

    /// <summary>The metadata that an instruction of version 2 was given: after the root, two options, and the leaf's place.</summary>
    private static AssetMetadata CurrentV2(ReadOnlySpan<byte> arguments, out ReadOnlySpan<byte> rest)
    {
        BorshReader reader = new(arguments, "Leaf of version 2");
        reader.ReadHash("root");
        if (reader.ReadFlag("asset data hash"))
            reader.ReadHash("asset data hash");
        if (reader.ReadFlag("flags"))
            reader.ReadByte("flags");
        reader.ReadUInt64("nonce");
        reader.ReadUInt32("index");
        ReadOnlySpan<byte> metadata = arguments[reader.Position..];
        MetadataArgsV2 current = MetadataArgsV2.Parse(metadata, out int length);
        rest = metadata[length..];
        return AssetMetadata.Of(current);
    }

    private static ReadOnlySpan<byte> After(ReadOnlySpan<byte> bytes, int count) => bytes.Length >= count
        ? bytes[count..]
        : throw new WireFormatException($"Arguments of {bytes.Length} bytes end before byte {count}.");

    private static PublicKey KeyAt(ReadOnlySpan<byte> bytes)
    {
        BorshReader reader = new(bytes, "Collection");
        return reader.ReadKey("collection");
    }

    private static ReadOnlySpan<byte> DiscriminatorOf(BubblegumOperation operation) => operation switch
    {
        BubblegumOperation.CreateTree => Discriminators.CreateTree,
        BubblegumOperation.CreateTreeV2 => Discriminators.CreateTreeV2,
        BubblegumOperation.MintV1 => Discriminators.MintV1,
        BubblegumOperation.MintToCollectionV1 => Discriminators.MintToCollectionV1,
        BubblegumOperation.MintV2 => Discriminators.MintV2,
        BubblegumOperation.Transfer => Discriminators.Transfer,
        BubblegumOperation.TransferV2 => Discriminators.TransferV2,
        BubblegumOperation.Burn => Discriminators.Burn,
        BubblegumOperation.BurnV2 => Discriminators.BurnV2,
        BubblegumOperation.Delegate => Discriminators.Delegate,
        BubblegumOperation.DelegateV2 => Discriminators.DelegateV2,
        BubblegumOperation.DelegateAndFreezeV2 => Discriminators.DelegateAndFreezeV2,
        BubblegumOperation.ThawAndRevokeV2 => Discriminators.ThawAndRevokeV2,
        BubblegumOperation.FreezeV2 => Discriminators.FreezeV2,
        BubblegumOperation.ThawV2 => Discriminators.ThawV2,
        BubblegumOperation.SetNonTransferableV2 => Discriminators.SetNonTransferableV2,
        BubblegumOperation.VerifyCreator => Discriminators.VerifyCreator,
        BubblegumOperation.UnverifyCreator => Discriminators.UnverifyCreator,
        BubblegumOperation.VerifyCreatorV2 => Discriminators.VerifyCreatorV2,
        BubblegumOperation.UnverifyCreatorV2 => Discriminators.UnverifyCreatorV2,
        BubblegumOperation.VerifyCollection => Discriminators.VerifyCollection,
        BubblegumOperation.UnverifyCollection => Discriminators.UnverifyCollection,
        BubblegumOperation.SetAndVerifyCollection => Discriminators.SetAndVerifyCollection,
        BubblegumOperation.SetCollectionV2 => Discriminators.SetCollectionV2,
        BubblegumOperation.UpdateMetadata => Discriminators.UpdateMetadata,
        _ => Discriminators.UpdateMetadataV2,
    };
}
