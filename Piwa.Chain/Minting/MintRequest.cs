using Piwa.Chain.Bubblegum;
using Piwa.Chain.Keys;
using Piwa.Chain.Transactions;

namespace Piwa.Chain.Minting;

/// <summary>An asset to mint.</summary>
/// <param name="Metadata">Its metadata.</param>
/// <param name="Owner">Who will own it.</param>
/// <param name="Delegate">Who may act for the owner; nobody else if null.</param>
public sealed record MintRequest(MetadataArgs Metadata, PublicKey Owner, PublicKey? Delegate = null)
{
    internal Instruction ToMint(MintAccounts accounts) =>
        BubblegumInstructions.MintV1(accounts, Owner, Delegate ?? Owner, Metadata.Encode());
}
