using System.Text.Json;
using Piwa.Chain.Hashing;
using Piwa.Chain.Keys;
using Piwa.Chain.Rpc;
using Piwa.Chain.Rpc.Wire;
using Piwa.Chain.Transactions;

namespace Piwa.Chain.Ledger.Serving;

/// <content>The cluster.</content>
internal sealed partial class LedgerMethods
{
    private void GetSlot(JsonRpcParameters parameters, Utf8JsonWriter result) => result.WriteNumberValue(Slot(parameters.Options(0)));

    private void GetTransactionCount(JsonRpcParameters parameters, Utf8JsonWriter result)
    {
        JsonRpcOptions options = parameters.Options(0);
        Slot(options);
        result.WriteNumberValue(ledger.GetEpochInfo(options.Commitment).TransactionCount ?? 0);
    }

    private void GetEpochInfo(JsonRpcParameters parameters, Utf8JsonWriter result)
    {
        JsonRpcOptions options = parameters.Options(0);
        Slot(options);
        Write(result, ledger.GetEpochInfo(options.Commitment), RpcJson.Default.EpochInfo);
    }

    private void GetLatestBlockhash(JsonRpcParameters parameters, Utf8JsonWriter result)
    {
        JsonRpcOptions options = parameters.Options(0);
        ulong slot = Slot(options);
        LatestBlockhash latest = ledger.GetLatestBlockhash(options.Commitment);
        Write(
            result, slot, new WireBlockhash(latest.Blockhash, latest.LastValidBlockHeight), RpcJson.Default.WithContextWireBlockhash);
    }

    private void IsBlockhashValid(JsonRpcParameters parameters, Utf8JsonWriter result)
    {
        Hash256 blockhash = parameters.Required(0, RpcJson.Default.Hash256, "the blockhash");
        JsonRpcOptions options = parameters.Options(1);
        ulong slot = Slot(options);
        Write(result, slot, ledger.IsBlockhashValid(blockhash, options.Commitment), RpcJson.Default.WithContextBoolean);
    }

    private void GetFeeForMessage(JsonRpcParameters parameters, Utf8JsonWriter result)
    {
        string text = parameters.Required(0, RpcJson.Default.String, "the message");
        JsonRpcOptions options = parameters.Options(1);
        ulong slot = Slot(options);
        Message message = Message.Parse(Decode(text, DataEncoding.Base64));
        Write(result, slot, ledger.GetFee(message, options.Commitment), RpcJson.Default.WithContextNullableUInt64);
    }

    private void GetRecentPrioritizationFees(JsonRpcParameters parameters, Utf8JsonWriter result)
    {
        IReadOnlyList<PublicKey> accounts = parameters.At(0) is { } given
            ? JsonRpcParameters.Read(given, RpcJson.Default.IReadOnlyListPublicKey, "the accounts")
            : [];
        Write(result, ledger.GetRecentPrioritizationFees(accounts), RpcJson.Default.IReadOnlyListPrioritizationFee);
    }

    private void GetMinimumBalanceForRentExemption(JsonRpcParameters parameters, Utf8JsonWriter result)
    {
        ulong bytes = parameters.Required(0, RpcJson.Default.UInt64, "the data's length");
        Slot(parameters.Options(1));
        result.WriteNumberValue(Rent.MinimumBalance(bytes <= long.MaxValue ? (long)bytes : throw JsonRpcParameters.Invalid("too long")));
    }

    private void GetGenesisHash(JsonRpcParameters parameters, Utf8JsonWriter result) =>
        Write(result, ledger.GenesisHash, RpcJson.Default.Hash256);

    private void GetVersion(JsonRpcParameters parameters, Utf8JsonWriter result) =>
        Write(result, EmbeddedLedger.Software, RpcJson.Default.NodeVersion);

    private void GetHealth(JsonRpcParameters parameters, Utf8JsonWriter result)
    {
        ledger.GetSlot();
        result.WriteStringValue("ok");
    }
}
