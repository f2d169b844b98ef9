using System.Text.Json;
using Piwa.Chain.Keys;
using Piwa.Chain.Rpc;
using Piwa.Chain.Rpc.Wire;
using Piwa.Chain.Transactions;

namespace Piwa.Chain.Ledger.Serving;

/// <content>Transactions.</content>
internal sealed partial class LedgerMethods
{
    private void SendTransaction(JsonRpcParameters parameters, Utf8JsonWriter result)
    {
        JsonRpcOptions options = parameters.Options(1);
        _ = options.CommitmentNamed("preflightCommitment");
        Slot(options);
        bool isUnchecked = options.Flag("skipPreflight");
        byte[] bytes = Transmitted(parameters, options);
        TransactionOutcome outcome = ledger.Send(bytes, new SendOptions { SkipPreflight = isUnchecked });

        // Who wants no check learns nothing but the id, as from a node, even of a transaction that will never land.
        bool isTold = outcome.Disposition == TransactionDisposition.Rejected && !isUnchecked;
        if (!isTold && outcome.Signature is { } id)
        {
            Write(result, id, RpcJson.Default.Signature);
            return;
        }

        throw outcome.Error!.Kind switch
        {
            TransactionErrorKind.SanitizeFailure => JsonRpcParameters.Invalid("the bytes are no transaction"),
            TransactionErrorKind.SignatureFailure =>
                new JsonRpcFault(RpcErrorCode.SignatureVerificationFailure, "Transaction signature verification failure"),
            _ => new JsonRpcFault(
                RpcErrorCode.PreflightFailure,
                $"Transaction simulation failed: {Words(outcome.Error)}",
                JsonSerializer.SerializeToElement(
                    new WireSimulation(outcome.Error, outcome.LogMessages), RpcJson.Default.WireSimulation)),
        };
    }

    private void SimulateTransaction(JsonRpcParameters parameters, Utf8JsonWriter result)
    {
        JsonRpcOptions options = parameters.Options(1);
        ulong slot = Slot(options);
        byte[] bytes = Transmitted(parameters, options);
        JsonRpcOptions wanted = options.At("accounts") is { } accounts ? new JsonRpcOptions(accounts) : default;
        SimulationOptions simulation = new()
        {
            VerifySignatures = options.Flag("sigVerify"),
            ReplaceRecentBlockhash = options.Flag("replaceRecentBlockhash"),
            Accounts = wanted.At("addresses") is { } addresses
                ? JsonRpcParameters.Read(addresses, RpcJson.Default.IReadOnlyListPublicKey, "addresses")
                : [],
        };
        if (simulation.Accounts.Count > Message.MaximumAccounts)
            throw JsonRpcParameters.Invalid("too many accounts");
        SimulationResult simulated = ledger.SimulateTransaction(bytes, simulation);
        IReadOnlyList<WireAccount?>? seen = options.At("accounts") is null || simulated.Error is not null
            ? null
            : [.. simulated.Accounts.Select(account => account is null ? null : AccountJson.Encode(ledger, account, wanted))];
        LatestBlockhash latest = ledger.GetLatestBlockhash();
        WireSimulation wire = new(simulated.Error, simulated.LogMessages, seen)
        {
            ReplacementBlockhash = simulation.ReplaceRecentBlockhash
                ? new WireBlockhash(latest.Blockhash, latest.LastValidBlockHeight)
                : null,
        };
        Write(result, slot, wire, RpcJson.Default.WithContextWireSimulation);
    }

    private void GetSignatureStatuses(JsonRpcParameters parameters, Utf8JsonWriter result)
    {
        IReadOnlyList<Signature> signatures = parameters.Required(0, RpcJson.Default.IReadOnlyListSignature, "the signatures");
        JsonRpcOptions options = parameters.Options(1);
        bool searchesHistory = options.Flag("searchTransactionHistory");
        ulong slot = Slot(options, Commitment.Processed);
        IReadOnlyList<WireStatus?> statuses =
        [
            .. ledger.GetSignatureStatuses(signatures, searchesHistory).Select(status =>
                status is null ? null : new WireStatus(status.Slot, Depth(status, slot), status.Error, status.Confirmation)),
        ];
        Write(result, slot, statuses, RpcJson.Default.WithContextIReadOnlyListWireStatus);
    }

