using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Piwa.Chain.Keys;
using Piwa.Chain.Rpc;
using Piwa.Chain.Rpc.Wire;

namespace Piwa.Chain.Ledger.Serving;

/// <summary>Solana's JSON-RPC methods over an embedded ledger.</summary>
/// <remarks>
/// Names, options, errors and forms are those of agave's rpc crate. What the ledger does not have is an error that says so: <c>base64+zstd</c>, and <c>jsonParsed</c> where a node would parse.
/// </remarks>
internal sealed partial class LedgerMethods(EmbeddedLedger ledger)
{
    /// <summary>The methods by name.</summary>
    public IReadOnlyDictionary<string, JsonRpcMethod> ByName => new Dictionary<string, JsonRpcMethod>(StringComparer.Ordinal)
    {
        ["getAccountInfo"] = GetAccountInfo,
        ["getBalance"] = GetBalance,
        ["getBlockHeight"] = GetSlot,
        ["getEpochInfo"] = GetEpochInfo,
        ["getFeeForMessage"] = GetFeeForMessage,
        ["getGenesisHash"] = GetGenesisHash,
        ["getHealth"] = GetHealth,
        ["getLatestBlockhash"] = GetLatestBlockhash,
        ["getMinimumBalanceForRentExemption"] = GetMinimumBalanceForRentExemption,
        ["getMultipleAccounts"] = GetMultipleAccounts,
        ["getRecentPrioritizationFees"] = GetRecentPrioritizationFees,
        ["getSignatureStatuses"] = GetSignatureStatuses,
        ["getSignaturesForAddress"] = GetSignaturesForAddress,
        ["getSlot"] = GetSlot,
        ["getTokenAccountBalance"] = GetTokenAccountBalance,
        ["getTokenAccountsByOwner"] = GetTokenAccountsByOwner,
        ["getTransaction"] = GetTransaction,
        ["getTransactionCount"] = GetTransactionCount,
        ["getVersion"] = GetVersion,
        ["isBlockhashValid"] = IsBlockhashValid,
        ["requestAirdrop"] = RequestAirdrop,
        ["sendTransaction"] = SendTransaction,
        ["simulateTransaction"] = SimulateTransaction,
    };

    private static void Write<T>(Utf8JsonWriter result, T value, JsonTypeInfo<T> type) => JsonSerializer.Serialize(result, value, type);

    /// <summary>A value with the slot it is of; the slot is read before, so that the value is never older.</summary>
    private static void Write<T>(Utf8JsonWriter result, ulong slot, T value, JsonTypeInfo<WithContext<T>> type) =>
        JsonSerializer.Serialize(result, new WithContext<T>(new WireContext(slot), value), type);

    private static PublicKey Account(JsonRpcParameters parameters, int index = 0) =>
        parameters.Required(index, RpcJson.Default.PublicKey, "the account");

    /// <summary>Checks what every method's options may hold, and tells the slot that the answer is of.</summary>
    private ulong Slot(JsonRpcOptions options, Commitment? commitment = null)
    {
        ulong slot = ledger.GetSlot(commitment ?? options.Commitment);
        if (options.Value("minContextSlot", RpcJson.Default.UInt64) is { } least && least > slot)
        {
            throw new JsonRpcFault(
                RpcErrorCode.MinContextSlotNotReached,
                "Minimum context slot has not been reached",
                JsonSerializer.SerializeToElement(new WireNodeBehind(ContextSlot: slot), RpcJson.Default.WireNodeBehind));
        }

        return slot;
    }
}
