using Piwa.Chain.Hashing;
using Piwa.Chain.Keys;

namespace Piwa.Chain.Rpc;

/// <summary>Sends the transaction that creates an account until the account is final. It may be sent anew as often as it takes: an account
/// is created once.</summary>
internal sealed class AccountCreator(IRpcClient rpc, PatientCaller caller)
{
    /// <summary>How many blocks a blockhash lasts (MAX_PROCESSING_AGE).</summary>
    public const ulong BlockhashLifetime = 150;

    /// <summary>Refusals in a row, of an account that is not there, after which its creation is given up.</summary>
    private const int MaximumRefusals = 3;

    /// <summary>Creates an account unless it is there.</summary>
    /// <param name="name">What to call it.</param>
    /// <param name="address">Its address.</param>
    /// <param name="owner">The program that will own it.</param>
    /// <param name="sign">Signs the transaction, for a blockhash.</param>
    /// <param name="cancellationToken">Gives up waiting.</param>
    /// <exception cref="TransactionRejectedException">The transaction cannot succeed.</exception>
    public async ValueTask CreateAsync(
        string name,
        PublicKey address,
        PublicKey owner,
        Func<Hash256, CancellationToken, ValueTask<ReadOnlyMemory<byte>>> sign,
        CancellationToken cancellationToken)
    {
        ReadOnlyMemory<byte> transaction = default;
        ulong lastValidBlockHeight = 0;
        int refusals = 0;
        await caller.RunAsync($"{name} to be created", async progress =>
        {
            if (await ExistsAsync(Commitment.Finalized).ConfigureAwait(false))
                return true;
            if (await ExistsAsync(Commitment.Confirmed).ConfigureAwait(false))
                return false;

            LatestBlockhash latest = await rpc.GetLatestBlockHashAsync(Commitment.Confirmed, cancellationToken).ConfigureAwait(false);
            if (transaction.IsEmpty || latest.LastValidBlockHeight > lastValidBlockHeight + BlockhashLifetime)
            {
                lastValidBlockHeight = latest.LastValidBlockHeight;
                transaction = await sign(latest.Blockhash, cancellationToken).ConfigureAwait(false);
            }

            try
            {
                Signature id = await rpc.SendTransactionAsync(
                    transaction, new SendOptions { MaxRetries = 0 }, cancellationToken).ConfigureAwait(false);
                refusals = 0;
                caller.Listen(id, Commitment.Finalized);
            }
            catch (TransactionRejectedException refusal)
            {
                if (refusal.Error?.Kind == TransactionErrorKind.BlockhashNotFound)
                    transaction = default;
                else if (refusal.Error?.Kind != TransactionErrorKind.AlreadyProcessed && ++refusals >= MaximumRefusals)
                    throw;
            }

            return false;
        }, cancellationToken).ConfigureAwait(false);

        async ValueTask<bool> ExistsAsync(Commitment commitment) =>
            await rpc.GetAccountInfoAsync(address, new DataSlice(0, 0), commitment, cancellationToken).ConfigureAwait(false)
                is { } account && account.Owner == owner;
    }
}
