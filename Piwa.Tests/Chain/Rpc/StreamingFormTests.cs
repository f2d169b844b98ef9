using Piwa.Chain.Rpc;
using Piwa.Chain.Rpc.Streaming;
using Piwa.Tests.Chain.Ledger;

namespace Piwa.Tests.Chain.Rpc;

/// <summary>What nodes send in forms of their own.</summary>
public sealed class StreamingFormTests : IDisposable
{
    private const ulong BigNumber = 18_446_744_073_709_551_557;

    private readonly TestLedger _test = new();

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    public void Dispose() => _test.Dispose();

    // The faults of a well-known client: names in a fixed order, numbers of 32 bits.
    [Fact]
    public async Task NamesComeInAnyOrderAndNumbersHaveSixtyFourBits()
    {
        await using ScriptedSocketServer server = new((_, id, method) => method != "signatureSubscribe" ? [] :
        [
            $$"""{"id":{{id}},"result":{{BigNumber}},"jsonrpc":"2.0"}""",
            $$$$"""{"params":{"subscription":{{{{BigNumber}}}},"result":{"value":"receivedSignature","context":{"slot":1}}},"method":"signatureNotification"}""",
            $$$$"""{"params":{"result":{"value":{"err":{"InstructionError":[3,"Custom"]}},"context":{"apiVersion":"3.0.0","slot":77}},"subscription":{{{{BigNumber - 1}}}}}}""",
            $$$$"""{"params":{"result":{"value":{"err":null},"context":{"apiVersion":"3.0.0","slot":78}},"subscription":{{{{BigNumber}}}}},"jsonrpc":"2.0"}""",
        ]);
        await using SolanaStreamingRpcClient stream = Stream(server);
        SignatureStatus status = await stream.SubscribeSignatureAsync(default, Commitment.Finalized, Stop);
        Assert.Equal(new SignatureStatus(78, null, Commitment.Finalized), status);
    }

    [Fact]
    public async Task NotificationsBeforeTheAnswerIsWhollyReadAreNotLost()
    {
        await using ScriptedSocketServer server = new((_, id, _) =>
        [
            $$"""{"jsonrpc":"2.0","result":5,"id":{{id}}}""",
            """{"jsonrpc":"2.0","method":"slotNotification","params":{"result":{"root":1,"slot":3,"parent":2},"subscription":5}}""",
        ]);
        await using SolanaStreamingRpcClient stream = Stream(server);
        await using RpcSubscription<SlotNotification> slots = await stream.SubscribeSlotInfoAsync(Stop);
        await foreach (SlotNotification slot in slots.ReadAllAsync(Stop))
        {
            Assert.Equal(new SlotNotification(3, 2, 1), slot);
            break;
        }
    }

    [Theory]
    [InlineData("{\"broken\":")]
    [InlineData("[1,2]")]
    [InlineData("{\"method\":\"slotNotification\",\"params\":{\"result\":{\"slot\":\"x\"},\"subscription\":5}}")]
    [InlineData(null)]
    public async Task ConnectionThatTalksNonsenseOrHangsUpIsMadeAnew(string? nonsense)
    {
        await using ScriptedSocketServer server = new((connection, id, _) =>
        [
            $$"""{"jsonrpc":"2.0","result":5,"id":{{id}}}""",
            connection == 0
                ? nonsense
                : """{"jsonrpc":"2.0","method":"slotNotification","params":{"result":{"root":1,"slot":3,"parent":2},"subscription":5}}""",
        ]);
        await using SolanaStreamingRpcClient stream = Stream(server);
        await using RpcSubscription<SlotNotification> slots = await stream.SubscribeSlotInfoAsync(Stop);
        await foreach (SlotNotification slot in slots.ReadAllAsync(Stop))
        {
            Assert.Equal(3UL, slot.Slot);
            break;
        }

        Assert.Equal(2, server.Connections);
    }

    [Fact]
    public async Task NodeThatRefusesIsReportedAtOnceAndTheOthersGoOn()
    {
        await using ScriptedSocketServer server = new((_, id, method) => method == "logsSubscribe"
            ? [$$"""{"jsonrpc":"2.0","error":{"code":-32601,"message":"Method not found"},"id":{{id}}}"""]
            : [$$"""{"jsonrpc":"2.0","result":5,"id":{{id}}}"""]);
        await using SolanaStreamingRpcClient stream = Stream(server);
        await using RpcSubscription<SlotNotification> slots = await stream.SubscribeSlotInfoAsync(Stop);
        RpcException error = await Assert.ThrowsAsync<RpcException>(
            async () => await stream.SubscribeLogInfoAsync(null, cancellationToken: Stop));
        Assert.Equal(RpcErrorKind.MethodNotFound, error.Kind);
        Assert.Equal(1, server.Connections);
    }

    [Fact]
    public async Task SubscriptionThatIsNotWantedAnyMoreIsTakenBack()
    {
        await using ScriptedSocketServer server = new((_, id, _) => [$$"""{"jsonrpc":"2.0","result":5,"id":{{id}}}"""]);
        await using SolanaStreamingRpcClient stream = Stream(server);
        await using (await stream.SubscribeSlotInfoAsync(Stop))
        {
        }

        await using (await stream.SubscribeAccountInfoAsync(TestKeys.Key(1), cancellationToken: Stop))
            Assert.Equal(["slotSubscribe", "slotUnsubscribe", "accountSubscribe"], server.Received);
    }

    [Fact]
    public async Task KeysGoToTheNodeAndIntoNoMessage()
    {
        const string Key = "c0ffee00-1234-5678";
        await using ScriptedSocketServer server = new((_, id, _) =>
            [$$"""{"jsonrpc":"2.0","error":{"code":-32000,"message":"key {{Key}} is over its limit"},"id":{{id}}}"""]);
        RpcEndpoint endpoint = new(
            new Uri($"http://127.0.0.1:1/{Key}"),
            new Uri($"ws://127.0.0.1:{server.Port}/{Key}"),
            new Dictionary<string, string> { ["x-api-key"] = Key });
        await using SolanaStreamingRpcClient stream = Stream(endpoint);
        RpcException error = await Assert.ThrowsAsync<RpcException>(async () => await stream.SubscribeSlotInfoAsync(Stop));
        Assert.Equal(Key, server.ApiKey);
        Assert.DoesNotContain(Key, error.ToString(), StringComparison.OrdinalIgnoreCase);
        Assert.Contains("is over its limit", error.Message, StringComparison.Ordinal);

        RpcEndpoint nobody = new(new Uri($"http://127.0.0.1:1/{Key}"), new Uri($"ws://127.0.0.1:1/{Key}?k={Key}"));
        await using SolanaStreamingRpcClient lost = Stream(nobody);
        RpcException unreachable = await Assert.ThrowsAsync<RpcException>(async () => await lost.SubscribeSlotInfoAsync(Stop));
        Assert.DoesNotContain(Key, unreachable.ToString(), StringComparison.OrdinalIgnoreCase);
    }

    private SolanaStreamingRpcClient Stream(ScriptedSocketServer server) => Stream(server.Endpoint);

    private SolanaStreamingRpcClient Stream(RpcEndpoint endpoint) => new(_test.Ledger, new StreamingRpcClientOptions
    {
        Endpoints = [endpoint],
        RetryDelay = TimeSpan.FromMilliseconds(1),
        MaximumRetryDelay = TimeSpan.FromMilliseconds(5),
        JitterSeed = 1,
        MaximumAttempts = 5,
    });
}
