using System.Buffers.Binary;
using Piwa.Chain.Borsh;
using Piwa.Chain.Hashing;
using Piwa.Chain.Keys;

namespace Piwa.Chain.Bubblegum;

/// <summary>The hashes that a leaf is made of.</summary>
internal static class LeafHashing
{
    /// <summary>The hash of no data, which minting puts into the leaf: nothing can be attached to an asset today.</summary>
    public static readonly Hash256 NoAssetDataHash = Keccak256.Hash([]);

    /// <summary>The collection hash of an asset that is in none.</summary>
    public static readonly Hash256 NoCollectionHash = CollectionHash(null);

    /// <summary>Creators hashed on the stack; the program's own limit is five.</summary>
    private const int StackCreators = 16;

    /// <summary>Hash of (hash of the encoded metadata, fee): the fee stands twice so that a market can check it without the
    /// metadata.</summary>
    public static Hash256 DataHash(ReadOnlySpan<byte> encodedMetadata, ushort sellerFeeBasisPoints)
    {
        Span<byte> preimage = stackalloc byte[Hash256.Size + sizeof(ushort)];
        Keccak256.Hash(encodedMetadata, preimage);
        BinaryPrimitives.WriteUInt16LittleEndian(preimage[Hash256.Size..], sellerFeeBasisPoints);
        return Keccak256.Hash(preimage);
    }

    public static Hash256 CreatorHash(ReadOnlySpan<Creator> creators)
    {
        int length = creators.Length * Creator.EncodedBytes;
        Span<byte> preimage = creators.Length <= StackCreators ? stackalloc byte[length] : new byte[length];
        BorshWriter writer = new(preimage);
        CreatorList.WriteItems(ref writer, creators);
        return Keccak256.Hash(preimage);
    }

    /// <summary>Of the collection's key, or of 32 zero bytes where there is none.</summary>
    public static Hash256 CollectionHash(PublicKey? collection)
    {
        PublicKey key = collection ?? default;
        return Keccak256.Hash(PublicKey.AsSpan(in key));
    }
}
