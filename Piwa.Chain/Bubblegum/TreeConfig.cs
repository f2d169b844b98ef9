using Piwa.Chain.Borsh;
using Piwa.Chain.Keys;

namespace Piwa.Chain.Bubblegum;

/// <summary>Bubblegum's account about a tree, at <see cref="ProgramAddress.TreeAuthority"/>.</summary>
public readonly record struct TreeConfig
{
    /// <summary>Length of the account's data in bytes.</summary>
    public const int Size = 96;

    /// <summary>Where <see cref="TreeDelegate"/> stands in the data.</summary>
    internal const int TreeDelegateOffset = 40;

    /// <summary>Where the state that <see cref="IsDecompressible"/> tells stands in the data.</summary>
    internal const int DecompressibleOffset = 89;

    /// <summary>Where <see cref="MintedCount"/> stands in the data.</summary>
    internal const int MintedCountOffset = 80;

    private const int VersionCount = 2;

    /// <summary>Who created the tree; may mint.</summary>
    public required PublicKey TreeCreator { get; init; }

    /// <summary>Who may mint besides the creator.</summary>
    public required PublicKey TreeDelegate { get; init; }

    /// <summary>The most assets that can be minted into the tree.</summary>
    public required ulong TotalMintCapacity { get; init; }

    /// <summary>The number of assets minted into the tree: the nonce of the next one.</summary>
    public required ulong MintedCount { get; init; }

    /// <summary>Whether anybody may mint.</summary>
    public bool IsPublic { get; init; }

    /// <summary>Whether assets may leave the tree.</summary>
    public bool IsDecompressible { get; init; }

    /// <summary>The version of the tree's leaves.</summary>
    public LeafVersion Version { get; init; }

    /// <summary>Reads the account's data.</summary>
    /// <param name="data">The data, whole.</param>
    /// <exception cref="WireFormatException">The data is not a tree configuration.</exception>
    public static TreeConfig Parse(ReadOnlySpan<byte> data)
    {
        BorshReader reader = new(data, "Tree configuration");
        if (!reader.Take(Discriminators.Size, "discriminator").SequenceEqual(Discriminators.TreeConfig))
            throw reader.Invalid("discriminator", "is another account's");
        return new TreeConfig
        {
            TreeCreator = reader.ReadKey("tree creator"),
            TreeDelegate = reader.ReadKey("tree delegate"),
            TotalMintCapacity = reader.ReadUInt64("total mint capacity"),
            MintedCount = reader.ReadUInt64("minted count"),
            IsPublic = reader.ReadFlag("is public"),
            IsDecompressible = !reader.ReadFlag("is decompressible"),
            Version = (LeafVersion)reader.ReadVariant(VersionCount, "version"),
        };
    }

    /// <summary>The account's data.</summary>
    public byte[] Encode()
    {
        byte[] data = new byte[Size];
        BorshWriter writer = new(data);
        writer.WriteBytes(Discriminators.TreeConfig);
        writer.WriteKey(TreeCreator);
        writer.WriteKey(TreeDelegate);
        writer.WriteUInt64(TotalMintCapacity);
        writer.WriteUInt64(MintedCount);
        writer.WriteFlag(IsPublic);

        // The state is an enumeration in which 0 means enabled.
        writer.WriteFlag(!IsDecompressible);
        writer.WriteByte((byte)Version);
        return data;
    }
}
