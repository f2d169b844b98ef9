using Piwa.Chain.Keys;
using Piwa.Chain.Transactions;

namespace Piwa.Chain.Bubblegum;

/// <content>Minting into trees of version 2.</content>
public static partial class BubblegumInstructions
{
    /// <summary>The options of attached data and its form, both of which must be absent.</summary>
    private const int NoAssetDataBytes = 2;

    /// <summary>Mints an asset into a tree of version 2, and into the Core collection that its metadata names.</summary>
    /// <param name="accounts">The tree and who signs for it.</param>
    /// <param name="owner">Who will own the asset.</param>
    /// <param name="delegateKey">Who may act for the owner; the owner themself if nobody else.</param>
    /// <param name="metadata">The metadata.</param>
    /// <param name="collectionAuthority">Who decides over the collection; signs. Null if it is the tree's delegate, or if there is no
    /// collection.</param>
    /// <param name="verifiedCreators">Creators besides payer and delegate that sign, and so may be verified.</param>
    /// <exception cref="InvalidMetadataException">The program would refuse the metadata.</exception>
    /// <exception cref="ArgumentException">There is an authority, but no collection.</exception>
    public static Instruction MintV2(
        MintAccounts accounts,
        PublicKey owner,
        PublicKey delegateKey,
        MetadataArgsV2 metadata,
        PublicKey? collectionAuthority = null,
        params ReadOnlySpan<PublicKey> verifiedCreators)
    {
        ArgumentNullException.ThrowIfNull(metadata);
        metadata.ThrowIfInvalid();
        if (metadata.Collection is null && collectionAuthority is { } authority)
        {
            throw new ArgumentException(
                $"The metadata of '{metadata.Name}' names no collection for {authority} to decide over.", nameof(collectionAuthority));
        }

        return Call(
            [
                AccountMeta.Writable(accounts.TreeAuthority),
                AccountMeta.Writable(accounts.Payer, isSigner: true),
                AccountMeta.ReadOnly(accounts.TreeDelegate, isSigner: true),
                Optional(collectionAuthority, isSigner: true),
                AccountMeta.ReadOnly(owner),
                AccountMeta.ReadOnly(delegateKey),
                AccountMeta.Writable(accounts.Tree),
                Optional(metadata.Collection, isWritable: true),
                Optional(metadata.Collection is null ? null : ProgramAddress.CoreSigner),
                .. ProgramsV2(callsCore: true),
                .. Signers(verifiedCreators),
            ],
            [.. Discriminators.MintV2, .. metadata.Encode(), .. new byte[NoAssetDataBytes]]);
    }

    private static AccountMeta[] Signers(ReadOnlySpan<PublicKey> keys)
    {
        AccountMeta[] metas = new AccountMeta[keys.Length];
        for (int i = 0; i < metas.Length; i++)
            metas[i] = AccountMeta.ReadOnly(keys[i], isSigner: true);
        return metas;
    }
}
