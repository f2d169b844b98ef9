using System.Buffers.Binary;
using System.Globalization;
using System.Text.Json.Nodes;
using Piwa.Chain.Keys;
using Piwa.Chain.Ledger.Programs;
using Piwa.Chain.Rpc;
using Piwa.Chain.Rpc.Wire;
using Piwa.Chain.Token;
using Piwa.Chain.Transactions;

namespace Piwa.Chain.Ledger.Serving;

/// <summary>Accounts taken apart, as <c>jsonParsed</c> has them: those of tokens, nonces and lookup tables.</summary>
/// <remarks>Source: the answers of nodes and the types of @solana/rpc-parsed-types.</remarks>
internal static class ParsedAccountJson
{
    private const int LookupTableHeadBytes = 56;
    private const int DeactivationOffset = 4;
    private const int LastExtensionOffset = 12;
    private const int LastExtensionStartOffset = 20;
    private const int AuthorityOffset = 21;
    private const uint InitializedLookupTable = 1;

    /// <summary>The account's data; null where it is of no known kind, or not in use: nodes answer in base64 then.</summary>
    /// <param name="account">The account, with all its data.</param>
    /// <param name="decimalsOf">Decimal places of a mint's amounts; null where there is no such mint.</param>
    public static JsonObject? Parse(AccountInfo account, Func<PublicKey, int?> decimalsOf)
    {
        ReadOnlySpan<byte> data = account.Data.Span;
        (string program, JsonObject? parsed) = account.Owner switch
        {
            var owner when owner == ProgramIds.Token => ("spl-token", Token(data, decimalsOf)),
            var owner when owner == ProgramIds.System => ("nonce", Nonce(data)),
            var owner when owner == ProgramIds.AddressLookupTable => ("address-lookup-table", LookupTable(data)),
            _ => ("", null),
        };
        return parsed is null
            ? null
            : new JsonObject { ["program"] = program, ["parsed"] = parsed, ["space"] = account.DataLength };
    }

    private static JsonObject? Token(ReadOnlySpan<byte> data, Func<PublicKey, int?> decimalsOf)
    {
        try
        {
            return data.Length switch
            {
                TokenMint.Size => Mint(TokenMint.Parse(data)),
                TokenAccount.Size => TokenAccount.Parse(data) is var account && decimalsOf(account.Mint) is { } decimals
                    ? Holding(account, decimals)
                    : null,
                TokenMultisig.Size when TokenMultisig.TryRead(data, out TokenMultisig? multisig) => Multisig(multisig!),
                _ => null,
            };
        }
        catch (WireFormatException)
        {
            // Not in use yet.
            return null;
        }
    }

    private static JsonObject Mint(TokenMint mint) => Typed("mint", new JsonObject
    {
        ["decimals"] = mint.Decimals,
        ["freezeAuthority"] = mint.FreezeAuthority?.ToString(),
        ["isInitialized"] = true,
        ["mintAuthority"] = mint.MintAuthority?.ToString(),
        ["supply"] = Text(mint.Supply),
    });

    private static JsonObject Holding(TokenAccount account, int decimals)
    {
        JsonObject info = new()
        {
            ["isNative"] = account.NativeReserve is not null,
            ["mint"] = account.Mint.ToString(),
            ["owner"] = account.Owner.ToString(),
            ["state"] = account.State == TokenAccountState.Frozen ? "frozen" : "initialized",
            ["tokenAmount"] = Amount(account.Amount, decimals),
        };
        if (account.Delegate is { } delegateKey)
        {
            info["delegate"] = delegateKey.ToString();
            info["delegatedAmount"] = Amount(account.DelegatedAmount, decimals);
        }

        if (account.NativeReserve is { } reserve)
            info["rentExemptReserve"] = Amount(reserve, decimals);
        if (account.CloseAuthority is { } closer)
            info["closeAuthority"] = closer.ToString();
        return Typed("account", info);
    }

    private static JsonObject Multisig(TokenMultisig multisig) => Typed("multisig", new JsonObject
    {
        ["numRequiredSigners"] = multisig.Required,
        ["numValidSigners"] = multisig.Signers.Length,
        ["isInitialized"] = true,
        ["signers"] = new JsonArray([.. multisig.Signers.Select(signer => JsonValue.Create(signer.ToString()))]),
    });

    private static JsonObject Amount(ulong amount, int decimals)
    {
        WireTokenAmount wire = WireTokenAmount.Of(amount, decimals);
        return new JsonObject
        {
            ["amount"] = wire.Amount,
            ["decimals"] = decimals,
            ["uiAmount"] = wire.UiAmount,
            ["uiAmountString"] = wire.UiAmountString,
        };
    }

    private static JsonObject? Nonce(ReadOnlySpan<byte> data)
    {
        if (data.Length != NonceAccount.Size)
            return null;
        try
        {
            NonceAccount nonce = NonceAccount.Parse(data);
            return Typed("initialized", new JsonObject
            {
                ["authority"] = nonce.Authority.ToString(),
                ["blockhash"] = nonce.Value.ToBase58(),
                ["feeCalculator"] = new JsonObject { ["lamportsPerSignature"] = Text(nonce.LamportsPerSignature) },
            });
        }
        catch (WireFormatException)
        {
            return new JsonObject { ["type"] = "uninitialized" };
        }
    }

    private static JsonObject? LookupTable(ReadOnlySpan<byte> data)
    {
        if (data.Length < LookupTableHeadBytes || (data.Length - LookupTableHeadBytes) % PublicKey.Size != 0
            || data.Length > LookupTableHeadBytes + (AddressLookupTable.MaximumAddresses * PublicKey.Size))
            return null;
        if (BinaryPrimitives.ReadUInt32LittleEndian(data) != InitializedLookupTable)
            return new JsonObject { ["type"] = "uninitialized" };
        AddressLookupTable table = AddressLookupTable.Parse(default, data);
        JsonObject info = new()
        {
            ["addresses"] = new JsonArray([.. table.Addresses.Select(address => JsonValue.Create(address.ToString()))]),
            ["deactivationSlot"] = Text(BinaryPrimitives.ReadUInt64LittleEndian(data[DeactivationOffset..])),
            ["lastExtendedSlot"] = Text(BinaryPrimitives.ReadUInt64LittleEndian(data[LastExtensionOffset..])),
            ["lastExtendedSlotStartIndex"] = data[LastExtensionStartOffset],
        };
        if (data[AuthorityOffset] != 0)
            info["authority"] = new PublicKey(data.Slice(AuthorityOffset + 1, PublicKey.Size)).ToString();
        return Typed("lookupTable", info);
    }

    private static JsonObject Typed(string type, JsonObject info) => new() { ["info"] = info, ["type"] = type };

    private static string Text(ulong number) => number.ToString(CultureInfo.InvariantCulture);
}
