using System.Text.Json;
using Piwa.Chain.Keys;
using Piwa.Chain.Rpc;
using Piwa.Chain.Rpc.Wire;

namespace Piwa.Chain.Ledger.Serving;

/// <content>Accounts.</content>
internal sealed partial class LedgerMethods
{
    private void GetBalance(JsonRpcParameters parameters, Utf8JsonWriter result)
    {
        PublicKey account = Account(parameters);
        JsonRpcOptions options = parameters.Options(1);
        ulong slot = Slot(options);
        Write(result, slot, ledger.GetBalance(account, options.Commitment), RpcJson.Default.WithContextUInt64);
    }

    private void GetAccountInfo(JsonRpcParameters parameters, Utf8JsonWriter result)
    {
        PublicKey account = Account(parameters);
        JsonRpcOptions options = parameters.Options(1);
        ulong slot = Slot(options);
        AccountInfo? found = ledger.GetAccountInfo(account, options.DataSlice, options.Commitment);
        Write(result, slot, found is null ? null! : AccountJson.Encode(ledger, found, options), RpcJson.Default.WithContextWireAccount);
    }

    private void GetMultipleAccounts(JsonRpcParameters parameters, Utf8JsonWriter result)
    {
        IReadOnlyList<PublicKey> accounts = parameters.Required(0, RpcJson.Default.IReadOnlyListPublicKey, "the accounts");
        JsonRpcOptions options = parameters.Options(1);
        ulong slot = Slot(options);
        IReadOnlyList<WireAccount?> found =
        [
            .. ledger.GetMultipleAccounts(accounts, options.DataSlice, options.Commitment)
                .Select(account => account is null ? null : AccountJson.Encode(ledger, account, options)),
        ];
        Write(result, slot, found, RpcJson.Default.WithContextIReadOnlyListWireAccount);
    }

    private void GetTokenAccountsByOwner(JsonRpcParameters parameters, Utf8JsonWriter result)
    {
        PublicKey owner = Account(parameters);
        JsonRpcOptions filter = parameters.Options(1);
        JsonRpcOptions options = parameters.Options(2);
        ulong slot = Slot(options);
        PublicKey? mint = filter.Value("mint", RpcJson.Default.PublicKey);
        PublicKey? program = filter.Value("programId", RpcJson.Default.PublicKey);
        if (mint is null == program is null)
            throw JsonRpcParameters.Invalid("either mint or programId must be named");
        IReadOnlyList<WireKeyedAccount> found =
        [
            .. ledger.FindTokenAccounts(owner, mint, program, options.Commitment)
                .Select(found => new WireKeyedAccount(found.Token.Address, AccountJson.Encode(ledger, found.Account, options))),
        ];
        Write(result, slot, found, RpcJson.Default.WithContextIReadOnlyListWireKeyedAccount);
    }

    private void GetTokenAccountBalance(JsonRpcParameters parameters, Utf8JsonWriter result)
    {
        PublicKey account = Account(parameters);
        JsonRpcOptions options = parameters.Options(1);
        ulong slot = Slot(options);
        TokenAmount amount = ledger.GetTokenAccountBalance(account, options.Commitment)
            ?? throw JsonRpcParameters.Invalid("could not find account");
        Write(result, slot, WireTokenAmount.Of(amount.Amount, amount.Decimals), RpcJson.Default.WithContextWireTokenAmount);
    }

    private void RequestAirdrop(JsonRpcParameters parameters, Utf8JsonWriter result)
    {
        PublicKey account = Account(parameters);
        ulong lamports = parameters.Required(1, RpcJson.Default.UInt64, "the lamports");
        Slot(parameters.Options(2));
        Write(result, ledger.RequestAirdrop(account, lamports), RpcJson.Default.Signature);
    }
}
