using System.Net.WebSockets;
using Piwa.Chain.Keys;
using Piwa.Chain.Ledger.Serving;
using Piwa.Chain.Trees;
using Piwa.Tests.Infrastructure;

namespace Piwa.Tests.Chain.Ledger.Serving;

/// <summary>Requests that ask too much of the served ledger: each is refused with a word, and the server goes on.</summary>
public sealed class OversizedQuestionTests : IAsyncDisposable
{
    private readonly TestLedger _test = new();
    private readonly LedgerServer _server;

    public OversizedQuestionTests() => _server = LedgerServer.Start(
        _test.Ledger,
        new LedgerServerOptions { Port = 0, MaximumRequestBytes = 8192, MaximumBatch = 10, MaximumRequests = 4, MaximumConnections = 1, ReceiveTimeout = TimeSpan.FromSeconds(2) });

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    public async ValueTask DisposeAsync()
    {
        await _server.DisposeAsync();
        _test.Dispose();
    }

    [Theory]
    [InlineData("Content-Length: 99999999999\r\n", "413", "at most 8192 bytes")]
    [InlineData("Content-Length: 8193\r\n", "413", "at most 8192 bytes")]
    [InlineData("Content-Length: -1\r\n", "400", "")]
    [InlineData("Content-Length: many\r\n", "400", "")]
    [InlineData("Content-Length: 1\r\nX: {100000}\r\n", "400", "")]
    [InlineData("Transfer-Encoding: chunked\r\n", "413", "at most 8192 bytes", "4000\r\n{16384}\r\n0\r\n\r\n")]
    [InlineData("Transfer-Encoding: chunked\r\n", "400", "", "FFFFFFFFFFFFFFFF\r\n{10}")]
    public async Task ARequestThatIsTooLargeIsRefused(string headers, string status, string word, string body = "")
    {
        using RawConnection connection = new(_server.Address);
        await connection.SendAsync($"POST / HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: application/json\r\nConnection: close\r\n{Fill(headers)}\r\n{Fill(body)}");
        string answer = await connection.ReadAsync();

        // A chunk that claims too much may be cut off without a word, for the listener reads it.
        if (status != "400" || answer.Length > 0)
        {
            Assert.StartsWith($"HTTP/1.1 {status}", answer, StringComparison.Ordinal);
            Assert.Contains(word, answer, StringComparison.Ordinal);
        }

        await AssertAliveAsync();
    }

    [Fact]
    public async Task WhatIsTooDeepOrTooManyIsRefused()
    {
        const string Health = """{"jsonrpc":"2.0","id":1,"method":"getHealth"}""";
        Assert.Contains("-32700", await AskAsync(new string('[', 8000)), StringComparison.Ordinal);
        Assert.Contains("-32700", await AskAsync(string.Concat(Enumerable.Repeat("{\"a\":", 1500))), StringComparison.Ordinal);
        Assert.Contains("a batch of 11; 10 at most", await AskAsync($"[{string.Join(',', Enumerable.Repeat(Health, 11))}]"), StringComparison.Ordinal);
        Assert.Contains("-32600", await AskAsync($"[{string.Join(',', Enumerable.Repeat("[]", 10))}]"), StringComparison.Ordinal);
        Assert.Contains("-32700", await AskAsync("""{"jsonrpc":"2.0","id":1,"id":2,"method":"getHealth"}"""), StringComparison.Ordinal);
        await AssertAliveAsync();
    }

    [Fact]
    public async Task ABatchAnswersInOneListWhateverIsWrongWithItsFirst()
    {
        string answer = await AskAsync("""[{"jsonrpc":"2.0","method":7},{"jsonrpc":"2.0","id":1,"method":"getHealth"},{"jsonrpc":"2.0","method":"\ud800"}]""");
        using var parsed = System.Text.Json.JsonDocument.Parse(answer[answer.IndexOf('[', StringComparison.Ordinal)..]);
        Assert.Equal(3, parsed.RootElement.GetArrayLength());
    }

