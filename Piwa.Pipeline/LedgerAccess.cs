using Piwa.Chain.Anchoring;
using Piwa.Chain.Keys;
using Piwa.Chain.Ledger;
using Piwa.Chain.Minting;

namespace Piwa.Pipeline;

/// <summary>Opens the lanes of a data set on its embedded ledger.</summary>
internal static class LedgerAccess
{
    // Names of the lanes: with the wallet's key they give the addresses of the trees.
    private const string MintingName = "piwa";
    private const string AnchoringName = "piwa-anchors";
    private const string PromotionName = "piwa-promoted";

    /// <summary>What the embedded ledger gives a wallet that runs low: it charges fees and rent as Solana does.</summary>
    private const ulong AirdropLamports = 1_000_000_000_000;

    /// <summary>What the first tree of promotions is sized for: few of many.</summary>
    private const long PromotedAssets = 1 << 14;

    /// <summary>Opens the lanes that a campaign asks for.</summary>
    /// <param name="ledger">The ledger.</param>
    /// <param name="wallet">The operator's wallet.</param>
    /// <param name="campaign">What the data set is made of.</param>
    /// <param name="assetCount">Assets that the data set is to have.</param>
    /// <param name="cancellationToken">Gives up waiting.</param>
    public static Task<ChainLanes> OpenAsync(
        EmbeddedLedger ledger, ISigner wallet, Campaign campaign, ulong assetCount, CancellationToken cancellationToken)
    {
        Fund(ledger, wallet.PublicKey);
        return OpenAsync(ledger, wallet, campaign, (long)Math.Min(assetCount, long.MaxValue), cancellationToken);
    }

    /// <summary>Opens the lanes of an address to read them; nothing can be sent with them.</summary>
    public static Task<ChainLanes> OpenReadOnlyAsync(
        EmbeddedLedger ledger, PublicKey wallet, Campaign campaign, CancellationToken cancellationToken) =>
        OpenAsync(ledger, new AddressOnly(wallet), campaign, assetCount: 1, cancellationToken);

    /// <summary>Opens the lane that mints what was anchored.</summary>
    public static async Task<MintingLane> OpenPromotionsAsync(EmbeddedLedger ledger, ISigner wallet, CancellationToken cancellationToken)
    {
        Fund(ledger, wallet.PublicKey);
        return await OpenMintingAsync(ledger, PromotionName, wallet, PromotedAssets, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Opens the lane that has minted what was anchored, to read it.</summary>
    public static async Task<MintingLane> OpenReadOnlyPromotionsAsync(
        EmbeddedLedger ledger, PublicKey wallet, CancellationToken cancellationToken) =>
        await OpenMintingAsync(ledger, PromotionName, new AddressOnly(wallet), expectedCount: 1, cancellationToken).ConfigureAwait(false);

    private static void Fund(EmbeddedLedger ledger, PublicKey wallet)
    {
        if (ledger.GetBalance(wallet) < AirdropLamports / 2)
            ledger.RequestAirdrop(wallet, AirdropLamports);
    }

    private static async Task<ChainLanes> OpenAsync(
        EmbeddedLedger ledger, ISigner signer, Campaign campaign, long assetCount, CancellationToken cancellationToken)
    {
        MintingLane? minting = campaign.Chain == ChainPolicy.Anchor
            ? null
            : await OpenMintingAsync(ledger, MintingName, signer, assetCount, cancellationToken).ConfigureAwait(false);
        try
        {
            return new ChainLanes(minting, campaign.Chain == ChainPolicy.Mint
                ? null
                : await OpenAnchoringAsync(ledger, signer, campaign, assetCount, cancellationToken).ConfigureAwait(false));
        }
        catch
        {
            minting?.Dispose();
            throw;
        }
    }

    private static ValueTask<MintingLane> OpenMintingAsync(
        EmbeddedLedger ledger, string name, ISigner signer, long expectedCount, CancellationToken cancellationToken) =>
        MintingLane.OpenAsync(
            ledger,
            new MintingLaneOptions { Name = name, Payer = signer, TreeDelegate = signer, ExpectedCount = expectedCount },
            cancellationToken);

    private static ValueTask<AnchoringLane> OpenAnchoringAsync(
        EmbeddedLedger ledger, ISigner signer, Campaign campaign, long assetCount, CancellationToken cancellationToken) =>
        AnchoringLane.OpenAsync(
            ledger,
            new AnchoringLaneOptions
            {
                Name = AnchoringName,
                Payer = signer,
                Authority = signer,
                ExpectedCount = ((assetCount - 1) / campaign.ShardAssets) + 1,
            },
            cancellationToken);

    /// <summary>An address without its key.</summary>
    private sealed class AddressOnly(PublicKey address) : ISigner
    {
        public PublicKey PublicKey => address;

        public ValueTask<Signature> SignAsync(ReadOnlyMemory<byte> message, CancellationToken cancellationToken = default) =>
            throw new InvalidOperationException("This lane was opened to be read: it has no key to sign with.");
    }
}
