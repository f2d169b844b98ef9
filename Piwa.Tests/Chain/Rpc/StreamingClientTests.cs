using Piwa.Chain.Keys;
using Piwa.Chain.Ledger.Serving;
using Piwa.Chain.Rpc;
using Piwa.Chain.Rpc.Streaming;
using Piwa.Chain.Transactions;
using Piwa.Tests.Chain.Ledger;

namespace Piwa.Tests.Chain.Rpc;

/// <summary>The WebSocket client and the served ledger, over connections that break.</summary>
public sealed class StreamingClientTests : IAsyncDisposable
{
    private const ulong Amount = 5_000_000;

    private readonly TestLedger _test = new();
    private readonly LedgerServer _server;
    private readonly SolanaStreamingRpcClient _stream;

    public StreamingClientTests()
    {
        _server = _test.Serve();
        _stream = Stream(_server.Endpoint);
    }

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    public async ValueTask DisposeAsync()
    {
        await _stream.DisposeAsync();
        await _server.DisposeAsync();
        _test.Dispose();
    }

    [Fact]
    public async Task TransactionIsToldWhenItLands()
    {
        Transaction first = _test.Build(Transfer(1));
        Transaction failing = _test.Build(SystemInstructions.Transfer(_test.Payer.PublicKey, TestKeys.Key(1), ulong.MaxValue));
        Task<SignatureStatus> landed = _stream.SubscribeSignatureAsync(first.Id, cancellationToken: Stop);
        Task<SignatureStatus> failed = _stream.SubscribeSignatureAsync(failing.Id, Commitment.Finalized, Stop);
        await using (RpcSubscription<AccountNotification> ready = await _stream.SubscribeAccountInfoAsync(TestKeys.Key(9), cancellationToken: Stop))
            Assert.False(landed.IsCompleted || failed.IsCompleted);
        _test.Ledger.SendTransactions([first.Bytes, failing.Bytes], new SendOptions { SkipPreflight = true });
        Assert.Null((await landed).Error);
        Assert.Equal(TransactionError.ForInstruction(0, InstructionErrorKind.Custom, 1), (await failed).Error);
    }

    [Fact]
    public async Task TransactionThatHasLandedBeforeIsTold()
    {
        Signature signature = _test.Send(Transfer(1));
        Assert.Null((await _stream.SubscribeSignatureAsync(signature, cancellationToken: Stop)).Error);
    }

