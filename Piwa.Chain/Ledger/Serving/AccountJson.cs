using Piwa.Chain.Keys;
using Piwa.Chain.Rpc;
using Piwa.Chain.Rpc.Wire;
using Piwa.Chain.Token;

namespace Piwa.Chain.Ledger.Serving;

/// <summary>Accounts in the encoding that was asked for.</summary>
internal static class AccountJson
{
    /// <summary>The longest data in base58 (MAX_BASE58_BYTES): longer texts take too long to make.</summary>
    private const int MaximumBase58Bytes = 128;

    public static WireAccount Encode(EmbeddedLedger ledger, AccountInfo account, JsonRpcOptions options)
    {
        DataEncoding encoding = options.Text("encoding") switch
        {
            null or "binary" => DataEncoding.Base58Text,
            "base58" => DataEncoding.Base58,
            "base64" => DataEncoding.Base64,
            "base64+zstd" => DataEncoding.Base64Zstd,
            "jsonParsed" => DataEncoding.JsonParsed,
            _ => throw JsonRpcParameters.Invalid("encoding must be base58, base64, base64+zstd or jsonParsed"),
        };

        // Of a slice nothing can be told.
        if (encoding == DataEncoding.JsonParsed)
        {
            return account.Data.Length == account.DataLength
                && ParsedAccountJson.Parse(account, mint => DecimalsOf(ledger, mint, options)) is { } parsed
                ? WireAccount.Of(account, encoding, parsed)
                : WireAccount.Of(account);
        }

        if (encoding is DataEncoding.Base58 or DataEncoding.Base58Text && account.Data.Length > MaximumBase58Bytes)
        {
            throw new JsonRpcFault(
                RpcErrorCode.InvalidRequest,
                $"Encoded binary (base 58) data should be less than {MaximumBase58Bytes} bytes, please use Base64 encoding.");
        }

        return WireAccount.Of(account, encoding);
    }

    private static int? DecimalsOf(EmbeddedLedger ledger, PublicKey mint, JsonRpcOptions options) =>
        ledger.GetAccountInfo(mint, commitment: options.Commitment) is { } account
            && account.Owner == ProgramIds.Token
            && account.Data.Length == TokenMint.Size
            ? TokenMint.Parse(account.Data.Span).Decimals
            : null;
}
