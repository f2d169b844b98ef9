using System.Net;
using System.Net.Http.Headers;
using System.Net.WebSockets;
using System.Text.Json;
using Piwa.Chain.Keys;
using Piwa.Chain.Ledger;
using Piwa.Chain.Ledger.Serving;
using Piwa.Chain.Rpc;
using Piwa.Chain.Transactions;
using Piwa.Chain.Trees;

namespace Piwa.Tests.Chain.Ledger.Serving;

/// <summary>The ledger over raw HTTP and WebSocket.</summary>
public sealed class LedgerServerTests : IAsyncDisposable
{
    private readonly TestLedger _test = new();
    private readonly LedgerServer _server;
    private readonly HttpClient _http = new();

    public LedgerServerTests() => _server = LedgerServer.Start(
        _test.Ledger, new LedgerServerOptions { Port = 0, MaximumRequestBytes = 4096, MaximumConnections = 1, MaximumSubscriptions = 2 });

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    public async ValueTask DisposeAsync()
    {
        _http.Dispose();
        await _server.DisposeAsync();
        _test.Dispose();
    }

    [Fact]
    public async Task OnlyJsonPostedFromLoopbackIsTaken()
    {
        const string Health = """{"jsonrpc":"2.0","id":1,"method":"getHealth"}""";
        Assert.Equal("""{"jsonrpc":"2.0","result":"ok","id":1}""", await PostAsync(Health));
        Assert.Equal(HttpStatusCode.UnsupportedMediaType, await StatusAsync(Health, type: "text/plain"));
        Assert.Equal(HttpStatusCode.Forbidden, await StatusAsync(Health, origin: "https://evil.test"));
        Assert.Equal(HttpStatusCode.Forbidden, await StatusAsync(Health, origin: "null"));
        Assert.Equal(HttpStatusCode.OK, await StatusAsync(Health, origin: "http://localhost:3000"));
        Assert.Equal(HttpStatusCode.MethodNotAllowed, (await _http.GetAsync(_server.Address, Stop)).StatusCode);
        Assert.Equal(HttpStatusCode.NoContent, await StatusAsync("""{"jsonrpc":"2.0","method":"ping"}"""));
    }

    [Theory]
    [InlineData(4095, HttpStatusCode.OK, false)]
    [InlineData(4096, HttpStatusCode.OK, false)]
    [InlineData(4097, HttpStatusCode.RequestEntityTooLarge, false)]
    [InlineData(4096, HttpStatusCode.OK, true)]
    [InlineData(4097, HttpStatusCode.RequestEntityTooLarge, true)]
    public async Task RequestsAreLimited(int length, HttpStatusCode expected, bool isChunked)
    {
        string request = """{"jsonrpc":"2.0","id":1,"method":"getHealth"}""".PadRight(length);
        Assert.Equal(expected, await StatusAsync(request, isChunked: isChunked));
    }

    [Fact]
    public async Task BatchesAreAnsweredInOrder()
    {
        string answer = await PostAsync("""
            [{"jsonrpc":"2.0","id":1,"method":"getSlot"},{"jsonrpc":"2.0","id":2,"method":"getBlock"},{"jsonrpc":"2.0","id":3,"method":"getHealth"}]
            """);
        Assert.Equal(
            """[{"jsonrpc":"2.0","result":0,"id":1},{"jsonrpc":"2.0","error":{"code":-32601,"message":"Method not found"},"id":2},{"jsonrpc":"2.0","result":"ok","id":3}]""",
            answer);
    }

