using Piwa.Chain.Hashing;
using Piwa.Chain.Keys;
using Piwa.Chain.Rpc;
using Piwa.Chain.Transactions;

namespace Piwa.Chain.Collections;

/// <summary>Makes collections of Metaplex Core for compressed NFTs of version 2.</summary>
public static class CoreCollections
{
    /// <summary>Makes a collection unless it is there, and returns when it is final.</summary>
    /// <param name="rpc">The chain: a client of a cluster, or an embedded ledger.</param>
    /// <param name="options">The collection.</param>
    /// <param name="cancellationToken">Gives up waiting; the next call finds what this one has sent.</param>
    /// <returns>The collection as it is on the chain. One that was there is left as it is.</returns>
    /// <remarks>Its address is that of its key, and an account is created once: call it as often as need be, with the same key.</remarks>
    /// <exception cref="ArgumentException">The options are invalid; the message names all violations.</exception>
    /// <exception cref="TransactionRejectedException">It cannot be made.</exception>
    /// <exception cref="WireFormatException">What is there is no collection, or not one that is known here.</exception>
    /// <exception cref="InvalidOperationException">The collection that is there lets no compressed NFTs in.</exception>
    /// <exception cref="TimeoutException">It is not final after all that patience; call again.</exception>
    public static async ValueTask<CoreCollectionAccount> EnsureAsync(
        IRpcClient rpc, CoreCollectionOptions options, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(rpc);
        ArgumentNullException.ThrowIfNull(options);
        options.Validate();
        ISigner payer = options.Payer!;
        PublicKey address = options.Key!.PublicKey;
        Instruction create = CoreInstructions.CreateCollection(
            address, payer.PublicKey, options.Name, options.Uri, options.UpdateAuthority, WithBubblegum(options.Plugins));
        PatientCaller caller = new(
            $"The maker of collection {address}",
            "Call again: it is made once.",
            options.TimeProvider,
            options.PollInterval,
            options.Patience);
        await new AccountCreator(rpc, caller).CreateAsync(
            $"collection {address}", address, ProgramIds.MplCore, SignAsync, cancellationToken).ConfigureAwait(false);

        CoreCollectionAccount? made = null;
        await caller.RunAsync($"collection {address}", async _ =>
        {
            // A node that lags does not have it yet.
            if (await rpc.GetAccountInfoAsync(address, null, Commitment.Finalized, cancellationToken).ConfigureAwait(false) is { } account)
                made = CoreCollectionAccount.Parse(account.Data.Span);
            return made is not null;
        }, cancellationToken).ConfigureAwait(false);
        return made!.Find(CorePluginKind.BubblegumV2) is not null
            ? made
            : throw new InvalidOperationException(
                $"Collection {address} is there already and lets no compressed NFTs in, which it would have had to from the start. Make another.");

        async ValueTask<ReadOnlyMemory<byte>> SignAsync(Hash256 blockhash, CancellationToken cancellation)
        {
            Message message = Message.CompileLegacy(payer.PublicKey, [create], blockhash);
            return (await Transaction.SignAsync(message, [payer, options.Key], cancellation).ConfigureAwait(false)).Bytes;
        }
    }

    private static IReadOnlyList<CorePlugin> WithBubblegum(IReadOnlyList<CorePlugin> plugins) =>
        plugins.Any(plugin => plugin.Kind == CorePluginKind.BubblegumV2) ? plugins : [CorePlugin.BubblegumV2, .. plugins];
}
