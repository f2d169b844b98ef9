using System.Globalization;
using System.Text.Json.Nodes;
using Piwa.Chain.Keys;
using Piwa.Chain.Rpc.Wire;

namespace Piwa.Chain.Rpc;

/// <content>Accounts.</content>
public sealed partial class SolanaRpcClient
{
    /// <inheritdoc/>
    public async ValueTask<ulong> GetBalanceAsync(
        PublicKey account, Commitment commitment = Commitment.Confirmed, CancellationToken cancellationToken = default) =>
        (await AskAsync(
            "getBalance", () => [Text(account), Settled(commitment)], RpcJson.Default.WithContextUInt64, cancellationToken)
            .ConfigureAwait(false)).Value;

    /// <inheritdoc/>
    public async ValueTask<AccountInfo?> GetAccountInfoAsync(
        PublicKey account,
        DataSlice? dataSlice = null,
        Commitment commitment = Commitment.Confirmed,
        CancellationToken cancellationToken = default)
    {
        DataSlice.Check(dataSlice);
        WithContext<WireAccount> answer = await AskAsync(
            "getAccountInfo",
            () => [Text(account), AccountOptions(dataSlice, commitment)],
            RpcJson.Default.WithContextWireAccount,
            cancellationToken).ConfigureAwait(false);
        return ((WireAccount?)answer.Value)?.ToAccountInfo();
    }

    /// <inheritdoc/>
    public async ValueTask<IReadOnlyList<AccountInfo?>> GetMultipleAccountsAsync(
        IReadOnlyList<PublicKey> accounts,
        DataSlice? dataSlice = null,
        Commitment commitment = Commitment.Confirmed,
        ulong minContextSlot = 0,
        CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(accounts);
        RpcLimits.Check(accounts.Count, RpcLimits.MultipleAccounts, "accounts", nameof(accounts));
        DataSlice.Check(dataSlice);
        WithContext<IReadOnlyList<WireAccount?>> answer = await AskAsync(
            "getMultipleAccounts",
            () => [Texts(accounts), AccountOptions(dataSlice, commitment)],
            RpcJson.Default.WithContextIReadOnlyListWireAccount,
            (endpoint, found) => CheckSlot(endpoint, found.Context.Slot, minContextSlot)
                ?? CheckCount(endpoint, found.Value.Count, accounts.Count),
            cancellationToken).ConfigureAwait(false);
        return [.. answer.Value.Select(account => account?.ToAccountInfo())];
    }

    /// <inheritdoc/>
    public ValueTask<ulong> GetMinimumBalanceForRentExemptionAsync(long dataBytes, CancellationToken cancellationToken = default) =>
        AskAsync("getMinimumBalanceForRentExemption", () => [dataBytes], RpcJson.Default.UInt64, cancellationToken);

    /// <inheritdoc/>
    public async ValueTask<IReadOnlyList<TokenAccountInfo>> GetTokenAccountsByOwnerAsync(
        PublicKey owner,
        PublicKey? tokenMint = null,
        PublicKey? tokenProgramId = null,
        Commitment commitment = Commitment.Confirmed,
        CancellationToken cancellationToken = default)
    {
        (string name, PublicKey key) = tokenMint is { } mint ? ("mint", mint) : ("programId", tokenProgramId ?? ProgramIds.Token);
        WithContext<IReadOnlyList<WireKeyedAccount>> answer = await AskAsync(
            "getTokenAccountsByOwner",
            () => [Text(owner), new JsonObject { [name] = Text(key) }, AccountOptions(dataSlice: null, commitment)],
            RpcJson.Default.WithContextIReadOnlyListWireKeyedAccount,
            cancellationToken).ConfigureAwait(false);
        List<TokenAccountInfo> accounts = new(answer.Value.Count);
        foreach (WireKeyedAccount found in answer.Value)
        {
            if (TokenAccountInfo.TryParse(found.Pubkey, found.Account.Data.Bytes.Span, out TokenAccountInfo? account))
                accounts.Add(account);
        }

        return accounts;
    }

    /// <inheritdoc/>
    public async ValueTask<TokenAmount> GetTokenAccountBalanceAsync(
        PublicKey tokenAccount, Commitment commitment = Commitment.Confirmed, CancellationToken cancellationToken = default)
    {
        ulong amount = 0;
        WithContext<WireTokenAmount> answer = await AskAsync(
            "getTokenAccountBalance",
            () => [Text(tokenAccount), Settled(commitment)],
            RpcJson.Default.WithContextWireTokenAmount,
            (endpoint, found) => ulong.TryParse(found.Value.Amount, NumberStyles.None, CultureInfo.InvariantCulture, out amount)
                ? null
                : Nonsense(endpoint, "an amount that is no number"),
            cancellationToken).ConfigureAwait(false);
        return new TokenAmount(amount, answer.Value.Decimals);
    }

    /// <inheritdoc/>
    /// <remarks>Asked once: whether an airdrop whose answer was lost has come cannot be told.</remarks>
    public ValueTask<Signature> RequestAirdropAsync(
        PublicKey account,
        ulong lamports,
        Commitment commitment = Commitment.Confirmed,
        CancellationToken cancellationToken = default) =>
        AttemptAsync(
            "requestAirdrop",
            [Text(account), lamports, Settled(commitment)],
            RpcJson.Default.Signature,
            check: null,
            cancellationToken);

    private JsonObject AccountOptions(DataSlice? dataSlice, Commitment commitment)
    {
        // A slice is short already.
        JsonObject options = Settled(commitment);
        options["encoding"] = _options.CompressesAccounts && dataSlice is null ? "base64+zstd" : "base64";
        if (dataSlice is { } slice)
            options["dataSlice"] = new JsonObject { ["offset"] = slice.Offset, ["length"] = slice.Length };
        return options;
    }

    private static JsonValue Text(PublicKey key) => JsonValue.Create(key.ToString());

    private static JsonArray Texts(IEnumerable<PublicKey> keys) => [.. keys.Select(Text)];

    private static JsonObject Settled(Commitment commitment) => new() { ["commitment"] = CommitmentConverter.NameOf(commitment) };

    private static RpcException? CheckCount(RpcEndpoint endpoint, int count, int expected) =>
        count == expected ? null : Nonsense(endpoint, $"{count} answers to {expected} questions");

    private static RpcException Nonsense(RpcEndpoint endpoint, string what) =>
        new(RpcErrorKind.InvalidAnswer, $"{endpoint} gave {what}.");
}
