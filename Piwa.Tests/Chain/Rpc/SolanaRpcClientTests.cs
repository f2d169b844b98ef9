using System.Net;
using System.Text.Json;
using Microsoft.Extensions.Time.Testing;
using Piwa.Chain.Keys;
using Piwa.Chain.Rpc;
using Piwa.Chain.Transactions;
using Piwa.Tests.Chain.Ledger;

namespace Piwa.Tests.Chain.Rpc;

/// <summary>Nodes that misbehave.</summary>
public sealed class SolanaRpcClientTests
{
    private const string Key = "c0ffee00-1234-5678-9abc-def012345678";

    private readonly FakeTimeProvider _clock = new(new DateTimeOffset(2026, 1, 2, 3, 4, 5, TimeSpan.Zero));

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    private static ScriptedHandler.Step Slot => ScriptedHandler.Result("7");

    public static TheoryData<string, int> Nonsense => new()
    {
        { "not json", 3 },
        { "", 3 },
        { "[]", 3 },
        { "{\"jsonrpc\":\"2.0\",\"id\":1", 3 },
        { "{\"jsonrpc\":\"2.0\",\"id\":1}", 3 },
        { "{\"jsonrpc\":\"2.0\",\"id\":99,\"result\":7}", 3 },
        { "{\"jsonrpc\":\"2.0\",\"id\":\"1\",\"result\":7}", 3 },
        { "{\"jsonrpc\":\"2.0\",\"id\":1,\"result\":\"seven\"}", 3 },
        { "{\"jsonrpc\":\"2.0\",\"id\":1,\"result\":null}", 3 },
        { "{\"jsonrpc\":\"2.0\",\"id\":1,\"result\":-7}", 3 },
        { "{\"jsonrpc\":\"2.0\",\"id\":1,\"error\":{\"message\":5}}", 3 },
    };

    [Theory]
    [MemberData(nameof(Nonsense))]
    public async Task NonsenseIsAskedAgainAndThenReported(string answer, int attempts)
    {
        ScriptedHandler node = new(ScriptedHandler.Text(answer));
        using SolanaRpcClient client = Client(node, options => options.MaximumAttempts = attempts);
        RpcException error = await Assert.ThrowsAsync<RpcException>(() => client.GetSlotAsync(cancellationToken: Stop).AsTask());
        Assert.Equal(RpcErrorKind.InvalidAnswer, error.Kind);
        Assert.Equal(attempts, node.Asked.Count);
    }

    [Fact]
    public async Task TroubleThatPassesIsNotReported()
    {
        ScriptedHandler node = new(
            ScriptedHandler.Text("{\"half\":"),
            ScriptedHandler.Status(HttpStatusCode.BadGateway),
            ScriptedHandler.Throw(new HttpRequestException("Connection reset")),
            ScriptedHandler.Throw(new IOException("The response ended prematurely")),
            ScriptedHandler.Error("""{"code":-32005,"message":"Node is behind by 42 slots","data":{"numSlotsBehind":42}}"""),
            ScriptedHandler.Error("""{"code":-32016,"message":"Minimum context slot has not been reached","data":{"contextSlot":3}}"""),
            ScriptedHandler.Error("""{"code":-32603,"message":"Internal error"}"""),
            Slot);
        using SolanaRpcClient client = Client(node);
        Assert.Equal(7UL, await client.GetSlotAsync(cancellationToken: Stop));
        Assert.Equal(8, node.Asked.Count);
    }

    [Theory]
    [InlineData(-32601, RpcErrorKind.MethodNotFound)]
    [InlineData(-32602, RpcErrorKind.InvalidRequest)]
    [InlineData(-32011, RpcErrorKind.HistoryNotAvailable)]
    [InlineData(-32015, RpcErrorKind.UnsupportedTransactionVersion)]
    [InlineData(-32009, RpcErrorKind.Other)]
    public async Task ErrorsThatStayAreReportedAtOnce(int code, RpcErrorKind kind)
    {
        ScriptedHandler node = new(ScriptedHandler.Error($$"""{"message":"No","code":{{code}}}"""));
        using SolanaRpcClient client = Client(node);
        RpcException error = await Assert.ThrowsAsync<RpcException>(() => client.GetSlotAsync(cancellationToken: Stop).AsTask());
        Assert.Equal((kind, (int?)code, false), (error.Kind, error.Code, error.IsTransient));
        Assert.Single(node.Asked);
    }

    [Fact]
    public async Task NodeThatIsBehindTellsByHowMuch()
    {
        ScriptedHandler node = new(ScriptedHandler.Error("""{"code":-32005,"message":"Node is behind","data":{"numSlotsBehind":42}}"""));
        using SolanaRpcClient client = Client(node, options => options.MaximumAttempts = 2);
        RpcException error = await Assert.ThrowsAsync<RpcException>(() => client.GetHealthAsync(Stop).AsTask());
        Assert.Equal((RpcErrorKind.NodeBehind, (ulong?)42), (error.Kind, error.SlotsBehind));
    }

