using Piwa.Chain.Keys;
using Piwa.Chain.Transactions;

namespace Piwa.Chain.Bubblegum;

/// <content>Minting into trees of version 1.</content>
public static partial class BubblegumInstructions
{
    /// <summary>Accounts of a mint without verified creators.</summary>
    internal const int MintV1Accounts = 9;

    /// <summary>Mints an asset into a tree of version 1.</summary>
    /// <param name="accounts">The tree and who signs for it.</param>
    /// <param name="owner">Who will own the asset.</param>
    /// <param name="delegateKey">Who may act for the owner; the owner themself if nobody else.</param>
    /// <param name="metadata">The metadata.</param>
    /// <param name="verifiedCreators">Creators besides payer and delegate that sign, and so may be verified.</param>
    /// <exception cref="InvalidMetadataException">The program would refuse the metadata.</exception>
    public static Instruction MintV1(
        MintAccounts accounts,
        PublicKey owner,
        PublicKey delegateKey,
        MetadataArgs metadata,
        params ReadOnlySpan<PublicKey> verifiedCreators)
    {
        ArgumentNullException.ThrowIfNull(metadata);
        metadata.ThrowIfInvalid();
        AccountMeta[] all = new AccountMeta[MintV1Accounts + verifiedCreators.Length];
        WriteMintV1Accounts(accounts, owner, delegateKey, all);
        for (int i = 0; i < verifiedCreators.Length; i++)
            all[MintV1Accounts + i] = AccountMeta.ReadOnly(verifiedCreators[i], isSigner: true);
        return MintV1(all, metadata.Encode());
    }

    /// <summary>Mints with metadata that are encoded already.</summary>
    /// <param name="accounts">What <see cref="WriteMintV1Accounts"/> wrote, and creators who sign; kept, not copied.</param>
    /// <param name="encodedMetadata">The metadata.</param>
    internal static Instruction MintV1(AccountMeta[] accounts, ReadOnlySpan<byte> encodedMetadata)
    {
        byte[] data = new byte[Discriminators.Size + encodedMetadata.Length];
        Discriminators.MintV1.CopyTo(data);
        encodedMetadata.CopyTo(data.AsSpan(Discriminators.Size));
        return new Instruction(ProgramIds.Bubblegum, accounts, data);
    }

    /// <summary>Accounts of a mint without verified creators, in their order.</summary>
    internal static void WriteMintV1Accounts(MintAccounts accounts, PublicKey owner, PublicKey delegateKey, Span<AccountMeta> metas)
    {
        ReadOnlySpan<AccountMeta> named =
        [
            AccountMeta.Writable(accounts.TreeAuthority),
            AccountMeta.ReadOnly(owner),
            AccountMeta.ReadOnly(delegateKey),
            AccountMeta.Writable(accounts.Tree),
            AccountMeta.ReadOnly(accounts.Payer, isSigner: true),
            AccountMeta.ReadOnly(accounts.TreeDelegate, isSigner: true),
            AccountMeta.ReadOnly(ProgramIds.SplNoop),
            AccountMeta.ReadOnly(ProgramIds.SplAccountCompression),
            AccountMeta.ReadOnly(ProgramIds.System),
        ];
        named.CopyTo(metas);
    }
}
