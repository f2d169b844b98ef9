using System.Text.Json;
using System.Text.Json.Nodes;
using Piwa.Chain.Keys;
using Piwa.Chain.Rpc;
using Piwa.Chain.Rpc.Wire;
using Piwa.Chain.Transactions;

namespace Piwa.Chain.Ledger.Serving;

/// <summary>A transaction that landed, in the encoding that was asked for.</summary>
internal static class TransactionJson
{
    public const string DefaultEncoding = "json";

    public static void Write(Utf8JsonWriter result, TransactionDetails details, string encoding, int? maximumVersion)
    {
        Message message = details.Transaction.Message;
        if (message.Version == MessageVersion.V0 && maximumVersion is null)
        {
            throw new JsonRpcFault(
                RpcErrorCode.UnsupportedTransactionVersion,
                "Transaction version (0) is not supported by the requesting client. Please try the request again with the following "
                + "configuration parameter: \"maxSupportedTransactionVersion\": 0");
        }

        result.WriteStartObject();
        result.WriteNumber("slot", details.Slot);
        result.WritePropertyName("transaction");
        WriteTransaction(result, details.Transaction, encoding);
        result.WritePropertyName("meta");
        JsonSerializer.Serialize(result, Meta(details), RpcJson.Default.WireMeta);
        if (details.BlockTime is { } time)
            result.WriteNumber("blockTime", time.ToUnixTimeSeconds());
        else
            result.WriteNull("blockTime");
        if (maximumVersion is not null)
        {
            result.WritePropertyName("version");
            if (message.Version == MessageVersion.V0)
                result.WriteNumberValue(0);
            else
                result.WriteStringValue("legacy");
        }

        result.WriteEndObject();
    }

    private static void WriteTransaction(Utf8JsonWriter result, Transaction transaction, string encoding)
    {
        switch (encoding)
        {
            case DefaultEncoding:
                Describe(transaction).WriteTo(result);
                break;
            case "base64":
                JsonSerializer.Serialize(result, new EncodedData(transaction.Bytes), RpcJson.Default.EncodedData);
                break;
            case "base58":
                JsonSerializer.Serialize(
                    result, new EncodedData(transaction.Bytes, DataEncoding.Base58), RpcJson.Default.EncodedData);
                break;
            case "jsonParsed":
                throw JsonRpcParameters.Invalid("jsonParsed is not offered here; ask for json");
            default:
                throw JsonRpcParameters.Invalid("encoding must be json, base58 or base64");
        }
    }

    private static JsonObject Describe(Transaction transaction)
    {
        Message message = transaction.Message;
        JsonObject described = new()
        {
            ["header"] = new JsonObject
            {
                ["numRequiredSignatures"] = message.Header.RequiredSignatureCount,
                ["numReadonlySignedAccounts"] = message.Header.ReadOnlySignedCount,
                ["numReadonlyUnsignedAccounts"] = message.Header.ReadOnlyUnsignedCount,
            },
            ["accountKeys"] = new JsonArray([.. message.AccountKeys.Select(key => JsonValue.Create(key.ToString()))]),
            ["recentBlockhash"] = message.RecentBlockhash.ToBase58(),
            ["instructions"] = new JsonArray([.. message.Instructions.Select(Describe)]),
        };
        if (message.Version == MessageVersion.V0)
            described["addressTableLookups"] = new JsonArray([.. message.AddressTableLookups.Select(Describe)]);
        return new JsonObject
        {
            ["signatures"] = new JsonArray([.. transaction.Signatures.Select(signature => JsonValue.Create(signature.ToString()))]),
            ["message"] = described,
        };
    }

    private static JsonObject Describe(CompiledInstruction instruction) => new()
    {
        ["programIdIndex"] = instruction.ProgramIndex,
        ["accounts"] = Numbers(instruction.AccountIndexes),
        ["data"] = Base58.EncodeLong(instruction.Data.Span),
        ["stackHeight"] = 1,
    };

    private static JsonObject Describe(AddressTableLookup lookup) => new()
    {
        ["accountKey"] = lookup.TableKey.ToString(),
        ["writableIndexes"] = Numbers(lookup.WritableIndexes),
        ["readonlyIndexes"] = Numbers(lookup.ReadOnlyIndexes),
    };

    private static JsonArray Numbers(ReadOnlyMemory<byte> bytes) => [.. bytes.ToArray().Select(index => JsonValue.Create((int)index))];

    /// <summary>Of transactions whose results are no longer kept, the balances are empty, for nodes always give a list.</summary>
    private static WireMeta Meta(TransactionDetails details)
    {
        Message message = details.Transaction.Message;
        List<PublicKey> keys = [.. message.AccountKeys, .. details.LoadedAddresses];
        IReadOnlyList<WireInnerInstructions>? inner = details.InnerInstructions is null
            ? null
            :
            [
                .. details.InnerInstructions
                    .GroupBy(call => call.OuterIndex)
                    .Select(calls => new WireInnerInstructions(calls.Key, [.. calls.Select(call => Describe(call, keys))])),
            ];
        return new WireMeta(
            details.Fee,
            details.PreBalances ?? [],
            details.PostBalances ?? [],
            details.Error,
            inner,
            details.LogMessages,
            message.Version == MessageVersion.V0 ? Loaded(message, details.LoadedAddresses) : null,
            details.ComputeUnitsConsumed);
    }

    private static WireLoadedAddresses Loaded(Message message, IReadOnlyList<PublicKey> addresses)
    {
        int writable = message.AddressTableLookups.Sum(lookup => lookup.WritableIndexes.Length);
        return new WireLoadedAddresses([.. addresses.Take(writable)], [.. addresses.Skip(writable)]);
    }

    private static WireInstruction Describe(InnerInstruction call, List<PublicKey> keys) => new(
        keys.IndexOf(call.ProgramId),
        [.. call.AccountIndexes.ToArray().Select(index => (int)index)],
        Base58.EncodeLong(call.Data.Span),
        call.StackHeight);
}