    [Fact]
    public async Task WaitingForATransactionEndsWhenItIsCancelled()
    {
        using CancellationTokenSource cancel = CancellationTokenSource.CreateLinkedTokenSource(Stop);
        Task<SignatureStatus> never = _stream.SubscribeSignatureAsync(default, cancellationToken: cancel.Token);
        await cancel.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => never);
    }

    // 40 transactions land at every moment around ten losses of the connection.
    [Fact]
    public async Task NoTransactionIsMissedAcrossReconnects()
    {
        const int Count = 40;
        Transaction[] transactions = [.. Enumerable.Range(0, Count).Select(i =>
            _test.Build(SystemInstructions.Transfer(_test.Payer.PublicKey, TestKeys.Key(1), Amount + (ulong)i)))];
        Task<SignatureStatus>[] told = [.. transactions.Select(transaction =>
            _stream.SubscribeSignatureAsync(transaction.Id, cancellationToken: Stop))];
        for (int i = 0; i < Count; i++)
        {
            if (i % 4 == 0)
                _server.Disconnect();
            _test.Ledger.SendTransaction(transactions[i].Bytes);
            if (i % 3 == 0)
                await Task.Delay(2, Stop);
        }

        SignatureStatus[] statuses = await Task.WhenAll(told);
        Assert.All(statuses, status => Assert.Null(status.Error));
    }

    [Fact]
    public async Task AccountIsToldAsItIsAndAsItBecomes()
    {
        await using RpcSubscription<AccountNotification> account =
            await _stream.SubscribeAccountInfoAsync(TestKeys.Key(1), new DataSlice(0, 0), cancellationToken: Stop);
        await using IAsyncEnumerator<AccountNotification> changes = account.ReadAllAsync(Stop).GetAsyncEnumerator(Stop);
        Assert.Null((await Next(changes)).Account);
        _test.Send(Transfer(1));
        AccountNotification first = await Next(changes);
        Assert.Equal((Amount, (ulong?)0), (first.Account!.Lamports, first.Slot));

        // What happens while the connection is lost is known when it is made anew.
        _server.Disconnect();
        _test.Send(SystemInstructions.Transfer(_test.Payer.PublicKey, TestKeys.Key(1), Amount + 1));
        Assert.Equal((2 * Amount) + 1, (await Next(changes)).Account!.Lamports);
        _test.Send(SystemInstructions.Transfer(_test.Payer.PublicKey, TestKeys.Key(1), Amount + 2));
        Assert.Equal((3 * Amount) + 3, (await Next(changes)).Account!.Lamports);
    }

    [Fact]
    public async Task NoLogIsMissedOrRepeatedAcrossReconnects()
    {
        _test.Send(Transfer(1));
        await using RpcSubscription<LogsNotification> logs = await _stream.SubscribeLogInfoAsync(TestKeys.Key(1), cancellationToken: Stop);
        List<Signature> sent = [];
        for (int i = 0; i < 30; i++)
        {
            if (i % 7 == 3)
                _server.Disconnect();
            sent.Add(_test.Send(SystemInstructions.Transfer(_test.Payer.PublicKey, TestKeys.Key(1), Amount + 1 + (ulong)i)));
            _test.Send(Transfer(2 + i));
            if (i % 5 == 0)
                await Task.Delay(3, Stop);
        }

        List<Signature> told = [];
        await foreach (LogsNotification notification in logs.ReadAllAsync(Stop))
        {
            Assert.Contains("Program 11111111111111111111111111111111 success", notification.LogMessages);
            told.Add(notification.Signature);
            if (told.Count == sent.Count)
                break;
        }

        Assert.Equal(sent, told);
    }

    [Fact]
    public async Task LogsOfAllEndWithTheConnectionForTheyCannotBeRecovered()
    {
        await using RpcSubscription<LogsNotification> logs = await _stream.SubscribeLogInfoAsync(null, cancellationToken: Stop);
        await using IAsyncEnumerator<LogsNotification> all = logs.ReadAllAsync(Stop).GetAsyncEnumerator(Stop);
        Signature signature = _test.Send(Transfer(1));
        Assert.Equal(signature, (await Next(all)).Signature);
        _server.Disconnect();
        RpcException error = await Assert.ThrowsAsync<RpcException>(async () => await all.MoveNextAsync());
        Assert.Equal(RpcErrorKind.Unreachable, error.Kind);
    }

    [Fact]
    public async Task SlotsAreToldAsTheyCome()
    {
        await using RpcSubscription<SlotNotification> slots = await _stream.SubscribeSlotInfoAsync(Stop);
        await using IAsyncEnumerator<SlotNotification> coming = slots.ReadAllAsync(Stop).GetAsyncEnumerator(Stop);
        for (ulong slot = 1; slot <= 3; slot++)
        {
            _test.Clock.Advance(_test.Ledger.SlotDuration);
            Assert.Equal(new SlotNotification(slot, slot - 1, slot), await Next(coming));
        }
    }

    [Fact]
    public async Task NodeThatCannotBeReachedIsReportedInTheEnd()
    {
        await _server.DisposeAsync();
        RpcException error = await Assert.ThrowsAsync<RpcException>(() => _stream.SubscribeSignatureAsync(default, cancellationToken: Stop));
        Assert.Equal(RpcErrorKind.Unreachable, error.Kind);
        Assert.Contains(_server.Address.Authority, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task NodeThatIsGoneHandsOverToTheNext()
    {
        LedgerServer gone = _test.Serve();
        await using SolanaStreamingRpcClient stream = Stream(gone.Endpoint, _server.Endpoint);
        Transaction transaction = _test.Build(Transfer(1));
        Task<SignatureStatus> landed = stream.SubscribeSignatureAsync(transaction.Id, cancellationToken: Stop);
        await using (await stream.SubscribeAccountInfoAsync(TestKeys.Key(9), cancellationToken: Stop))
            await gone.DisposeAsync();
        _test.Ledger.SendTransaction(transaction.Bytes);
        Assert.Null((await landed).Error);
    }

    [Fact]
    public async Task ReaderThatFallsBehindGetsAnError()
    {
        await using SolanaStreamingRpcClient stream = new(
            _test.Ledger, new StreamingRpcClientOptions { Endpoints = [_server.Endpoint], MaximumUnread = 2 });
        await using RpcSubscription<LogsNotification> logs = await stream.SubscribeLogInfoAsync(TestKeys.Key(1), cancellationToken: Stop);
        for (int i = 0; i < 3; i++)
            _test.Send(SystemInstructions.Transfer(_test.Payer.PublicKey, TestKeys.Key(1), Amount + (ulong)i));
        RpcException error = await Assert.ThrowsAsync<RpcException>(async () =>
        {
            await Task.Delay(200, Stop);
            await foreach (LogsNotification _ in logs.ReadAllAsync(Stop))
            {
            }
        });
        Assert.Contains("2 notifications", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task DisposingEndsEverySubscription()
    {
        SolanaStreamingRpcClient stream = Stream(_server.Endpoint);
        Task<SignatureStatus> never = stream.SubscribeSignatureAsync(default, cancellationToken: Stop);
        await stream.SubscribeSlotInfoAsync(Stop);
        await stream.DisposeAsync();
        await Assert.ThrowsAsync<ObjectDisposedException>(() => never);
        await Assert.ThrowsAsync<ObjectDisposedException>(async () => await stream.SubscribeSlotInfoAsync(Stop));
    }

    private static async Task<T> Next<T>(IAsyncEnumerator<T> enumerator)
    {
        Assert.True(await enumerator.MoveNextAsync());
        return enumerator.Current;
    }

    private SolanaStreamingRpcClient Stream(params RpcEndpoint[] endpoints) => new(_test.Ledger, new StreamingRpcClientOptions
    {
        Endpoints = endpoints,
        RetryDelay = TimeSpan.FromMilliseconds(1),
        MaximumRetryDelay = TimeSpan.FromMilliseconds(5),
        JitterSeed = 1,
        MaximumAttempts = 40,
    });

    private Instruction Transfer(int to) => SystemInstructions.Transfer(_test.Payer.PublicKey, TestKeys.Key(to), Amount);
}