    [Fact]
    public async Task AccountsComeInTheEncodingAskedFor()
    {
        PublicKey payer = _test.Payer.PublicKey;
        PublicKey tree = _test.CreatedTree("tree", new TreeSize(3, 8));
        JsonElement account = await ResultAsync("getAccountInfo", $$"""["{{payer}}",{"encoding":"base64"}]""");
        Assert.Equal(
            $$"""{"lamports":{{_test.Ledger.GetBalance(payer)}},"data":["","base64"],"owner":"11111111111111111111111111111111","executable":false,"rentEpoch":18446744073709551615,"space":0}""",
            account.GetProperty("value").GetRawText());
        Assert.Equal("\"\"", (await ResultAsync("getAccountInfo", $"[\"{payer}\"]")).GetProperty("value").GetProperty("data").GetRawText());
        JsonElement parsed = await ResultAsync("getAccountInfo", $$"""["{{tree}}",{"encoding":"jsonParsed","dataSlice":{"offset":0,"length":2} }]""");
        Assert.Equal("""["AQA=","base64"]""", parsed.GetProperty("value").GetProperty("data").GetRawText());
        JsonElement slice = await ResultAsync("getAccountInfo", $$"""["{{tree}}",{"encoding":"base58","dataSlice":{"offset":0,"length":2} }]""");
        Assert.Equal("""["5R","base58"]""", slice.GetProperty("value").GetProperty("data").GetRawText());
        Assert.Equal(-32600, await CodeAsync("getAccountInfo", $$"""["{{tree}}",{"encoding":"base58"}]"""));
        JsonElement packed = await ResultAsync("getAccountInfo", $$"""["{{tree}}",{"encoding":"base64+zstd"}]""");
        JsonElement data = packed.GetProperty("value").GetProperty("data");
        Assert.Equal("base64+zstd", data[1].GetString());
        Assert.InRange(data[0].GetBytesFromBase64().Length, 1, _test.Ledger.GetAccountInfo(tree)!.DataLength / 4);
        Assert.Equal(-32602, await CodeAsync("getAccountInfo", $$"""["{{tree}}",{"encoding":"base64+lz4"}]"""));
        Assert.Equal(-32602, await CodeAsync("getAccountInfo", $$"""["{{tree}}",{"commitment":"settled"}]"""));
        Assert.Equal(-32602, await CodeAsync("getAccountInfo", """["tree"]"""));
        Assert.Equal(-32602, await CodeAsync("getAccountInfo", "[]"));
        Assert.Equal(-32016, await CodeAsync("getAccountInfo", $$"""["{{tree}}",{"minContextSlot":1}]"""));
    }

    [Fact]
    public async Task TransactionsComeInTheEncodingAskedFor()
    {
        Signature legacy = _test.Send(SystemInstructions.Transfer(_test.Payer.PublicKey, TestKeys.Key(1), 5_000_000));
        Transaction transaction = Transaction.Sign(
            Message.CompileV0(_test.Payer.PublicKey, [SystemInstructions.Transfer(_test.Payer.PublicKey, TestKeys.Key(2), 5_000_000)], _test.Ledger.GetLatestBlockhash().Blockhash, []),
            _test.Payer);
        Signature versioned = _test.Ledger.SendTransaction(transaction.Bytes);

        JsonElement json = await ResultAsync("getTransaction", $"[\"{legacy}\"]");
        JsonElement message = json.GetProperty("transaction").GetProperty("message");
        Assert.Equal(_test.Payer.PublicKey.ToString(), message.GetProperty("accountKeys")[0].GetString());
        Assert.Equal("""{"numRequiredSignatures":1,"numReadonlySignedAccounts":0,"numReadonlyUnsignedAccounts":1}""", message.GetProperty("header").GetRawText());
        Assert.Equal(legacy.ToString(), json.GetProperty("transaction").GetProperty("signatures")[0].GetString());
        Assert.Equal("""{"programIdIndex":2,"accounts":[0,1],"data":"3Bxs4BcPoFZBeRb5","stackHeight":1}""", message.GetProperty("instructions")[0].GetRawText());
        Assert.Equal(5000, json.GetProperty("meta").GetProperty("fee").GetInt32());
        Assert.Equal(JsonValueKind.Null, json.GetProperty("meta").GetProperty("err").ValueKind);
        Assert.False(json.TryGetProperty("version", out _));

        JsonElement base58 = await ResultAsync("getTransaction", $"[\"{legacy}\",\"base58\"]");
        Assert.Equal(
            _test.Ledger.GetTransaction(legacy)!.Transaction.Bytes.ToArray(),
            Base58.DecodeLong(base58.GetProperty("transaction")[0].GetString()!));
        Assert.Equal(-32015, await CodeAsync("getTransaction", $"[\"{versioned}\",\"base64\"]"));
        JsonElement v0 = await ResultAsync("getTransaction", $$"""["{{versioned}}",{"encoding":"json","maxSupportedTransactionVersion":0}]""");
        Assert.Equal(0, v0.GetProperty("version").GetInt32());
        Assert.Equal("[]", v0.GetProperty("transaction").GetProperty("message").GetProperty("addressTableLookups").GetRawText());
        Assert.Equal(-32602, await CodeAsync("getTransaction", $$"""["{{legacy}}",{"encoding":"jsonParsed"}]"""));
        Assert.Equal(-32602, await CodeAsync("getTransaction", $$"""["{{legacy}}",{"commitment":"processed"}]"""));
    }

