using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;

namespace Piwa.Chain.Keys;

/// <summary>Addresses derived from a program's id and seeds.</summary>
/// <remarks>
/// A program-derived address is SHA-256(seeds, bump, program id, "ProgramDerivedAddress") with the highest bump from 255 down that
/// puts it off Ed25519's curve, so that no private key exists for it. Allocates nothing; safe to call from any thread.
/// </remarks>
public static class ProgramAddress
{
    /// <summary>The longest single seed, in bytes.</summary>
    public const int MaximumSeedBytes = 32;

    /// <summary>The most seeds, with the bump (solana_program::pubkey::MAX_SEEDS).</summary>
    private const int MaximumSeeds = 16;

    private const int SeedBytesLimit = (MaximumSeeds - 1) * MaximumSeedBytes;
    private const int AssetSeedBytes = 5 + PublicKey.Size + sizeof(ulong);

    /// <summary>Signs for Bubblegum V1 when it changes a collection of Token Metadata.</summary>
    public static PublicKey CollectionSigner { get; } = Find("collection_cpi"u8, ProgramIds.Bubblegum, out _);

    /// <summary>Signs for Bubblegum V2 when it calls Metaplex Core.</summary>
    public static PublicKey CoreSigner { get; } = Find("mpl_core_cpi_signer"u8, ProgramIds.Bubblegum, out _);

    private static ReadOnlySpan<byte> Marker => "ProgramDerivedAddress"u8;

    private static ReadOnlySpan<byte> AssetPrefix => "asset"u8;

    /// <summary>Finds the address of seeds that stand one after the other.</summary>
    /// <param name="seeds">The seeds, joined: the hash cannot tell where one ends. At most 480 bytes.</param>
    /// <param name="programId">The program that the address belongs to.</param>
    /// <param name="bump">The bump that was found.</param>
    /// <exception cref="ArgumentException"><paramref name="seeds"/> is longer than 480 bytes.</exception>
    /// <exception cref="InvalidOperationException">All 256 candidates are on the curve; the odds are 1 in 2^256.</exception>
    public static PublicKey Find(ReadOnlySpan<byte> seeds, PublicKey programId, out byte bump)
    {
        if (seeds.Length > SeedBytesLimit)
            throw new ArgumentException($"Seeds take at most {SeedBytesLimit} bytes, got {seeds.Length}.", nameof(seeds));

        Span<byte> preimage = stackalloc byte[SeedBytesLimit + 1 + PublicKey.Size + Marker.Length];
        preimage = preimage[..(seeds.Length + 1 + PublicKey.Size + Marker.Length)];
        seeds.CopyTo(preimage);
        programId.CopyTo(preimage[(seeds.Length + 1)..]);
        Marker.CopyTo(preimage[(seeds.Length + 1 + PublicKey.Size)..]);

        Span<byte> candidate = stackalloc byte[PublicKey.Size];
        for (int value = byte.MaxValue; value >= 0; value--)
        {
            preimage[seeds.Length] = (byte)value;
            SHA256.HashData(preimage, candidate);
            if (!Ed25519Point.IsOnCurve(candidate))
            {
                bump = (byte)value;
                return new PublicKey(candidate);
            }
        }

        throw new InvalidOperationException("All 256 candidates for a program-derived address are on the curve.");
    }

    /// <summary>The Bubblegum account that holds a tree's configuration and signs for it: its tree authority.</summary>
    /// <param name="tree">The Merkle tree account.</param>
    public static PublicKey TreeAuthority(PublicKey tree) => Find(PublicKey.AsSpan(in tree), ProgramIds.Bubblegum, out _);

    /// <summary>The id of a compressed NFT.</summary>
    /// <param name="tree">The Merkle tree account.</param>
    /// <param name="nonce">The number of leaves that were minted into the tree before this one.</param>
    public static PublicKey AssetId(PublicKey tree, ulong nonce) => FindAsset(tree, nonce, out _);

    /// <summary>The Token Metadata account of a mint.</summary>
    /// <param name="mint">The mint.</param>
    public static PublicKey TokenMetadata(PublicKey mint) => Find(TokenMetadataSeeds(mint, ""u8), ProgramIds.TokenMetadata, out _);

