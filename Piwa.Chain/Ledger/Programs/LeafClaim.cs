using Piwa.Chain.Borsh;
using Piwa.Chain.Bubblegum;
using Piwa.Chain.Hashing;
using Piwa.Chain.Keys;
using Piwa.Chain.Ledger.Execution;

namespace Piwa.Chain.Ledger.Programs;

/// <summary>What an instruction says of the leaf that it changes; what it does not say is as minting makes it.</summary>
internal sealed record LeafClaim
{
    public required Hash256 Root { get; init; }

    public Hash256 DataHash { get; init; }

    public Hash256 CreatorHash { get; init; }

    public Hash256 CollectionHash { get; init; }

    public Hash256 AssetDataHash { get; init; }

    public byte Flags { get; init; }

    public required ulong Nonce { get; init; }

    public required uint Index { get; init; }

    /// <summary>Reads what instructions of version 1 begin with.</summary>
    /// <param name="reader">The reader.</param>
    /// <param name="hasHashes">Whether the hashes are there, and not computed from metadata.</param>
    public static LeafClaim Read(ref BorshReader reader, bool hasHashes) => new()
    {
        Root = reader.ReadHash("root"),
        DataHash = hasHashes ? reader.ReadHash("data hash") : default,
        CreatorHash = hasHashes ? reader.ReadHash("creator hash") : default,
        Nonce = reader.ReadUInt64("nonce"),
        Index = reader.ReadUInt32("index"),
    };

    /// <summary>Reads what instructions of version 2 begin with.</summary>
    /// <param name="reader">The reader.</param>
    /// <param name="hasHashes">Whether the hashes are there, and not computed from metadata.</param>
    /// <param name="hasCollection">Whether the collection's hash is, and not computed from an account.</param>
    public static LeafClaim ReadV2(ref BorshReader reader, bool hasHashes, bool hasCollection) => new()
    {
        Root = reader.ReadHash("root"),
        DataHash = hasHashes ? reader.ReadHash("data hash") : default,
        CreatorHash = hasHashes ? reader.ReadHash("creator hash") : default,
        CollectionHash = hasCollection && reader.ReadFlag("collection hash")
            ? reader.ReadHash("collection hash")
            : LeafHashing.NoCollectionHash,
        AssetDataHash = reader.ReadFlag("asset data hash") ? reader.ReadHash("asset data hash") : LeafHashing.NoAssetDataHash,
        Flags = reader.ReadFlag("flags") ? reader.ReadByte("flags") : (byte)0,
        Nonce = reader.ReadUInt64("nonce"),
        Index = reader.ReadUInt32("index"),
    };

    /// <summary>The leaf as it must stand in the tree for the instruction to succeed.</summary>
    /// <param name="frame">The instruction.</param>
    /// <param name="version">The tree's version.</param>
    /// <param name="tree">The place of the tree among the accounts.</param>
    /// <param name="owner">The place of the owner.</param>
    /// <param name="leafDelegate">The place of the delegate.</param>
    public LeafSchema ToLeaf(InstructionFrame frame, LeafVersion version, int tree, int owner, int leafDelegate) => new()
    {
        Version = version,
        AssetId = ProgramAddress.AssetId(frame.Key(tree), Nonce),
        Owner = frame.Key(owner),
        Delegate = frame.Key(leafDelegate),
        Nonce = Nonce,
        DataHash = DataHash,
        CreatorHash = CreatorHash,
        CollectionHash = CollectionHash,
        AssetDataHash = AssetDataHash,
        Flags = Flags,
    };
}