    [Theory]
    [InlineData("7")]
    [InlineData("Fri, 02 Jan 2026 03:04:12 GMT")]
    public async Task NodeThatHasHadEnoughIsLeftAloneAsLongAsItAsks(string retryAfter)
    {
        ScriptedHandler node = new(ScriptedHandler.Status(HttpStatusCode.TooManyRequests, retryAfter), Slot);
        using SolanaRpcClient client = Client(node);
        Task<ulong> answer = client.GetSlotAsync(cancellationToken: Stop).AsTask();
        _clock.Advance(TimeSpan.FromSeconds(6.9));
        await Task.Delay(1, Stop);
        Assert.False(answer.IsCompleted);
        Assert.Single(node.Asked);
        await AdvanceUntil(answer);
        Assert.Equal(7UL, await answer);
        Assert.Equal(2, node.Asked.Count);
    }

    [Fact]
    public async Task PauseLongerThanAnyoneWaitsIsAnError()
    {
        ScriptedHandler node = new(ScriptedHandler.Status(HttpStatusCode.TooManyRequests, "3600"));
        using SolanaRpcClient client = Client(node, options => options.MaximumAttempts = 2);
        RpcException error = await Assert.ThrowsAsync<RpcException>(() => client.GetSlotAsync(cancellationToken: Stop).AsTask());
        Assert.Equal(RpcErrorKind.RateLimited, error.Kind);
        Assert.Equal(TimeSpan.FromHours(1), error.RetryAfter);
        Assert.Single(node.Asked);
    }

    [Fact]
    public async Task NodeThatHasHadEnoughHandsOverToTheNext()
    {
        ScriptedHandler node = new(ScriptedHandler.Status(HttpStatusCode.TooManyRequests, "30"), Slot);
        using SolanaRpcClient client = Client(node, nodes: 2);
        Assert.Equal(7UL, await client.GetSlotAsync(cancellationToken: Stop));
        Assert.Equal(7UL, await client.GetSlotAsync(cancellationToken: Stop));
        Assert.Equal(["node0.test", "node1.test", "node1.test"], node.Asked);
        _clock.Advance(TimeSpan.FromSeconds(31));
        Assert.Equal(7UL, await client.GetSlotAsync(cancellationToken: Stop));
        Assert.Equal("node0.test", node.Asked[^1]);
    }

    [Fact]
    public async Task NodeThatFailsRestsAndComesBack()
    {
        ScriptedHandler node = new(
            ScriptedHandler.Throw(new HttpRequestException("Connection refused")),
            ScriptedHandler.Status(HttpStatusCode.ServiceUnavailable),
            Slot);
        using SolanaRpcClient client = Client(node, nodes: 3);
        Assert.Equal(7UL, await client.GetSlotAsync(cancellationToken: Stop));
        Assert.Equal(["node0.test", "node1.test", "node2.test"], node.Asked);
        _clock.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal(7UL, await client.GetSlotAsync(cancellationToken: Stop));
        Assert.Equal("node0.test", node.Asked[^1]);
    }

    [Fact]
    public async Task NodeThatWantsAnotherKeyIsLeftForOneThatDoesNot()
    {
        ScriptedHandler node = new(ScriptedHandler.Status(HttpStatusCode.Unauthorized), Slot);
        using SolanaRpcClient client = Client(node, nodes: 2);
        Assert.Equal(7UL, await client.GetSlotAsync(cancellationToken: Stop));
        ScriptedHandler only = new(ScriptedHandler.Status(HttpStatusCode.Forbidden), Slot);
        using SolanaRpcClient lonely = Client(only);
        RpcException error = await Assert.ThrowsAsync<RpcException>(() => lonely.GetSlotAsync(cancellationToken: Stop).AsTask());
        Assert.Equal(RpcErrorKind.Unauthorized, error.Kind);
        Assert.Single(only.Asked);
    }

    [Fact]
    public async Task SlowNodeIsGivenUp()
    {
        ScriptedHandler node = new(ScriptedHandler.Silence);
        using SolanaRpcClient client = Client(node, options => options.MaximumAttempts = 2);
        Task<ulong> answer = client.GetSlotAsync(cancellationToken: Stop).AsTask();
        await AdvanceUntil(answer);
        RpcException error = await Assert.ThrowsAsync<RpcException>(() => answer);
        Assert.Equal(RpcErrorKind.TimedOut, error.Kind);
        Assert.Equal(2, node.Asked.Count);
    }

