using System.Text.Json.Nodes;
using Piwa.Chain.Keys;
using Piwa.Chain.Rpc.Wire;
using Piwa.Chain.Transactions;

namespace Piwa.Chain.Rpc;

/// <content>Transactions.</content>
public sealed partial class SolanaRpcClient
{
    /// <inheritdoc/>
    /// <remarks>
    /// Where an answer is lost the same bytes are sent again; that they have landed by then is a success. Bytes that are no transaction are
    /// turned away without asking.
    /// </remarks>
    public async ValueTask<Signature> SendTransactionAsync(
        ReadOnlyMemory<byte> transaction, SendOptions? options = null, CancellationToken cancellationToken = default)
    {
        Signature id = IdOf(transaction);
        string text = Convert.ToBase64String(transaction.Span);
        options ??= new SendOptions();
        bool mayHaveArrived = false;
        try
        {
            return await _retry.ExecuteAsync(
                async token =>
                {
                    try
                    {
                        return await AttemptAsync(
                            "sendTransaction",
                            [text, SendingOptions(options)],
                            RpcJson.Default.Signature,
                            (endpoint, answer) => answer == id ? null : Nonsense(endpoint, "the id of another transaction"),
                            token).ConfigureAwait(false);
                    }
                    catch (RpcException error)
                    {
                        mayHaveArrived |= error.Kind is not (RpcErrorKind.RateLimited or RpcErrorKind.NodeBehind);
                        throw;
                    }
                },
                cancellationToken).ConfigureAwait(false);
        }
        catch (TransactionRejectedException error) when (mayHaveArrived && error.Error?.Kind == TransactionErrorKind.AlreadyProcessed)
        {
            return id;
        }
    }

    /// <inheritdoc/>
    public async ValueTask<SimulationResult> SimulateTransactionAsync(
        ReadOnlyMemory<byte> transaction, SimulationOptions? options = null, CancellationToken cancellationToken = default)
    {
        _ = IdOf(transaction);
        options ??= new SimulationOptions();
        string text = Convert.ToBase64String(transaction.Span);
        WithContext<WireSimulation> answer = await AskAsync(
            "simulateTransaction", () => [text, SimulatingOptions(options)], RpcJson.Default.WithContextWireSimulation, cancellationToken)
            .ConfigureAwait(false);
        return new SimulationResult
        {
            Error = answer.Value.Err,
            LogMessages = answer.Value.Logs ?? [],
            UnitsConsumed = answer.Value.UnitsConsumed,
            Accounts = [.. (answer.Value.Accounts ?? []).Select(account => account?.ToAccountInfo())],
        };
    }

    /// <inheritdoc/>
    public async ValueTask<IReadOnlyList<SignatureStatus?>> GetSignatureStatusesAsync(
        IReadOnlyList<Signature> signatures,
        bool searchTransactionHistory = false,
        ulong minContextSlot = 0,
        CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(signatures);
        RpcLimits.Check(signatures.Count, RpcLimits.SignatureStatuses, "signatures", nameof(signatures));
        WithContext<IReadOnlyList<WireStatus?>> answer = await AskAsync(
            "getSignatureStatuses",
            () =>
            [
                new JsonArray([.. signatures.Select(Text)]),
                new JsonObject { ["searchTransactionHistory"] = searchTransactionHistory },
            ],
            RpcJson.Default.WithContextIReadOnlyListWireStatus,
            (endpoint, found) => CheckSlot(endpoint, found.Context.Slot, minContextSlot)
                ?? CheckCount(endpoint, found.Value.Count, signatures.Count),
            cancellationToken).ConfigureAwait(false);
        return [.. answer.Value.Select(status => status?.ToStatus())];
    }

    /// <inheritdoc/>
    /// <remarks>Nodes keep no transactions below <see cref="Commitment.Confirmed"/>: that is asked for instead of less.</remarks>
    public async ValueTask<TransactionDetails?> GetTransactionAsync(
        Signature signature, Commitment commitment = Commitment.Confirmed, CancellationToken cancellationToken = default)
    {
        TransactionDetails? details = null;
        _ = await AskAsync(
            "getTransaction",
            () =>
            {
                JsonObject options = Settled(AtLeastConfirmed(commitment));
                options["encoding"] = "base64";
                options["maxSupportedTransactionVersion"] = 0;
                return [Text(signature), options];
            },
            RpcJson.Default.WireTransaction,
            (endpoint, found) => CheckTransaction(endpoint, found, signature, out details),
            cancellationToken).ConfigureAwait(false);
        return details;
    }

    /// <inheritdoc/>
    public async ValueTask<IReadOnlyList<SignatureInfo>> GetSignaturesForAddressAsync(
        PublicKey account,
        int limit = RpcLimits.SignaturesForAddress,
        Signature? before = null,
        Signature? until = null,
        Commitment commitment = Commitment.Confirmed,
        CancellationToken cancellationToken = default)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(limit, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(limit, RpcLimits.SignaturesForAddress);
        IReadOnlyList<WireSignatureInfo> answer = await AskAsync(
            "getSignaturesForAddress",
            () =>
            {
                JsonObject options = Settled(AtLeastConfirmed(commitment));
                options["limit"] = limit;
                if (before is { } newest)
                    options["before"] = Text(newest);
                if (until is { } oldest)
                    options["until"] = Text(oldest);
                return [Text(account), options];
            },
            RpcJson.Default.IReadOnlyListWireSignatureInfo,
            cancellationToken).ConfigureAwait(false);
        return [.. answer.Select(info => info.ToInfo())];
    }

    private static Commitment AtLeastConfirmed(Commitment commitment) =>
        commitment == Commitment.Processed ? Commitment.Confirmed : commitment;

    private static JsonValue Text(Signature signature) => JsonValue.Create(signature.ToString());

    private static Signature IdOf(ReadOnlyMemory<byte> transaction)
    {
        try
        {
            return Transaction.Parse(transaction).Id;
        }
        catch (WireFormatException)
        {
            throw new TransactionRejectedException(new TransactionError(TransactionErrorKind.SanitizeFailure), []);
        }
    }

    private static JsonObject SendingOptions(SendOptions options)
    {
        JsonObject json = new()
        {
            ["encoding"] = "base64",
            ["skipPreflight"] = options.SkipPreflight,
            ["preflightCommitment"] = CommitmentConverter.NameOf(options.PreflightCommitment),
        };
        if (options.MaxRetries is { } retries)
            json["maxRetries"] = retries;
        if (options.MinContextSlot is { } slot)
            json["minContextSlot"] = slot;
        return json;
    }

    private static JsonObject SimulatingOptions(SimulationOptions options)
    {
        JsonObject json = Settled(options.Commitment);
        json["encoding"] = "base64";
        json["sigVerify"] = options.VerifySignatures;
        json["replaceRecentBlockhash"] = options.ReplaceRecentBlockhash;
        if (options.MinContextSlot is { } slot)
            json["minContextSlot"] = slot;
        if (options.Accounts.Count != 0)
            json["accounts"] = new JsonObject { ["encoding"] = "base64", ["addresses"] = Texts(options.Accounts) };
        return json;
    }

    private static RpcException? CheckTransaction(
        RpcEndpoint endpoint, WireTransaction? found, Signature signature, out TransactionDetails? details)
    {
        details = null;
        if (found is null)
            return null;
        try
        {
            details = TransactionReading.ToDetails(found);
            return details.Transaction.Id == signature ? null : Nonsense(endpoint, "another transaction");
        }
        catch (WireFormatException error)
        {
            return Nonsense(endpoint, $"a transaction that cannot be read ({error.Message})");
        }
    }
}
