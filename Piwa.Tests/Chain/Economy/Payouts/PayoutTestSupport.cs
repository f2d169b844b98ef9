using Piwa.Chain.Economy;
using Piwa.Chain.Economy.Payouts;
using Piwa.Chain.Hashing;
using Piwa.Chain.Keys;
using Piwa.Chain.Ledger;
using Piwa.Chain.Token;
using Piwa.Chain.Transactions;
using Piwa.Chain.Trees;

namespace Piwa.Tests.Chain.Economy.Payouts;

internal static class PayoutTestSupport
{
    /// <summary>What a treasury has.</summary>
    public static Amount Funds { get; } = Amount.OfRender(1_000_000);

    /// <summary>A list of payouts that are all different, to few wallets.</summary>
    public static Payout[] Payouts(int count) =>
        [.. Enumerable.Range(0, count).Select(i => new Payout($"payout {i}", TestKeys.Key(i % 7), new Amount((i * 1_000_003L) + 1)))];

    /// <summary>Makes a token of 8 decimals; a wallet has some of it.</summary>
    public static PublicKey MakeTreasury(EmbeddedLedger ledger, Keypair payer, PublicKey owner)
    {
        using Keypair mint = TestKeys.Pair("render mint");
        Instruction[] instructions =
        [
            .. TokenInstructions.CreateMint(payer.PublicKey, mint.PublicKey, Amount.Decimals, payer.PublicKey, payer.PublicKey),
            .. Fund(payer.PublicKey, mint.PublicKey, owner, Funds),
        ];
        Send(ledger, [payer, mint], instructions);
        return mint.PublicKey;
    }

    /// <summary>Gives tokens to a wallet.</summary>
    public static Instruction[] Fund(PublicKey payer, PublicKey mint, PublicKey owner, Amount amount) =>
    [
        TokenInstructions.CreateAssociatedAccount(payer, owner, mint, mayExist: true),
        TokenInstructions.MintTo(mint, ProgramAddress.TokenAccount(owner, mint), payer, (ulong)amount.Units),
    ];

    /// <summary>Freezes what a wallet has of a token: instruction 10 of the token program.</summary>
    public static Instruction Freeze(PublicKey authority, PublicKey mint, PublicKey owner) => new(
        ProgramIds.Token,
        [
            AccountMeta.Writable(ProgramAddress.TokenAccount(owner, mint)),
            AccountMeta.ReadOnly(mint),
            AccountMeta.ReadOnly(authority, isSigner: true),
        ],
        new byte[] { 10 });

    public static Signature Send(EmbeddedLedger ledger, Keypair[] signers, params Instruction[] instructions) => ledger.SendTransaction(
        Transaction.Sign(Message.CompileLegacy(signers[0].PublicKey, instructions, ledger.GetLatestBlockhash().Blockhash), signers).Bytes);

    /// <summary>What a wallet has of a token.</summary>
    public static Amount BalanceOf(EmbeddedLedger ledger, PublicKey owner, PublicKey mint) =>
        ledger.GetAccountInfo(ProgramAddress.TokenAccount(owner, mint)) is { } account
            ? new Amount((long)TokenAccount.Parse(account.Data.Span).Amount)
            : Amount.Zero;

    /// <summary>The proof that a list was paid exactly once and in order, from the ledger alone: the leaves of the trees, and what everybody has.</summary>
    public static async Task AssertExactlyOnceAsync(
        EmbeddedLedger ledger, PayoutLane lane, PublicKey mint, int count, CancellationToken cancellationToken)
    {
        Payout[] payouts = Payouts(count);
        int next = 0;
        foreach (PublicKey tree in lane.Trees)
        {
            Hash256[] leaves = new Hash256[count + 1];
            leaves = leaves[..ledger.ReadLeaves(tree, 0, leaves)];
            Assert.All(leaves, leaf => Assert.Equal(payouts[next++].Hash(mint), leaf));
            ConcurrentMerkleTree account = ConcurrentMerkleTree.Open(ledger.GetAccountInfo(tree)!.Data.ToArray());
            Assert.Equal(MerkleTree.ComputeRoot(account.Size.Depth, leaves), account.Root);
        }

        Assert.Equal((count, (long)count), (next, lane.PaidCount));
        Assert.Equal(count, await lane.VerifyAsync(cancellationToken));
        foreach (IGrouping<PublicKey, Payout> own in payouts.GroupBy(payout => payout.Recipient))
            Assert.Equal(own.Aggregate(Amount.Zero, (all, payout) => all + payout.Amount), BalanceOf(ledger, own.Key, mint));

        TokenMint token = TokenMint.Parse(ledger.GetAccountInfo(mint)!.Data.Span);
        Assert.Equal((ulong)Funds.Units, token.Supply);
        if (count > 0)
            Assert.True((await lane.GetProofAsync(count - 1, payouts[^1], cancellationToken)).Verify());
    }
}
