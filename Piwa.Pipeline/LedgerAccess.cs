using Piwa.Chain.Keys;
using Piwa.Chain.Ledger;
using Piwa.Chain.Minting;

namespace Piwa.Pipeline;

/// <summary>Opens the embedded ledger's minting lane.</summary>
internal static class LedgerAccess
{
    /// <summary>Name of the lane: with the wallet's key it gives the addresses of the trees.</summary>
    private const string LaneName = "piwa";

    /// <summary>What the embedded ledger gives a wallet that runs low: it charges fees and rent as Solana does.</summary>
    private const ulong AirdropLamports = 1_000_000_000_000;

    public static async Task<MintingLane> OpenLaneAsync(EmbeddedLedger ledger, ISigner wallet, ulong expectedCount, CancellationToken cancellationToken)
    {
        if (ledger.GetBalance(wallet.PublicKey) < AirdropLamports / 2)
            ledger.RequestAirdrop(wallet.PublicKey, AirdropLamports);
        return await OpenAsync(ledger, wallet, (long)Math.Min(expectedCount, long.MaxValue), cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Opens the lane of an address to read it; nothing can be minted with it.</summary>
    public static Task<MintingLane> OpenReadOnlyLaneAsync(EmbeddedLedger ledger, PublicKey wallet, CancellationToken cancellationToken) =>
        OpenAsync(ledger, new AddressOnly(wallet), expectedCount: 1, cancellationToken);

    private static async Task<MintingLane> OpenAsync(EmbeddedLedger ledger, ISigner signer, long expectedCount, CancellationToken cancellationToken) =>
        await MintingLane.OpenAsync(
            ledger,
            new MintingLaneOptions { Name = LaneName, Payer = signer, TreeDelegate = signer, ExpectedCount = expectedCount },
            cancellationToken).ConfigureAwait(false);

    /// <summary>An address without its key.</summary>
    private sealed class AddressOnly(PublicKey address) : ISigner
    {
        public PublicKey PublicKey => address;

        public ValueTask<Signature> SignAsync(ReadOnlyMemory<byte> message, CancellationToken cancellationToken = default) =>
            throw new InvalidOperationException("This lane was opened to be read: it has no key to sign with.");
    }
}
