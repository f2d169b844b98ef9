using System.Runtime.CompilerServices;
using Piwa.Chain.Borsh;
using Piwa.Chain.Hashing;
using Piwa.Chain.Keys;

namespace Piwa.Chain.Bubblegum;

/// <summary>What a leaf says about an asset: who owns it and what its metadata hashes to.</summary>
public readonly record struct LeafSchema
{
    /// <summary>Bytes of the Borsh encoding of version 1, with the variant in front.</summary>
    internal const int EncodedBytesV1 = 1 + (3 * PublicKey.Size) + sizeof(ulong) + (2 * Hash256.Size);

    /// <summary>Bytes of the Borsh encoding of version 2, with the variant in front.</summary>
    internal const int EncodedBytesV2 = EncodedBytesV1 + (2 * Hash256.Size) + 1;

    private const int VersionCount = 2;

    /// <summary>The version of the leaf.</summary>
    public required LeafVersion Version { get; init; }

    /// <summary>The asset's id: <see cref="ProgramAddress.AssetId"/>.</summary>
    public required PublicKey AssetId { get; init; }

    /// <summary>Who owns the asset.</summary>
    public required PublicKey Owner { get; init; }

    /// <summary>Who may act for the owner; the owner themself if nobody else.</summary>
    public required PublicKey Delegate { get; init; }

    /// <summary>The number of leaves that were minted into the tree before this one.</summary>
    public required ulong Nonce { get; init; }

    /// <summary>The hash of the metadata.</summary>
    public required Hash256 DataHash { get; init; }

    /// <summary>The hash of the creators.</summary>
    public required Hash256 CreatorHash { get; init; }

    /// <summary>The hash of the collection; version 2 only.</summary>
    public Hash256 CollectionHash { get; init; }

    /// <summary>The hash of data attached to the asset; version 2 only.</summary>
    public Hash256 AssetDataHash { get; init; }

    /// <summary>Bit 0 frozen by the delegate, bit 1 frozen for good by the collection's delegate, bit 2 not transferable; version 2
    /// only.</summary>
    public byte Flags { get; init; }

    internal int EncodedBytes => Version == LeafVersion.V1 ? EncodedBytesV1 : EncodedBytesV2;

    /// <summary>The leaf of version 1 that minting makes.</summary>
    /// <param name="tree">The tree.</param>
    /// <param name="nonce">The number of leaves that were minted into the tree before this one.</param>
    /// <param name="owner">Who will own the asset.</param>
    /// <param name="delegateKey">Who may act for the owner.</param>
    /// <param name="metadata">The metadata.</param>
    public static LeafSchema ForMint(PublicKey tree, ulong nonce, PublicKey owner, PublicKey delegateKey, MetadataArgs metadata)
    {
        ArgumentNullException.ThrowIfNull(metadata);
        return ForMint(tree, nonce, owner, delegateKey, metadata.DataHash(), metadata.CreatorHash());
    }

    /// <summary>The leaf of version 1 that minting makes, of metadata that are encoded.</summary>
    internal static LeafSchema ForMint(
        PublicKey tree, ulong nonce, PublicKey owner, PublicKey delegateKey, Hash256 dataHash, Hash256 creatorHash)
    {
        return new LeafSchema
        {
            Version = LeafVersion.V1,
            AssetId = ProgramAddress.AssetId(tree, nonce),
            Owner = owner,
            Delegate = delegateKey,
            Nonce = nonce,
            DataHash = dataHash,
            CreatorHash = creatorHash,
        };
    }

    /// <summary>The leaf of version 2 that minting makes: no attached data, no flags.</summary>
    /// <param name="tree">The tree.</param>
    /// <param name="nonce">The number of leaves that were minted into the tree before this one.</param>
    /// <param name="owner">Who will own the asset.</param>
    /// <param name="delegateKey">Who may act for the owner.</param>
    /// <param name="metadata">The metadata.</param>
    public static LeafSchema ForMint(PublicKey tree, ulong nonce, PublicKey owner, PublicKey delegateKey, MetadataArgsV2 metadata)
    {
        ArgumentNullException.ThrowIfNull(metadata);
        return new LeafSchema
        {
            Version = LeafVersion.V2,
            AssetId = ProgramAddress.AssetId(tree, nonce),
            Owner = owner,
            Delegate = delegateKey,
            Nonce = nonce,
            DataHash = metadata.DataHash(),
            CreatorHash = metadata.CreatorHash(),
            CollectionHash = metadata.CollectionHash(),
            AssetDataHash = LeafHashing.NoAssetDataHash,
        };
    }

    /// <summary>The leaf's hash: the node that stands in the tree.</summary>
    [SkipLocalsInit]
    public Hash256 Hash()
    {
        Span<byte> preimage = stackalloc byte[EncodedBytesV2];
        BorshWriter writer = new(preimage);
        writer.WriteByte((byte)(Version + 1));
        WriteFields(ref writer);
        return Keccak256.Hash(preimage[..writer.Position]);
    }

    /// <summary>The Borsh encoding, which differs from the preimage of the hash in its first byte.</summary>
    internal void Write(ref BorshWriter writer)
    {
        writer.WriteByte((byte)Version);
        WriteFields(ref writer);
    }

    internal static LeafSchema Read(ref BorshReader reader)
    {
        LeafVersion version = (LeafVersion)reader.ReadVariant(VersionCount, "leaf version");
        LeafSchema leaf = new()
        {
            Version = version,
            AssetId = reader.ReadKey("asset id"),
            Owner = reader.ReadKey("owner"),
            Delegate = reader.ReadKey("delegate"),
            Nonce = reader.ReadUInt64("nonce"),
            DataHash = reader.ReadHash("data hash"),
            CreatorHash = reader.ReadHash("creator hash"),
        };
        return version == LeafVersion.V1
            ? leaf
            : leaf with
            {
                CollectionHash = reader.ReadHash("collection hash"),
                AssetDataHash = reader.ReadHash("asset data hash"),
                Flags = reader.ReadByte("flags"),
            };
    }

    private void WriteFields(ref BorshWriter writer)
    {
        writer.WriteKey(AssetId);
        writer.WriteKey(Owner);
        writer.WriteKey(Delegate);
        writer.WriteUInt64(Nonce);
        writer.WriteHash(DataHash);
        writer.WriteHash(CreatorHash);
        if (Version == LeafVersion.V1)
            return;
        writer.WriteHash(CollectionHash);
        writer.WriteHash(AssetDataHash);
        writer.WriteByte(Flags);
    }
}
