using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using Piwa.Chain;
using Piwa.Chain.Keys;
using Piwa.Chain.Ledger.Serving;
using Piwa.Chain.Token;
using Piwa.Chain.Transactions;
using Piwa.Tests.Chain.Ledger;
using Piwa.Tests.Chain.Peers;
using Piwa.Tests.Infrastructure;

namespace Piwa.Tests.Chain.Rpc;

/// <summary>Accounts that nodes take apart, as @solana/web3.js reads them.</summary>
public sealed class JavaScriptAccountTests : IAsyncDisposable
{
    private const byte Decimals = 2;

    private readonly TestLedger _test = new();
    private readonly LedgerServer _server;

    public JavaScriptAccountTests() => _server = _test.Serve();

    private PublicKey Me => _test.Payer.PublicKey;

    public async ValueTask DisposeAsync()
    {
        await _server.DisposeAsync();
        _test.Dispose();
    }

    [Fact]
    public void Web3ReadsTokensNoncesAndLookupTables()
    {
        NodeTool.Require(PeerCases.Tool);
        using Keypair mint = TestKeys.Pair("mint");
        using Keypair nonce = TestKeys.Pair("nonce");
        PublicKey account = ProgramAddress.TokenAccount(Me, mint.PublicKey);
        _test.Send([mint], TokenInstructions.CreateMint(Me, mint.PublicKey, Decimals, Me, freezeAuthority: null));
        _test.Send(
            TokenInstructions.CreateAssociatedAccount(Me, Me, mint.PublicKey),
            TokenInstructions.MintTo(mint.PublicKey, account, Me, 1_234));
        _test.Send(
            [nonce],
            SystemInstructions.CreateNonceAccount(Me, nonce.PublicKey, TestKeys.Key(1), Rent.MinimumBalance(NonceAccount.Size)));
        ulong recent = _test.Ledger.GetSlot();
        _test.Clock.Advance(_test.Ledger.SlotDuration);
        PublicKey table = ProgramAddress.LookupTable(Me, recent, out _);
        _test.Send(
            AddressLookupTableInstructions.Create(Me, Me, recent),
            AddressLookupTableInstructions.Extend(table, Me, Me, TestKeys.Key(2), TestKeys.Key(3)));
        ulong extended = _test.Ledger.GetSlot();
        _test.Clock.Advance(_test.Ledger.SlotDuration);

        PublicKey[] keys = [mint.PublicKey, account, Me, nonce.PublicKey, table];
        string[] arguments = [_server.Address.OriginalString, .. keys.Select(key => key.ToString())];
        using JsonDocument seen = JsonDocument.Parse(NodeTool.Run(PeerCases.Tool, "Rpc/Web3/accounts.mjs", arguments));
        string value = NonceAccount.Parse(_test.Ledger.GetAccountInfo(nonce.PublicKey)!.Data.Span).Value.ToBase58();
        string slot = extended.ToString(CultureInfo.InvariantCulture);
        string amount = """{"amount":"1234","decimals":2,"uiAmount":12.34,"uiAmountString":"12.34"}""";
        Dictionary<string, string> expected = new()
        {
            ["mint"] = $$"""{"program":"spl-token","parsed":{"info":{"decimals":2,"freezeAuthority":null,"isInitialized":true,"mintAuthority":"{{Me}}","supply":"1234"},"type":"mint"},"space":82}""",
            ["account"] = $$"""{"program":"spl-token","parsed":{"info":{"isNative":false,"mint":"{{mint.PublicKey}}","owner":"{{Me}}","state":"initialized","tokenAmount":{{amount}} },"type":"account"},"space":165}""",
            ["nonce"] = $$"""{"program":"nonce","parsed":{"info":{"authority":"{{TestKeys.Key(1)}}","blockhash":"{{value}}","feeCalculator":{"lamportsPerSignature":"5000"} },"type":"initialized"},"space":80}""",
            ["table"] = $$"""{"program":"address-lookup-table","parsed":{"info":{"addresses":["{{TestKeys.Key(2)}}","{{TestKeys.Key(3)}}"],"deactivationSlot":"18446744073709551615","lastExtendedSlot":"{{slot}}","lastExtendedSlotStartIndex":0,"authority":"{{Me}}"},"type":"lookupTable"},"space":120}""",
            ["owned"] = $"""[["{account}","12.34"]]""",
            ["several"] = """["mint",0]""",
            ["readNonce"] = $"""["{TestKeys.Key(1)}","{value}"]""",
            ["readTable"] = $"""[true,["{TestKeys.Key(2)}","{TestKeys.Key(3)}"],"{Me}"]""",
            ["supply"] = "\"1234\"",
        };
        foreach (JsonProperty part in seen.RootElement.EnumerateObject())
        {
            Assert.True(
                JsonNode.DeepEquals(JsonNode.Parse(expected[part.Name]), JsonNode.Parse(part.Value.GetRawText())),
                $"{part.Name}: {part.Value.GetRawText()}");
            expected.Remove(part.Name);
        }

        Assert.Empty(expected);
    }
}
