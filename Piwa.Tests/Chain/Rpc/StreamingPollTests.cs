using Piwa.Chain.Rpc;
using Piwa.Chain.Rpc.Streaming;
using Piwa.Tests.Infrastructure;
using static Piwa.Tests.Chain.Rpc.ScriptedSocketServer;

namespace Piwa.Tests.Chain.Rpc;

/// <summary>What is asked for beside the WebSocket, and for how long. The node that tells never tells of a transaction.</summary>
public sealed class StreamingPollTests
{
    private const string Unknown = """{"context":{"slot":70},"value":[null]}""";
    private const string Landed =
        """{"context":{"slot":80},"value":[{"slot":77,"confirmations":null,"err":null,"status":{"Ok":null},"confirmationStatus":"finalized"}]}""";

    /// <summary>No other wait is as long.</summary>
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(7);

    private readonly WatchedClock _clock = new();

    [Fact(Timeout = 60_000)]
    public async Task TransactionIsAskedForAfterEachIntervalUntilItIsKnown()
    {
        CancellationToken stop = TestContext.Current.CancellationToken;
        ScriptedHandler node = new(ScriptedHandler.Result(Unknown), ScriptedHandler.Result(Unknown), ScriptedHandler.Result(Landed));
        using SolanaRpcClient client = Client(node);
        await using ScriptedSocketServer server = new((_, id, _) => [Taken(id)]);
        await using SolanaStreamingRpcClient stream = Stream(client, server);
        Task<SignatureStatus> told = stream.SubscribeSignatureAsync(default, cancellationToken: stop);
        for (int asked = 1; asked <= 2; asked++)
        {
            await _clock.WaitForAsync(Interval, stop);
            _clock.Advance(Interval - TimeSpan.FromTicks(1));
            Assert.Equal(asked, node.Asked.Count);
            _clock.Advance(TimeSpan.FromTicks(1));
        }

        Assert.Equal(new SignatureStatus(77, null, Commitment.Finalized), await told);
        Assert.Equal(3, node.Asked.Count);
        await _clock.WaitForNobodyAsync(stop);
    }

    [Fact(Timeout = 60_000)]
    public async Task QuestionThatFailsForNowIsAskedAgain()
    {
        CancellationToken stop = TestContext.Current.CancellationToken;
        ScriptedHandler.Step gone = ScriptedHandler.Throw(new HttpRequestException("gone"));
        ScriptedHandler node = new(ScriptedHandler.Result(Unknown), gone, gone, ScriptedHandler.Result(Landed));
        using SolanaRpcClient client = Client(node);
        await using ScriptedSocketServer server = new((_, id, _) => [Taken(id)]);
        await using SolanaStreamingRpcClient stream = Stream(client, server);
        Task<SignatureStatus> told = stream.SubscribeSignatureAsync(default, cancellationToken: stop);
        for (int asked = 1; asked <= 2; asked++)
        {
            await _clock.WaitForAsync(Interval, stop);
            _clock.Advance(Interval);
        }

        Assert.Equal(77UL, (await told).Slot);
        Assert.Equal(4, node.Asked.Count);
    }

    [Fact(Timeout = 60_000)]
    public async Task QuestionThatIsRefusedEndsTheWait()
    {
        CancellationToken stop = TestContext.Current.CancellationToken;
        ScriptedHandler node = new(ScriptedHandler.Result(Unknown), ScriptedHandler.Error("""{"code":-32601,"message":"Method not found"}"""));
        using SolanaRpcClient client = Client(node);
        await using ScriptedSocketServer server = new((_, id, _) => [Taken(id)]);
        await using SolanaStreamingRpcClient stream = Stream(client, server);
        Task<SignatureStatus> told = stream.SubscribeSignatureAsync(default, cancellationToken: stop);
        await _clock.WaitForAsync(Interval, stop);
        _clock.Advance(Interval);
        Assert.Equal(RpcErrorKind.MethodNotFound, (await Assert.ThrowsAsync<RpcException>(() => told)).Kind);
        await _clock.WaitForNobodyAsync(stop);
    }

    [Theory(Timeout = 60_000)]
    [InlineData(true)]
    [InlineData(false)]
    public async Task NothingIsAskedAnyMoreOnceNobodyWaits(bool isDisposed)
    {
        CancellationToken stop = TestContext.Current.CancellationToken;
        ScriptedHandler node = new(ScriptedHandler.Result(Unknown));
        using SolanaRpcClient client = Client(node);
        await using ScriptedSocketServer server = new((_, id, _) => [Taken(id)]);
        await using SolanaStreamingRpcClient stream = Stream(client, server);
        using CancellationTokenSource enough = CancellationTokenSource.CreateLinkedTokenSource(stop);
        Task<SignatureStatus> never = stream.SubscribeSignatureAsync(default, cancellationToken: enough.Token);
        await _clock.WaitForAsync(Interval, stop);
        if (isDisposed)
        {
            await stream.DisposeAsync();
            await Assert.ThrowsAsync<ObjectDisposedException>(() => never);
        }
        else
        {
            await enough.CancelAsync();
            await Assert.ThrowsAnyAsync<OperationCanceledException>(() => never);
        }

        await _clock.WaitForNobodyAsync(stop);
        Assert.Single(node.Asked);
    }

