using Piwa.Chain.Anchoring;
using Piwa.Chain.Keys;
using Piwa.Chain.Ledger;
using Piwa.Chain.Minting;
using Piwa.Chain.Provenance;

namespace Piwa.Pipeline;

/// <summary>Opens the lanes of a data set on its embedded ledger.</summary>
internal static class LedgerAccess
{
    /// <summary>What the embedded ledger gives a wallet that runs low: it charges fees and rent as Solana does.</summary>
    private const ulong AirdropLamports = 1_000_000_000_000;

    /// <summary>What the first tree of promotions is sized for: few of many.</summary>
    private const long PromotedAssets = 1 << 14;

    /// <summary>Gives a wallet what it needs.</summary>
    public static void Fund(EmbeddedLedger ledger, PublicKey wallet)
    {
        if (ledger.GetBalance(wallet) < AirdropLamports / 2)
            ledger.RequestAirdrop(wallet, AirdropLamports);
    }

    /// <summary>Opens the lanes that a campaign asks for.</summary>
    /// <param name="ledger">The ledger.</param>
    /// <param name="keys">Who pays and who writes.</param>
    /// <param name="campaign">What the data set is made of.</param>
    /// <param name="assetCount">Assets that the data set is to have; what is there is only read whatever the number.</param>
    /// <param name="cancellationToken">Gives up waiting.</param>
    public static async Task<ChainLanes> OpenAsync(
        EmbeddedLedger ledger, LaneKeys keys, Campaign campaign, ulong assetCount, CancellationToken cancellationToken)
    {
        long count = (long)Math.Min(assetCount, long.MaxValue);
        MintingLane? minting = campaign.Chain == ChainPolicy.Anchor
            ? null
            : await OpenMintingAsync(ledger, keys, OracleLaneUse.Mint, count, cancellationToken).ConfigureAwait(false);
        try
        {
            return new ChainLanes(minting, campaign.Chain == ChainPolicy.Mint
                ? null
                : await OpenAnchoringAsync(ledger, keys, campaign, count, cancellationToken).ConfigureAwait(false));
        }
        catch
        {
            minting?.Dispose();
            throw;
        }
    }

    /// <summary>Opens the lane that mints what was anchored.</summary>
    public static ValueTask<MintingLane> OpenPromotionsAsync(EmbeddedLedger ledger, LaneKeys keys, CancellationToken cancellationToken) =>
        OpenMintingAsync(ledger, keys, OracleLaneUse.Promote, PromotedAssets, cancellationToken);

    private static ValueTask<MintingLane> OpenMintingAsync(
        EmbeddedLedger ledger, LaneKeys keys, OracleLaneUse use, long expectedCount, CancellationToken cancellationToken) =>
        MintingLane.OpenAsync(
            ledger,
            new MintingLaneOptions
            {
                Name = keys.NameOf(use),
                Payer = keys.Payer,
                TreeDelegate = keys.Writer,
                ExpectedCount = expectedCount,
            },
            cancellationToken);

    private static ValueTask<AnchoringLane> OpenAnchoringAsync(
        EmbeddedLedger ledger, LaneKeys keys, Campaign campaign, long assetCount, CancellationToken cancellationToken) =>
        AnchoringLane.OpenAsync(
            ledger,
            new AnchoringLaneOptions
            {
                Name = keys.NameOf(OracleLaneUse.Anchor),
                Payer = keys.Payer,
                Authority = keys.Writer,
                ExpectedCount = ((assetCount - 1) / campaign.ShardAssets) + 1,
            },
            cancellationToken);
}