    [Fact]
    public async Task TransactionsAreSentInBase58AndBase64()
    {
        Transaction first = _test.Build(SystemInstructions.Transfer(_test.Payer.PublicKey, TestKeys.Key(1), 5_000_000));
        Transaction second = _test.Build(SystemInstructions.Transfer(_test.Payer.PublicKey, TestKeys.Key(2), 5_000_000));
        string base64 = Convert.ToBase64String(second.Bytes.Span);
        Assert.Equal(first.Id.ToString(), (await ResultAsync("sendTransaction", $"[\"{Base58.EncodeLong(first.Bytes.Span)}\"]")).GetString());
        Assert.Equal(second.Id.ToString(), (await ResultAsync("sendTransaction", $$"""["{{base64}}",{"encoding":"base64"}]""")).GetString());
        Assert.Equal(-32602, await CodeAsync("sendTransaction", $"[\"{base64}!\"]"));
        Assert.Equal(-32602, await CodeAsync("sendTransaction", """["AAAA",{"encoding":"base64"}]"""));
        Assert.Equal(-32002, await CodeAsync("sendTransaction", $$"""["{{base64}}",{"encoding":"base64"}]"""));

        // Unchecked, a node takes what will never land.
        Assert.Equal(second.Id.ToString(), (await ResultAsync("sendTransaction", $$"""["{{base64}}",{"encoding":"base64","skipPreflight":true}]""")).GetString());
    }

    [Fact]
    public async Task LedgerThatIsClosedIsUnhealthy()
    {
        _test.Ledger.Dispose();
        Assert.Equal(-32005, await CodeAsync("getHealth", "[]"));
        _test.Reopen();
    }

