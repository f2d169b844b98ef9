using Piwa.Chain.Anchoring;
using Piwa.Chain.Bubblegum;
using Piwa.Chain.Collections;
using Piwa.Chain.Economy.Payouts;
using Piwa.Chain.Keys;
using Piwa.Chain.Ledger;
using Piwa.Chain.Minting;
using Piwa.Chain.Rpc;
using Piwa.Chain.Transactions;
using Piwa.Tests.Chain.Anchoring;
using Piwa.Tests.Chain.Economy.Payouts;

namespace Piwa.Tests.Chain.Minting;

/// <summary>A lane of any kind, with the list that it appends: assets, roots, or payouts.</summary>
internal sealed class LaneUnderTest(MintingLane? minting, AnchoringLane? anchoring, PayoutLane? payouts, PublicKey? shared) : IDisposable
{
    public long Count => minting?.MintedCount ?? anchoring?.AnchoredCount ?? payouts!.PaidCount;

    public IReadOnlyList<PublicKey> Trees => minting?.Trees ?? anchoring?.Trees ?? payouts!.Trees;

    /// <param name="form">The kind.</param>
    /// <param name="payer">Pays.</param>
    /// <param name="writer">Writes; of payouts, the treasury.</param>
    /// <param name="shared">The collection; of payouts, the mint.</param>
    /// <param name="authority">Of the collection.</param>
    public static TreeLaneOptions Options(LaneForm form, ISigner payer, ISigner writer, PublicKey? shared = null, ISigner? authority = null) => form switch
    {
        LaneForm.Anchor => new AnchoringLaneOptions { Payer = payer, Authority = writer },
        LaneForm.Payout => new PayoutLaneOptions { Payer = payer, Treasury = writer, Mint = shared!.Value },
        _ => new MintingLaneOptions
        {
            Payer = payer,
            TreeDelegate = writer,
            Version = form == LaneForm.MintV1 ? LeafVersion.V1 : LeafVersion.V2,
            Collection = shared,
            CollectionAuthority = authority,
        },
    };

    /// <summary>What a kind of lane needs before it is opened: a collection, or a treasury with its mint; null if it needs nothing.</summary>
    public static PublicKey? MakeShared(LaneForm form, EmbeddedLedger ledger, Keypair payer, Keypair writer, Keypair authority) => form switch
    {
        LaneForm.MintV2Collection => MakeCollection(ledger, payer, authority.PublicKey),
        LaneForm.Payout => PayoutTestSupport.MakeTreasury(ledger, payer, writer.PublicKey),
        _ => null,
    };

    public static async Task<LaneUnderTest> OpenAsync(IRpcClient rpc, TreeLaneOptions options, CancellationToken cancellationToken) =>
        options is MintingLaneOptions minting
            ? new LaneUnderTest(await MintingLane.OpenAsync(rpc, minting, cancellationToken), null, null, minting.Collection)
            : options is PayoutLaneOptions payouts
                ? new LaneUnderTest(null, null, await PayoutLane.OpenAsync(rpc, payouts, cancellationToken), payouts.Mint)
                : new LaneUnderTest(null, await AnchoringLane.OpenAsync(rpc, (AnchoringLaneOptions)options, cancellationToken), null, null);

    /// <summary>Appends a piece of the list.</summary>
    /// <returns>How much of it was there before, and how much has come.</returns>
    public async Task<(int Already, int Added)> AppendAsync(int first, int count, CancellationToken cancellationToken)
    {
        if (minting is not null)
        {
            MintReport minted = await minting.MintAsync(first, LaneTestSupport.Requests(first + count)[first..], cancellationToken);
            return (minted.AlreadyMinted, minted.Minted);
        }

        if (payouts is not null)
        {
            int already = await payouts.PayAsync(first, PayoutTestSupport.Payouts(first + count)[first..], cancellationToken);
            return (already, count - already);
        }

        AnchorReport anchored = await anchoring!.AnchorAsync(first, AnchorTestSupport.Roots(first + count)[first..], cancellationToken);
        return (anchored.AlreadyAnchored, anchored.Anchored);
    }

    /// <summary>Checks that the trees hold the list once and in order, as the ledger alone tells, and that the collection counts it.</summary>
    public async Task AssertExactlyOnceAsync(EmbeddedLedger ledger, int count, CancellationToken cancellationToken)
    {
        await (minting is not null
            ? LaneTestSupport.AssertExactlyOnceAsync(ledger, minting, count, cancellationToken, shared)
            : payouts is not null
                ? PayoutTestSupport.AssertExactlyOnceAsync(ledger, payouts, shared!.Value, count, cancellationToken)
                : AnchorTestSupport.AssertExactlyOnceAsync(ledger, anchoring!, count, cancellationToken));
        if (minting is not null && shared is { } collection)
        {
            CoreCollectionAccount account = CoreCollectionAccount.Parse(ledger.GetAccountInfo(collection)!.Data.Span);
            Assert.Equal(((uint)count, (uint)count), (account.MintedCount, account.CurrentSize));
        }
    }

    /// <summary>Makes a collection.</summary>
    public static PublicKey MakeCollection(EmbeddedLedger ledger, Keypair payer, PublicKey? authority = null)
    {
        using Keypair collection = TestKeys.Pair("collection");
        Instruction create = CoreInstructions.CreateCollection(
            collection.PublicKey, payer.PublicKey, "Piwa", "ar://piwa", authority, CorePlugin.BubblegumV2);
        Message message = Message.CompileLegacy(payer.PublicKey, [create], ledger.GetLatestBlockhash().Blockhash);
        ledger.SendTransaction(Transaction.Sign(message, payer, collection).Bytes);
        return collection.PublicKey;
    }

    public void Dispose()
    {
        minting?.Dispose();
        anchoring?.Dispose();
        payouts?.Dispose();
    }
}