    [Fact]
    public async Task CancellationEndsWaitingForAnAnswerAndForAPause()
    {
        using CancellationTokenSource cancel = new();
        using SolanaRpcClient silent = Client(new ScriptedHandler(ScriptedHandler.Silence));
        Task<ulong> answer = silent.GetSlotAsync(cancellationToken: cancel.Token).AsTask();
        using SolanaRpcClient busy = Client(new ScriptedHandler(ScriptedHandler.Status(HttpStatusCode.TooManyRequests, "30")));
        Task<ulong> pause = busy.GetSlotAsync(cancellationToken: cancel.Token).AsTask();
        await cancel.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => answer);
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => pause);
    }

    [Fact]
    public async Task AnswerThatIsTooLongIsNotRead()
    {
        ScriptedHandler node = new(ScriptedHandler.Text($"{{\"padding\":\"{new string(' ', 2000)}\"}}"));
        using SolanaRpcClient client = Client(node, options =>
        {
            options.MaximumResponseBytes = 1024;
            options.MaximumAttempts = 1;
        });
        RpcException error = await Assert.ThrowsAsync<RpcException>(() => client.GetSlotAsync(cancellationToken: Stop).AsTask());
        Assert.Contains("MaximumResponseBytes", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task TransactionWhoseAnswerWasLostHasBeenSent()
    {
        using TestLedger test = new();
        Transaction transaction = test.Build();
        const string Refusal = """
            {"code":-32002,"message":"Transaction simulation failed: This transaction has already been processed",
             "data":{"logs":[],"err":"AlreadyProcessed","accounts":null,"unitsConsumed":0,"returnData":null}}
            """;
        ScriptedHandler node = new(ScriptedHandler.Throw(new IOException("Connection reset")), ScriptedHandler.Error(Refusal));
        using SolanaRpcClient client = Client(node);
        Assert.Equal(transaction.Id, await client.SendTransactionAsync(transaction.Bytes, cancellationToken: Stop));
        Assert.Equal(2, node.Bodies.Count);
        using JsonDocument again = JsonDocument.Parse(node.Bodies[1]);
        Assert.Equal(Convert.ToBase64String(transaction.Bytes.Span), again.RootElement.GetProperty("params")[0].GetString());

        // Where nothing was lost it was somebody else, and is told.
        using SolanaRpcClient other = Client(new ScriptedHandler(ScriptedHandler.Error(Refusal)));
        TransactionRejectedException error = await Assert.ThrowsAsync<TransactionRejectedException>(
            () => other.SendTransactionAsync(transaction.Bytes, cancellationToken: Stop).AsTask());
        Assert.Equal(TransactionErrorKind.AlreadyProcessed, error.Error!.Kind);
    }

    [Fact]
    public async Task PreflightFailureCarriesErrorAndLogs()
    {
        using TestLedger test = new();
        ScriptedHandler node = new(ScriptedHandler.Error("""
            {"code":-32002,"message":"Transaction simulation failed: Error processing Instruction 1: custom program error: 0x1771",
             "data":{"accounts":null,"err":{"InstructionError":[1,{"Custom":6001}]},"innerInstructions":null,
                     "logs":["Program log: one","Program log: two"],"returnData":null,"unitsConsumed":1234}}
            """));
        using SolanaRpcClient client = Client(node);
        TransactionRejectedException error = await Assert.ThrowsAsync<TransactionRejectedException>(
            () => client.SendTransactionAsync(test.Build().Bytes, cancellationToken: Stop).AsTask());
        Assert.Equal(TransactionError.ForInstruction(1, InstructionErrorKind.Custom, 6001), error.Error);
        Assert.Equal(["Program log: one", "Program log: two"], error.LogMessages);
        Assert.Single(node.Asked);
    }

    [Fact]
    public async Task IdOfAnotherTransactionIsNonsense()
    {
        using TestLedger test = new();
        ScriptedHandler node = new(ScriptedHandler.Result($"\"{default(Signature)}\""));
        using SolanaRpcClient client = Client(node, options => options.MaximumAttempts = 1);
        RpcException error = await Assert.ThrowsAsync<RpcException>(
            () => client.SendTransactionAsync(test.Build().Bytes, cancellationToken: Stop).AsTask());
        Assert.Equal(RpcErrorKind.InvalidAnswer, error.Kind);
    }

    [Fact]
    public async Task AirdropIsAskedForOnce()
    {
        ScriptedHandler node = new(ScriptedHandler.Throw(new IOException("Connection reset")));
        using SolanaRpcClient client = Client(node);
        await Assert.ThrowsAsync<RpcException>(() => client.RequestAirdropAsync(TestKeys.Key(1), 1, cancellationToken: Stop).AsTask());
        Assert.Single(node.Asked);
    }

    [Fact]
    public async Task RateStaysWithinTheBudget()
    {
        ScriptedHandler node = new(Slot);
        RpcEndpoint endpoint = new(new Uri("https://node.test")) { RequestsPerSecond = 2, Burst = 3 };
        using SolanaRpcClient client = Client(node, options => options.Endpoints[0] = endpoint);
        Task<ulong>[] answers = [.. Enumerable.Range(0, 7).Select(_ => client.GetSlotAsync(cancellationToken: Stop).AsTask())];
        List<int> asked = [node.Asked.Count];
        for (int i = 0; i < 4; i++)
        {
            _clock.Advance(TimeSpan.FromSeconds(0.5));
            int expected = 4 + i;
            while (node.Asked.Count < expected)
                await Task.Yield();
            asked.Add(node.Asked.Count);
        }

        Assert.Equal([3, 4, 5, 6, 7], asked);
        await Task.WhenAll(answers);
    }

    // A node may well repeat what it was sent.
    [Fact]
    public async Task KeysReachNoMessage()
    {
        Uri address = new($"https://node.test/v1/{Key}?api-key={Key}&other=secret%20value");
        RpcEndpoint endpoint = new(address, headers: new Dictionary<string, string> { ["x-api-key"] = "Bearer hidden-thing" });
        ScriptedHandler.Step[] steps =
        [
            ScriptedHandler.Error($$"""{"code":-32000,"message":"bad key {{Key}} or 'secret value' or {{Key.ToUpperInvariant()}} or Bearer hidden-thing"}"""),
            ScriptedHandler.Status(HttpStatusCode.Unauthorized),
            ScriptedHandler.Status(HttpStatusCode.TooManyRequests, "3600"),
            ScriptedHandler.Throw(new HttpRequestException("refused")),
            ScriptedHandler.Text($"\"{Key}\""),
        ];
        foreach (ScriptedHandler.Step step in steps)
        {
            using SolanaRpcClient client = Client(new ScriptedHandler(step), options =>
            {
                options.Endpoints[0] = endpoint;
                options.MaximumAttempts = 1;
            });
            RpcException error = await Assert.ThrowsAsync<RpcException>(() => client.GetSlotAsync(cancellationToken: Stop).AsTask());
            AssertNoSecret(error.ToString());
            Assert.Contains("https://node.test", error.ToString(), StringComparison.Ordinal);
        }

        AssertNoSecret(endpoint.ToString());
        Assert.Equal("wss://node.test", endpoint.WebSocketAddress.GetLeftPart(UriPartial.Authority));

        static void AssertNoSecret(string text)
        {
            foreach (string secret in (string[])[Key, "secret", "hidden"])
                Assert.DoesNotContain(secret, text, StringComparison.OrdinalIgnoreCase);
        }
    }

    [Fact]
    public void OptionsNameAllThatIsWrong()
    {
        ArgumentException error = Assert.Throws<ArgumentException>(() => new SolanaRpcClient(new RpcClientOptions
        {
            Endpoints = [new RpcEndpoint(new Uri("http://node.test")) { RequestsPerSecond = 0, Burst = 0 }],
            MaximumAttempts = 0,
            RequestTimeout = TimeSpan.Zero,
        }));
        Assert.All(
            (string[])["RequestsPerSecond", "Burst", "MaximumAttempts", "RequestTimeout"],
            name => Assert.Contains(name, error.Message, StringComparison.Ordinal));
        Assert.Throws<ArgumentException>(() => new SolanaRpcClient(new RpcClientOptions()));
        Assert.Throws<ArgumentException>(() => new RpcEndpoint(new Uri("ftp://node.test")));
        Assert.Throws<ArgumentException>(() => new RpcEndpoint(new Uri("https://user:password@node.test")));
        Assert.Equal(new Uri("ws://127.0.0.1:8900/"), new RpcEndpoint(new Uri("http://127.0.0.1:8899")).WebSocketAddress);
    }

    private SolanaRpcClient Client(ScriptedHandler node, Action<RpcClientOptions>? configure = null, int nodes = 1)
    {
        RpcClientOptions options = new()
        {
            Endpoints = [.. Enumerable.Range(0, nodes).Select(i => new RpcEndpoint(new Uri($"https://node{i}.test")))],
            RetryDelay = TimeSpan.Zero,
            JitterSeed = 1,
            TimeProvider = _clock,
            CreateHandler = () => node,
        };
        configure?.Invoke(options);
        return new SolanaRpcClient(options);
    }

    private async Task AdvanceUntil(Task task)
    {
        while (!task.IsCompleted)
        {
            _clock.Advance(TimeSpan.FromMilliseconds(100));
            await Task.Delay(1, Stop);
        }
    }
}