    [Fact]
    public async Task LedgerOpenToReadIsServedAndTakesNothing()
    {
        Transaction transaction = _test.Build(SystemInstructions.Transfer(_test.Payer.PublicKey, TestKeys.Key(1), 5_000_000));
        using EmbeddedLedger reader = EmbeddedLedger.OpenReadOnly(_test.Directory);
        await using LedgerServer server = LedgerServer.Start(reader, new LedgerServerOptions { Port = 0 });
        using SolanaRpcClient client = new(server.Address);
        Assert.Equal(TestLedger.Funds, await client.GetBalanceAsync(_test.Payer.PublicKey, cancellationToken: Stop));
        RpcException error = await Assert.ThrowsAsync<RpcException>(
            () => client.SendTransactionAsync(transaction.Bytes, new SendOptions { SkipPreflight = true }, Stop).AsTask());
        Assert.Contains("opened to be read", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task PortsThatAreTakenAreAnErrorAndChosenOnesAreNot()
    {
        Assert.Throws<HttpListenerException>(() => LedgerServer.Start(_test.Ledger, new LedgerServerOptions { Port = _server.Address.Port }));
        await using LedgerServer other = _test.Serve();
        Assert.NotEqual(_server.Address, other.Address);
        ArgumentException error = Assert.Throws<ArgumentException>(
            () => LedgerServer.Start(_test.Ledger, new LedgerServerOptions { Port = -1, MaximumBatch = 0, MaximumRequestBytes = 1 }));
        Assert.All(
            (string[])["Port", "MaximumBatch", "MaximumRequestBytes"],
            name => Assert.Contains(name, error.Message, StringComparison.Ordinal));
    }

    [Fact]
    public async Task SocketsAndSubscriptionsAreLimited()
    {
        using ClientWebSocket first = new();
        await first.ConnectAsync(_server.WebSocketAddress, Stop);
        using ClientWebSocket second = new();
        await Assert.ThrowsAsync<WebSocketException>(() => second.ConnectAsync(_server.WebSocketAddress, Stop));
        Assert.Equal("""{"jsonrpc":"2.0","result":1,"id":1}""", await TalkAsync(first, """{"jsonrpc":"2.0","id":1,"method":"slotSubscribe"}"""));
        Assert.Equal("""{"jsonrpc":"2.0","result":2,"id":2}""", await TalkAsync(first, """{"jsonrpc":"2.0","id":2,"method":"slotSubscribe"}"""));
        Assert.Contains("-32600", await TalkAsync(first, """{"jsonrpc":"2.0","id":3,"method":"slotSubscribe"}"""), StringComparison.Ordinal);
        Assert.Equal("""{"jsonrpc":"2.0","result":true,"id":4}""", await TalkAsync(first, """{"jsonrpc":"2.0","id":4,"method":"slotUnsubscribe","params":[1]}"""));
        Assert.Contains("-32602", await TalkAsync(first, """{"jsonrpc":"2.0","id":5,"method":"slotUnsubscribe","params":[1]}"""), StringComparison.Ordinal);
        Assert.Contains("-32602", await TalkAsync(first, """{"jsonrpc":"2.0","id":6,"method":"logsSubscribe","params":[{"mentions":[]}]}"""), StringComparison.Ordinal);
        await first.CloseAsync(WebSocketCloseStatus.NormalClosure, null, Stop);

        // The place is free again, at once or nearly so.
        for (int attempt = 0; ; attempt++)
        {
            using ClientWebSocket third = new();
            try
            {
                await third.ConnectAsync(_server.WebSocketAddress, Stop);
                break;
            }
            catch (WebSocketException) when (attempt < 200)
            {
                await Task.Delay(5, Stop);
            }
        }
    }

    [Fact]
    public async Task MessageThatIsTooLongEndsTheSocket()
    {
        using ClientWebSocket socket = new();
        await socket.ConnectAsync(_server.WebSocketAddress, Stop);
        await socket.SendAsync(new byte[20_000], WebSocketMessageType.Text, endOfMessage: true, Stop);
        byte[] buffer = new byte[4096];
        try
        {
            WebSocketReceiveResult received = await socket.ReceiveAsync(buffer, Stop);
            Assert.Equal(WebSocketMessageType.Close, received.MessageType);
        }
        catch (WebSocketException)
        {
            // Cut before the close could be read.
        }
    }

    private static async Task<string> TalkAsync(ClientWebSocket socket, string message)
    {
        await socket.SendAsync(System.Text.Encoding.UTF8.GetBytes(message), WebSocketMessageType.Text, endOfMessage: true, Stop);
        byte[] buffer = new byte[4096];
        WebSocketReceiveResult received = await socket.ReceiveAsync(buffer, Stop);
        return System.Text.Encoding.UTF8.GetString(buffer, 0, received.Count);
    }

    private async Task<JsonElement> ResultAsync(string method, string parameters)
    {
        using JsonDocument answer = await AskAsync(method, parameters);
        Assert.True(answer.RootElement.TryGetProperty("result", out JsonElement result), answer.RootElement.GetRawText());
        return result.Clone();
    }

    private async Task<int> CodeAsync(string method, string parameters)
    {
        using JsonDocument answer = await AskAsync(method, parameters);
        Assert.True(answer.RootElement.TryGetProperty("error", out JsonElement error), answer.RootElement.GetRawText());
        return error.GetProperty("code").GetInt32();
    }

    private async Task<JsonDocument> AskAsync(string method, string parameters) =>
        JsonDocument.Parse(await PostAsync($$"""{"jsonrpc":"2.0","id":1,"method":"{{method}}","params":{{parameters}}}"""));

    private async Task<string> PostAsync(string json)
    {
        using HttpResponseMessage response = await SendAsync(json, "application/json", origin: null, isChunked: false);
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        return await response.Content.ReadAsStringAsync(Stop);
    }

    private async Task<HttpStatusCode> StatusAsync(
        string json, string type = "application/json", string? origin = null, bool isChunked = false)
    {
        using HttpResponseMessage response = await SendAsync(json, type, origin, isChunked);
        return response.StatusCode;
    }

    private async Task<HttpResponseMessage> SendAsync(string json, string type, string? origin, bool isChunked)
    {
        using HttpRequestMessage request = new(HttpMethod.Post, _server.Address);
        request.Content = new ByteArrayContent(System.Text.Encoding.UTF8.GetBytes(json));
        request.Content.Headers.ContentType = new MediaTypeHeaderValue(type);
        request.Headers.TransferEncodingChunked = isChunked;
        if (origin is not null)
            request.Headers.TryAddWithoutValidation("Origin", origin);
        return await _http.SendAsync(request, Stop);
    }
}
