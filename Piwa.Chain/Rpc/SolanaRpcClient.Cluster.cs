using System.Globalization;
using Piwa.Chain.Hashing;
using Piwa.Chain.Keys;
using Piwa.Chain.Rpc.Wire;
using Piwa.Chain.Transactions;

namespace Piwa.Chain.Rpc;

/// <content>The cluster.</content>
public sealed partial class SolanaRpcClient
{
    /// <inheritdoc/>
    public async ValueTask<LatestBlockhash> GetLatestBlockHashAsync(
        Commitment commitment = Commitment.Confirmed, CancellationToken cancellationToken = default)
    {
        WithContext<WireBlockhash> answer = await AskAsync(
            "getLatestBlockhash", () => [Settled(commitment)], RpcJson.Default.WithContextWireBlockhash, cancellationToken)
            .ConfigureAwait(false);
        return new LatestBlockhash(answer.Value.Blockhash, answer.Value.LastValidBlockHeight, answer.Context.Slot);
    }

    /// <inheritdoc/>
    public async ValueTask<bool> IsBlockHashValidAsync(
        Hash256 blockhash, Commitment commitment = Commitment.Confirmed, CancellationToken cancellationToken = default) =>
        (await AskAsync(
            "isBlockhashValid",
            () => [blockhash.ToBase58(), Settled(commitment)],
            RpcJson.Default.WithContextBoolean,
            cancellationToken).ConfigureAwait(false)).Value;

    /// <inheritdoc/>
    public ValueTask<ulong> GetSlotAsync(
        Commitment commitment = Commitment.Confirmed, CancellationToken cancellationToken = default) =>
        AskAsync("getSlot", () => [Settled(commitment)], RpcJson.Default.UInt64, cancellationToken);

    /// <inheritdoc/>
    public ValueTask<ulong> GetBlockHeightAsync(
        Commitment commitment = Commitment.Confirmed, CancellationToken cancellationToken = default) =>
        AskAsync("getBlockHeight", () => [Settled(commitment)], RpcJson.Default.UInt64, cancellationToken);

    /// <inheritdoc/>
    public ValueTask<EpochInfo> GetEpochInfoAsync(
        Commitment commitment = Commitment.Confirmed, CancellationToken cancellationToken = default) =>
        AskAsync("getEpochInfo", () => [Settled(commitment)], RpcJson.Default.EpochInfo, cancellationToken);

    /// <inheritdoc/>
    public async ValueTask<ulong?> GetFeeForMessageAsync(
        Message message, Commitment commitment = Commitment.Confirmed, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(message);
        string text = Convert.ToBase64String(message.Bytes.Span);
        return (await AskAsync(
            "getFeeForMessage", () => [text, Settled(commitment)], RpcJson.Default.WithContextNullableUInt64, cancellationToken)
            .ConfigureAwait(false)).Value;
    }

    /// <inheritdoc/>
    public ValueTask<IReadOnlyList<PrioritizationFee>> GetRecentPrioritizationFeesAsync(
        IReadOnlyList<PublicKey> accounts, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(accounts);
        RpcLimits.Check(accounts.Count, RpcLimits.PrioritizationFeeAccounts, "accounts", nameof(accounts));
        return AskAsync(
            "getRecentPrioritizationFees", () => [Texts(accounts)], RpcJson.Default.IReadOnlyListPrioritizationFee, cancellationToken);
    }

    /// <inheritdoc/>
    public ValueTask<Hash256> GetGenesisHashAsync(CancellationToken cancellationToken = default) =>
        AskAsync("getGenesisHash", () => [], RpcJson.Default.Hash256, cancellationToken);

    /// <inheritdoc/>
    public ValueTask<NodeVersion> GetVersionAsync(CancellationToken cancellationToken = default) =>
        AskAsync("getVersion", () => [], RpcJson.Default.NodeVersion, cancellationToken);

    /// <inheritdoc/>
    public async ValueTask GetHealthAsync(CancellationToken cancellationToken = default) =>
        await AskAsync(
            "getHealth",
            () => [],
            RpcJson.Default.String,
            (endpoint, health) => health == "ok" ? null : Nonsense(endpoint, "another health than ok"),
            cancellationToken).ConfigureAwait(false);

    /// <summary>That an answer is of a node which has not reached the slot that was asked for.</summary>
    private static RpcException? CheckSlot(RpcEndpoint endpoint, ulong slot, ulong minContextSlot) => slot >= minContextSlot
        ? null
        : new RpcException(
            RpcErrorKind.NodeBehind,
            string.Create(
                CultureInfo.InvariantCulture, $"{endpoint} stands at slot {slot}; the answer must be of {minContextSlot} or later."))
        {
            SlotsBehind = minContextSlot - slot,
        };
}