    private void GetSignaturesForAddress(JsonRpcParameters parameters, Utf8JsonWriter result)
    {
        PublicKey account = Account(parameters);
        JsonRpcOptions options = parameters.Options(1);
        CheckHistory(options);
        Slot(options);
        IReadOnlyList<WireSignatureInfo> found =
        [
            .. ledger.GetSignaturesForAddress(
                account,
                options.Number("limit") ?? RpcLimits.SignaturesForAddress,
                options.Value("before", RpcJson.Default.Signature),
                options.Value("until", RpcJson.Default.Signature),
                options.Commitment)
                .Select(info => new WireSignatureInfo(
                    info.Signature,
                    info.Slot,
                    info.Error,
                    BlockTime: info.BlockTime?.ToUnixTimeSeconds(),
                    ConfirmationStatus: info.Confirmation)),
        ];
        Write(result, found, RpcJson.Default.IReadOnlyListWireSignatureInfo);
    }

    private void GetTransaction(JsonRpcParameters parameters, Utf8JsonWriter result)
    {
        Signature signature = parameters.Required(0, RpcJson.Default.Signature, "the signature");

        // Of old the encoding stood alone.
        JsonRpcOptions options = parameters.At(1) is { ValueKind: JsonValueKind.String } ? default : parameters.Options(1);
        string encoding = parameters.At(1) is { ValueKind: JsonValueKind.String } name
            ? name.GetString()!
            : options.Text("encoding") ?? TransactionJson.DefaultEncoding;
        CheckHistory(options);
        Slot(options);
        if (ledger.GetTransaction(signature, options.Commitment) is { } details)
            TransactionJson.Write(result, details, encoding, options.Number("maxSupportedTransactionVersion"));
        else
            result.WriteNullValue();
    }

    /// <summary>How many slots have followed; null once it is final.</summary>
    private static ulong? Depth(SignatureStatus status, ulong slot) =>
        status.Confirmation == Commitment.Finalized ? null : slot > status.Slot ? slot - status.Slot : 0;

    private static void CheckHistory(JsonRpcOptions options)
    {
        if (options.Commitment == Commitment.Processed)
            throw JsonRpcParameters.Invalid("Method does not support commitment below `confirmed`");
    }

    private static byte[] Transmitted(JsonRpcParameters parameters, JsonRpcOptions options) => Decode(
        parameters.Required(0, RpcJson.Default.String, "the transaction"),
        options.Text("encoding") switch
        {
            null or "base58" => DataEncoding.Base58,
            "base64" => DataEncoding.Base64,
            _ => throw JsonRpcParameters.Invalid("encoding must be base58 or base64"),
        });

    private static byte[] Decode(string text, DataEncoding encoding)
    {
        if (encoding == DataEncoding.Base64)
        {
            byte[] bytes = new byte[text.Length];
            return Convert.TryFromBase64String(text, bytes, out int length)
                ? bytes[..length]
                : throw JsonRpcParameters.Invalid("invalid base64 encoding");
        }

        return Base58.DecodeLong(text) ?? throw JsonRpcParameters.Invalid("invalid base58 encoding");
    }

    /// <summary>The words of nodes for what clients look for.</summary>
    private static string Words(TransactionError error) => error switch
    {
        { Kind: TransactionErrorKind.BlockhashNotFound } => "Blockhash not found",
        { Kind: TransactionErrorKind.AlreadyProcessed } => "This transaction has already been processed",
        { CustomCode: { } code } => $"Error processing Instruction {error.InstructionIndex}: custom program error: 0x{code:x}",
        _ => error.ToString(),
    };
}
