using Piwa.Chain.Anchoring;
using Piwa.Chain.Bubblegum;
using Piwa.Chain.Collections;
using Piwa.Chain.Keys;
using Piwa.Chain.Ledger;
using Piwa.Chain.Minting;
using Piwa.Chain.Rpc;
using Piwa.Chain.Transactions;
using Piwa.Tests.Chain.Anchoring;

namespace Piwa.Tests.Chain.Minting;

/// <summary>A lane of any kind, with the list that it appends: assets, or roots.</summary>
internal sealed class LaneUnderTest(MintingLane? minting, AnchoringLane? anchoring, PublicKey? collection) : IDisposable
{
    public long Count => minting?.MintedCount ?? anchoring!.AnchoredCount;

    public IReadOnlyList<PublicKey> Trees => minting?.Trees ?? anchoring!.Trees;

    public static TreeLaneOptions Options(LaneForm form, ISigner payer, ISigner writer, PublicKey? collection = null, ISigner? authority = null) =>
        form == LaneForm.Anchor
            ? new AnchoringLaneOptions { Payer = payer, Authority = writer }
            : new MintingLaneOptions
            {
                Payer = payer,
                TreeDelegate = writer,
                Version = form == LaneForm.MintV1 ? LeafVersion.V1 : LeafVersion.V2,
                Collection = collection,
                CollectionAuthority = authority,
            };

    public static async Task<LaneUnderTest> OpenAsync(IRpcClient rpc, TreeLaneOptions options, CancellationToken cancellationToken) =>
        options is MintingLaneOptions minting
            ? new LaneUnderTest(await MintingLane.OpenAsync(rpc, minting, cancellationToken), null, minting.Collection)
            : new LaneUnderTest(null, await AnchoringLane.OpenAsync(rpc, (AnchoringLaneOptions)options, cancellationToken), null);

    /// <summary>Appends a piece of the list.</summary>
    /// <returns>How much of it was there before, and how much has come.</returns>
    public async Task<(int Already, int Added)> AppendAsync(int first, int count, CancellationToken cancellationToken)
    {
        if (minting is not null)
        {
            MintReport minted = await minting.MintAsync(first, LaneTestSupport.Requests(first + count)[first..], cancellationToken);
            return (minted.AlreadyMinted, minted.Minted);
        }

        AnchorReport anchored = await anchoring!.AnchorAsync(first, AnchorTestSupport.Roots(first + count)[first..], cancellationToken);
        return (anchored.AlreadyAnchored, anchored.Anchored);
    }

    /// <summary>Checks that the trees hold the list once and in order, as the ledger alone tells, and that the collection counts it.</summary>
    public async Task AssertExactlyOnceAsync(EmbeddedLedger ledger, int count, CancellationToken cancellationToken)
    {
        await (minting is not null
            ? LaneTestSupport.AssertExactlyOnceAsync(ledger, minting, count, cancellationToken, collection)
            : AnchorTestSupport.AssertExactlyOnceAsync(ledger, anchoring!, count, cancellationToken));
        if (collection is { } shared)
        {
            CoreCollectionAccount account = CoreCollectionAccount.Parse(ledger.GetAccountInfo(shared)!.Data.Span);
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
    }
}