    // The connection is lost four times before the first question is answered. What a connection tells last may be lost with it.
    [Fact(Timeout = 60_000)]
    public async Task OneQuestionIsUnderWayWhateverTheConnectionsDo()
    {
        const int Lost = 4;
        CancellationToken stop = TestContext.Current.CancellationToken;
        int underWay = 0, most = 0;
        TaskCompletionSource lasts = new(TaskCreationOptions.RunContinuationsAsynchronously);
        ScriptedHandler node = new(async (request, id, cancellationToken) =>
        {
            most = Math.Max(most, Interlocked.Increment(ref underWay));
            await lasts.Task.WaitAsync(cancellationToken);
            Interlocked.Decrement(ref underWay);
            return await ScriptedHandler.Result(Unknown)(request, id, cancellationToken);
        });
        using SolanaRpcClient client = Client(node);
        await using ScriptedSocketServer server = new((connection, id, _) =>
            connection < Lost || node.Asked.Count == 0 ? [Taken(id), null] : [Taken(id)]);
        await using SolanaStreamingRpcClient stream = Stream(client, server);
        using CancellationTokenSource enough = CancellationTokenSource.CreateLinkedTokenSource(stop);
        Task<SignatureStatus> never = stream.SubscribeSignatureAsync(default, cancellationToken: enough.Token);

        // On a connection that lasts, what is asked for later is answered later.
        await using RpcSubscription<SlotNotification> slots = await stream.SubscribeSlotInfoAsync(stop);
        while (server.Connections <= Lost)
            await Task.Delay(1, stop);
        await using RpcSubscription<SlotNotification> after = await stream.SubscribeSlotInfoAsync(stop);
        Assert.Single(node.Asked);
        lasts.SetResult();
        await _clock.WaitForAsync(Interval, stop);
        Assert.Equal(2, node.Asked.Count);
        Assert.Equal((1, 0), (most, underWay));
        await enough.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => never);
        await _clock.WaitForNobodyAsync(stop);
    }

    // The first question is answered only after the connection is lost, and then none is made.
    [Fact(Timeout = 60_000)]
    public async Task AnswerIsTakenThoughTheConnectionIsLost()
    {
        CancellationToken stop = TestContext.Current.CancellationToken;
        TaskCompletionSource lost = new(TaskCreationOptions.RunContinuationsAsynchronously);
        ScriptedHandler node = new(async (request, id, cancellationToken) =>
        {
            await lost.Task.WaitAsync(cancellationToken);
            return await ScriptedHandler.Result(Landed)(request, id, cancellationToken);
        });
        using SolanaRpcClient client = Client(node);
        await using ScriptedSocketServer server = new((_, id, _) =>
        {
            if (node.Asked.Count == 0)
                return [Taken(id), null];
            lost.TrySetResult();
            return [];
        });
        await using SolanaStreamingRpcClient stream = Stream(client, server);
        Assert.Equal(77UL, (await stream.SubscribeSignatureAsync(default, cancellationToken: stop)).Slot);
    }

    [Fact(Timeout = 60_000)]
    public async Task AccountDoesNotBecomeWhatItWasBeforeWhenTheNodeThatIsAskedLagsBehind()
    {
        CancellationToken stop = TestContext.Current.CancellationToken;
        ScriptedSocketServer? socket = null;
        int asked = 0;
        ScriptedHandler node = new((request, id, cancellationToken) => ScriptedHandler.Result(
            socket!.Connections > 1 && Interlocked.Increment(ref asked) > 1
                ? $$"""{"context":{"slot":78},"value":[{{Account(3)}}]}"""
                : $$"""{"context":{"slot":70},"value":[{{Account(1)}}]}""")(request, id, cancellationToken));
        using SolanaRpcClient client = Client(node);
        await using ScriptedSocketServer server = new((connection, id, method) => connection > 0 ? [Taken(id)] : method != "accountSubscribe" ? [null] :
        [
            Taken(id),
            $$$$"""{"jsonrpc":"2.0","method":"accountNotification","params":{"result":{"context":{"slot":77},"value":{{{{Account(2)}}}}},"subscription":{{{{id}}}}}}""",
        ]);
        socket = server;
        await using SolanaStreamingRpcClient stream = Stream(client, server);
        await using RpcSubscription<AccountNotification> account = await stream.SubscribeAccountInfoAsync(TestKeys.Key(1), cancellationToken: stop);
        await using IAsyncEnumerator<AccountNotification> told = account.ReadAllAsync(stop).GetAsyncEnumerator(stop);

        // The first answer comes before the notification, or is dropped.
        (ulong? Slot, ulong Lamports) state = await NextAsync();
        Assert.Equal<(ulong?, ulong)>((77, 2), state.Lamports == 1 ? await NextAsync() : state);

        // This ends the connection.
        await using RpcSubscription<SlotNotification> slots = await stream.SubscribeSlotInfoAsync(stop);
        Assert.Equal<(ulong?, ulong)>((null, 3), await NextAsync());

        async Task<(ulong? Slot, ulong Lamports)> NextAsync()
        {
            Assert.True(await told.MoveNextAsync());
            return (told.Current.Slot, told.Current.Account!.Lamports);
        }
    }

    private static string Account(ulong lamports) =>
        $$"""{"lamports":{{lamports}},"owner":"11111111111111111111111111111111","data":["","base64"],"executable":false,"rentEpoch":0,"space":0}""";

    private static SolanaRpcClient Client(ScriptedHandler node) => new(new RpcClientOptions
    {
        Endpoints = [new RpcEndpoint(new Uri("https://node.test"))],
        MaximumAttempts = 2,
        RetryDelay = TimeSpan.Zero,
        CreateHandler = () => node,
    });

    private SolanaStreamingRpcClient Stream(SolanaRpcClient client, ScriptedSocketServer server) => new(client, new StreamingRpcClientOptions
    {
        Endpoints = [server.Endpoint],
        RetryDelay = TimeSpan.Zero,
        PollInterval = Interval,
        TimeProvider = _clock,
    });
}
