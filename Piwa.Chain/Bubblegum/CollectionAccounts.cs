using Piwa.Chain.Keys;

namespace Piwa.Chain.Bubblegum;

/// <summary>A collection of Token Metadata, which assets of version 1 can belong to, and who decides over it.</summary>
/// <param name="Mint">The collection's mint.</param>
/// <param name="Authority">The collection's update authority, or a delegate of theirs; signs.</param>
/// <param name="AuthorityRecord">The account that makes the authority a delegate; null if it is the update authority.</param>
public sealed record CollectionAccounts(PublicKey Mint, PublicKey Authority, PublicKey? AuthorityRecord = null)
{
    /// <summary>The account of the collection's metadata.</summary>
    public PublicKey Metadata { get; } = ProgramAddress.TokenMetadata(Mint);

    /// <summary>The account of the collection's master edition.</summary>
    public PublicKey Edition { get; } = ProgramAddress.TokenEdition(Mint);
}
