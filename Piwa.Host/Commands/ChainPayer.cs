using Piwa.Chain.Keys;
using Piwa.Chain.Rpc;
using Piwa.Chain.Transactions;

namespace Piwa.Host.Commands;

/// <summary>Sends what a wallet signs itself: one transaction, and waits until it is confirmed.</summary>
internal static class ChainPayer
{
    /// <summary>Play lamports for fees and rent.</summary>
    public const ulong PlayLamports = 1_000_000_000;

    private static readonly TimeSpan Poll = TimeSpan.FromMilliseconds(300);
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);

    /// <summary>A client of a node.</summary>
    public static SolanaRpcClient Open(string address) => new(new RpcClientOptions
    {
        Endpoints = [new RpcEndpoint(HttpAddress.Parse("--rpc", address, "http://127.0.0.1:8899")!)],
    });

    /// <summary>Signs, sends and waits.</summary>
    /// <exception cref="TransactionRejectedException">It was turned away.</exception>
    /// <exception cref="IOException">It failed, or nothing is heard of it.</exception>
    public static async Task<Signature> SendAsync(IRpcClient chain, Keypair wallet, Instruction[] instructions, CancellationToken cancellationToken)
    {
        LatestBlockhash latest = await chain.GetLatestBlockHashAsync(cancellationToken: cancellationToken).ConfigureAwait(false);
        Transaction transaction = Transaction.Sign(Message.CompileLegacy(wallet.PublicKey, instructions, latest.Blockhash), wallet);
        try
        {
            await chain.SendTransactionAsync(transaction.Bytes, cancellationToken: cancellationToken).ConfigureAwait(false);
        }
        catch (TransactionRejectedException refusal)
        {
            throw new IOException($"The chain refuses the transaction: {refusal.Message} {string.Join(' ', refusal.LogMessages ?? [])}", refusal);
        }

        for (TimeSpan waited = TimeSpan.Zero; waited < Patience; waited += Poll)
        {
            if ((await chain.GetSignatureStatusesAsync([transaction.Id], cancellationToken: cancellationToken).ConfigureAwait(false))[0] is
                { Confirmation: >= Commitment.Confirmed } status)
            {
                return status.Error is null ? transaction.Id : throw new IOException($"The transaction {transaction.Id} failed: {status.Error}.");
            }

            await Task.Delay(Poll, TimeProvider.System, cancellationToken).ConfigureAwait(false);
        }

        throw new IOException($"Nothing is heard of the transaction {transaction.Id} for {Patience.TotalSeconds} seconds. It may land yet: look it up before you pay again.");
    }
}
