using Piwa.Chain.Economy;
using Piwa.Chain.Economy.Payments;
using Piwa.Chain.Economy.Payouts;
using Piwa.Chain.Keys;
using Piwa.Chain.Minting;
using Piwa.Chain.Rpc;

namespace Piwa.Pipeline.Economy;

/// <summary>Whether what a market's ledger of value has is on the chain: payments by their references, payouts by the trees that they are leaves of.</summary>
/// <remarks>Not thread-safe.</remarks>
/// <param name="directory">The market's directory: its book says what is paid in which order, and the trees that it is so.</param>
/// <param name="rpc">A node that the auditor trusts; not disposed.</param>
/// <param name="market">The market's address, known from elsewhere.</param>
/// <param name="mint">The mint of RENDER.</param>
public sealed class MarketEvidence(string directory, IRpcClient rpc, PublicKey market, PublicKey mint) : IPayoutEvidence
{
    private const int PageSignatures = 1000;

    private Dictionary<string, Payout>? _paid;

    /// <inheritdoc/>
    public string Name => "the chain";

    /// <inheritdoc/>
    public async ValueTask<string?> FindPaymentFaultAsync(string reference, PublicKey buyer, Amount amount, CancellationToken cancellationToken = default)
    {
        if (!PublicKey.TryParse(reference, out PublicKey named))
            return $"'{reference}' is no reference of a payment";
        return await AskAsync(async () =>
        {
            Amount came = Amount.Zero;
            foreach (SignatureInfo info in await rpc.GetSignaturesForAddressAsync(
                named, PageSignatures, commitment: Commitment.Finalized, cancellationToken: cancellationToken).ConfigureAwait(false))
            {
                if (info.Error is null
                    && await rpc.GetTransactionAsync(info.Signature, Commitment.Finalized, cancellationToken).ConfigureAwait(false) is { } details)
                {
                    came = TransferReader.Read(details, ProgramAddress.TokenAccount(market, mint), mint)
                        .Where(transfer => transfer.References.Contains(named)).Aggregate(came, (sum, transfer) => sum + transfer.Amount);
                }
            }

            return came >= amount ? null : $"of {amount} RENDER {came} came to {market} with the reference {reference}";
        }).ConfigureAwait(false);
    }

    /// <inheritdoc/>
    public async ValueTask<string?> FindPayoutFaultAsync(string key, PublicKey owner, Amount amount, CancellationToken cancellationToken = default) =>
        await AskAsync(async () =>
        {
            _paid ??= await ReadPaidAsync(cancellationToken).ConfigureAwait(false);
            if (!_paid.TryGetValue(key, out Payout? payout))
                return $"no payout '{key}' was sent";
            return payout.Recipient == owner && payout.Amount == amount
                ? null
                : $"'{key}' has sent {payout.Amount} RENDER to {payout.Recipient}";
        }).ConfigureAwait(false);

    private async Task<Dictionary<string, Payout>> ReadPaidAsync(CancellationToken cancellationToken)
    {
        MarketBook book = new(Path.Combine(directory, Market.BookFile), TimeProvider.System, isReadOnly: true);
        Payout[] payouts = [.. book.Payouts.Select(Market.PayoutOf)];
        int paid = await PayoutLane.CountPaidAsync(rpc, market, Market.PayoutLaneName, mint, payouts, cancellationToken).ConfigureAwait(false);
        return payouts.Take(paid).ToDictionary(payout => payout.Key);
    }

    private static async ValueTask<string?> AskAsync(Func<ValueTask<string?>> ask)
    {
        try
        {
            return await ask().ConfigureAwait(false);
        }
        catch (ForeignLeafException fault)
        {
            return fault.Message;
        }
        catch (RpcException fault)
        {
            throw new IOException($"The chain does not answer: {fault.Message}", fault);
        }
    }
}
