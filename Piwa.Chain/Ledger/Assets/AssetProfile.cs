using Piwa.Chain.Borsh;
using Piwa.Chain.Bubblegum;
using Piwa.Chain.Hashing;
using Piwa.Chain.Keys;

namespace Piwa.Chain.Ledger.Assets;

/// <summary>What assets are looked for by, and most have in common with others.</summary>
/// <param name="Creators">The creators.</param>
/// <param name="Collection">The collection.</param>
/// <param name="SellerFeeBasisPoints">The creators' part of each later sale.</param>
internal sealed record AssetProfile(Creator[] Creators, CollectionClaim? Collection, ushort SellerFeeBasisPoints)
{
    /// <summary>What tells it from others.</summary>
    public Hash256 Hash()
    {
        byte[] bytes = new byte[sizeof(ushort) + 2 + PublicKey.Size + (Creators.Length * Creator.EncodedBytes)];
        BorshWriter writer = new(bytes);
        writer.WriteUInt16(SellerFeeBasisPoints);
        writer.WriteFlag(Collection is not null);
        writer.WriteFlag(Collection is { IsVerified: true });
        writer.WriteKey(Collection?.Key ?? default);
        CreatorList.WriteItems(ref writer, Creators);
        return Keccak256.Hash(bytes);
    }
}