    /// <summary>The Token Metadata account of a mint's master edition.</summary>
    /// <param name="mint">The mint.</param>
    public static PublicKey TokenEdition(PublicKey mint) => Find(TokenMetadataSeeds(mint, "edition"u8), ProgramIds.TokenMetadata, out _);

    /// <summary>The account in which a wallet holds a token, unless it uses another.</summary>
    /// <param name="owner">The wallet.</param>
    /// <param name="mint">The token's mint.</param>
    public static PublicKey TokenAccount(PublicKey owner, PublicKey mint)
    {
        byte[] seeds = [.. PublicKey.AsSpan(in owner), .. ProgramIds.Token.ToArray(), .. PublicKey.AsSpan(in mint)];
        return Find(seeds, ProgramIds.AssociatedToken, out _);
    }

    /// <summary>The account of a lookup table.</summary>
    /// <param name="authority">Who may change the table.</param>
    /// <param name="recentSlot">A recent slot, which makes the address one of its own.</param>
    /// <param name="bump">The bump, which the instruction that creates the table asks for.</param>
    public static PublicKey LookupTable(PublicKey authority, ulong recentSlot, out byte bump)
    {
        Span<byte> seeds = stackalloc byte[PublicKey.Size + sizeof(ulong)];
        authority.CopyTo(seeds);
        BinaryPrimitives.WriteUInt64LittleEndian(seeds[PublicKey.Size..], recentSlot);
        return Find(seeds, ProgramIds.AddressLookupTable, out bump);
    }

    /// <summary>The address that the system program derives from a base key: SHA-256(base, seed, owner).</summary>
    /// <param name="baseKey">The key that signs for the account's creation.</param>
    /// <param name="seed">At most 32 bytes of UTF-8.</param>
    /// <param name="owner">The program that will own the account.</param>
    /// <exception cref="ArgumentException"><paramref name="seed"/> is longer than 32 bytes, or <paramref name="owner"/> ends like a
    /// program-derived address.</exception>
    public static PublicKey WithSeed(PublicKey baseKey, string seed, PublicKey owner)
    {
        ArgumentNullException.ThrowIfNull(seed);
        int seedBytes = Encoding.UTF8.GetByteCount(seed);
        if (seedBytes > MaximumSeedBytes)
            throw new ArgumentException($"A seed takes at most {MaximumSeedBytes} bytes of UTF-8, got {seedBytes}.", nameof(seed));
        if (PublicKey.AsSpan(in owner).EndsWith(Marker))
            throw new ArgumentException("An owner that ends like a program-derived address cannot own a seeded account.", nameof(owner));

        Span<byte> preimage = stackalloc byte[PublicKey.Size + MaximumSeedBytes + PublicKey.Size];
        preimage = preimage[..(PublicKey.Size + seedBytes + PublicKey.Size)];
        baseKey.CopyTo(preimage);
        Encoding.UTF8.GetBytes(seed, preimage[PublicKey.Size..]);
        owner.CopyTo(preimage[(PublicKey.Size + seedBytes)..]);

        Span<byte> address = stackalloc byte[PublicKey.Size];
        SHA256.HashData(preimage, address);
        return new PublicKey(address);
    }

    internal static PublicKey FindAsset(PublicKey tree, ulong nonce, out byte bump)
    {
        Span<byte> seeds = stackalloc byte[AssetSeedBytes];
        AssetPrefix.CopyTo(seeds);
        tree.CopyTo(seeds[AssetPrefix.Length..]);
        BinaryPrimitives.WriteUInt64LittleEndian(seeds[^sizeof(ulong)..], nonce);
        return Find(seeds, ProgramIds.Bubblegum, out bump);
    }

    private static byte[] TokenMetadataSeeds(PublicKey mint, ReadOnlySpan<byte> suffix) =>
        [.. "metadata"u8, .. ProgramIds.TokenMetadata.ToArray(), .. PublicKey.AsSpan(in mint), .. suffix];
}
