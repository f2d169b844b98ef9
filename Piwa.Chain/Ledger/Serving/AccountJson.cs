using Piwa.Chain.Keys;
using Piwa.Chain.Rpc;
using Piwa.Chain.Rpc.Wire;

namespace Piwa.Chain.Ledger.Serving;

/// <summary>Accounts in the encoding that was asked for.</summary>
internal static class AccountJson
{
    /// <summary>The longest data in base58 (MAX_BASE58_BYTES): longer texts take too long to make.</summary>
    private const int MaximumBase58Bytes = 128;

    public static WireAccount Encode(AccountInfo account, JsonRpcOptions options)
    {
        DataEncoding encoding = options.Text("encoding") switch
        {
            null or "binary" => DataEncoding.Base58Text,
            "base58" => DataEncoding.Base58,
            "base64" => DataEncoding.Base64,
            "jsonParsed" => Unparsed(account),
            "base64+zstd" => throw JsonRpcParameters.Invalid("base64+zstd is not offered here; ask for base64"),
            _ => throw JsonRpcParameters.Invalid("encoding must be base58, base64 or jsonParsed"),
        };
        if (encoding != DataEncoding.Base64 && account.Data.Length > MaximumBase58Bytes)
        {
            throw new JsonRpcFault(
                RpcErrorCode.InvalidRequest,
                $"Encoded binary (base 58) data should be less than {MaximumBase58Bytes} bytes, please use Base64 encoding.");
        }

        return WireAccount.Of(account, encoding);
    }

    /// <summary>Nodes answer in base64 where they have no parser for the account's program, and that holds for all programs here but
    /// those of nonces, tokens and lookup tables.</summary>
    private static DataEncoding Unparsed(AccountInfo account) =>
        account.Owner == ProgramIds.Token || account.Owner == ProgramIds.AddressLookupTable
            || (account.Owner == ProgramIds.System && account.DataLength != 0)
            ? throw JsonRpcParameters.Invalid($"jsonParsed is not offered here for accounts of {account.Owner}; ask for base64")
            : DataEncoding.Base64;
}