    [Fact]
    public async Task WhoSendsTooSlowlyIsCutAndMakesRoom()
    {
        List<RawConnection> slow = [];
        for (int i = 0; i < 4; i++)
        {
            slow.Add(new RawConnection(_server.Address));
            await slow[i].SendAsync("POST / HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: application/json\r\nConnection: close\r\nContent-Length: 100\r\n\r\n{");
        }

        string[] answers = await Task.WhenAll(slow.Select(connection => connection.ReadAsync()));
        Assert.All(answers, answer => Assert.StartsWith("HTTP/1.1 408", answer, StringComparison.Ordinal));
        foreach (RawConnection connection in slow)
            connection.Dispose();
        await AssertAliveAsync();
    }

    [Fact]
    public async Task AMessageThatIsTooLongEndsTheSocketWithAWord()
    {
        using ClientWebSocket socket = new();
        await socket.ConnectAsync(_server.WebSocketAddress, Stop);
        await socket.SendAsync(new byte[8193], WebSocketMessageType.Text, endOfMessage: true, Stop);
        WebSocketReceiveResult received = await socket.ReceiveAsync(new byte[100], Stop);
        Assert.Equal((WebSocketMessageType.Close, WebSocketCloseStatus.MessageTooBig), (received.MessageType, received.CloseStatus));
        Assert.Equal("A message has at most 8192 bytes.", received.CloseStatusDescription);
        await AssertAliveAsync();
    }

    [Fact]
    public async Task WhoReadsTooLittleIsCutBeforeMemoryIsFull()
    {
        const int Mints = 150, MostBytes = 120 << 20;
        PublicKey tree = _test.CreatedTree("tree", new TreeSize(14, 64, 14));
        using ClientWebSocket socket = new();
        await socket.ConnectAsync(_server.WebSocketAddress, Stop);
        string subscribe = $$"""{"jsonrpc":"2.0","id":1,"method":"accountSubscribe","params":["{{tree}}",{"encoding":"base64","commitment":"processed"}]}""";
        await socket.SendAsync(System.Text.Encoding.UTF8.GetBytes(subscribe), WebSocketMessageType.Text, endOfMessage: true, Stop);
        byte[] buffer = new byte[1 << 20];
        Assert.True((await socket.ReceiveAsync(buffer, Stop)).EndOfMessage);

        // Each is told with all of the account: 1.5 MB.
        for (int i = 0; i < Mints; i++)
            _test.Send(_test.Mint(tree, i));

        // There is room for another connection once this one is cut.
        for (bool isCut = false; !isCut;)
        {
            using ClientWebSocket next = new();
            try
            {
                await next.ConnectAsync(_server.WebSocketAddress, Stop);
                isCut = true;
            }
            catch (WebSocketException)
            {
                await Task.Delay(20, Stop);
            }
        }

        long read = 0;
        WebSocketException cut = await Assert.ThrowsAsync<WebSocketException>(async () =>
        {
            while (true)
                read += (await socket.ReceiveAsync(buffer, Stop)).Count;
        });
        Assert.NotEmpty(cut.Message);
        Assert.InRange(read, 0, MostBytes);
        await AssertAliveAsync();
    }

    /// <summary>{n} becomes n letters.</summary>
    private static string Fill(string text)
    {
        int open = text.IndexOf('{', StringComparison.Ordinal), close = text.IndexOf('}', StringComparison.Ordinal);
        return open < 0 ? text : text[..open] + new string('a', int.Parse(text[(open + 1)..close], System.Globalization.CultureInfo.InvariantCulture)) + text[(close + 1)..];
    }

    private async Task<string> AskAsync(string question)
    {
        using RawConnection connection = new(_server.Address);
        await connection.SendAsync(
            $"POST / HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: application/json\r\nConnection: close\r\nContent-Length: {question.Length}\r\n\r\n{question}");
        return await connection.ReadAsync();
    }

    private async Task AssertAliveAsync() =>
        Assert.Contains("\"ok\"", await AskAsync("""{"jsonrpc":"2.0","id":1,"method":"getHealth"}"""), StringComparison.Ordinal);
}
