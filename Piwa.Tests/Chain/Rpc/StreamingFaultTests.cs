using Piwa.Chain.Ledger;
using Piwa.Chain.Ledger.Faults;
using Piwa.Chain.Rpc;
using Piwa.Chain.Rpc.Streaming;
using Piwa.Chain.Transactions;
using Piwa.Tests.Chain.Ledger;

namespace Piwa.Tests.Chain.Rpc;

/// <summary>The WebSocket client on a cluster that loses, delays, repeats and takes back transactions, over connections that break.</summary>
public sealed class StreamingFaultTests
{
    private const int Transactions = 60;

    /// <summary>After so many slots nothing travels any more, and all that has landed is final.</summary>
    private const int SlotsToSettle = 200;

    // Each is waited for before it is sent. Who lands is told, who does not is not, and what is told is what stands at last: a fork that
    // takes back a confirmed transaction and lands it elsewhere, or not at all, is why only final ones are sure.
    [Theory(Timeout = 120_000)]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public async Task WhatIsFinalIsToldAndNothingElse(int seed)
    {
        CancellationToken stop = TestContext.Current.CancellationToken;
        LedgerFaultOptions faults = new()
        {
            Seed = seed,
            DropProbability = 0.2,
            DelayProbability = 0.3,
            DuplicateProbability = 0.2,
            ForkProbability = 0.05,
            MaximumForkSlots = TestCluster.FinalitySlots,
            RateLimitProbability = 0.05,
            DisconnectBeforeProbability = 0.05,
            DisconnectAfterProbability = 0.05,
            LagProbability = 0.3,
        };
        await using ServedCluster served = new(faults, attempts: 20, pollInterval: TimeSpan.FromMilliseconds(10));
        TestCluster cluster = served.Cluster;
        using CancellationTokenSource enough = CancellationTokenSource.CreateLinkedTokenSource(stop);
        Random random = new(seed);
        Transaction[] sent = new Transaction[Transactions];
        Task<SignatureStatus>[] told = new Task<SignatureStatus>[Transactions];
        for (int i = 0; i < sent.Length; i++)
        {
            sent[i] = cluster.Transfer(i);
            told[i] = served.Stream.SubscribeSignatureAsync(sent[i].Id, Commitment.Finalized, enough.Token);
            cluster.Ledger.SendTransaction(sent[i].Bytes, new SendOptions { SkipPreflight = true });
            if (random.Next(4) == 0)
                served.Server.Disconnect();
            cluster.Advance(random.Next(3));
            await Task.Delay(random.Next(3), stop);
        }

        for (int i = 0; i < SlotsToSettle; i++)
        {
            cluster.Advance();
            if (i % 20 == 0)
                served.Server.Disconnect();
        }

        int landed = 0;
        for (int i = 0; i < sent.Length; i++)
        {
            if (cluster.Ledger.GetSignatureStatuses([sent[i].Id], searchTransactionHistory: true)[0] is not { } status)
                continue;
            landed++;
            Assert.Equal(status, await told[i]);
        }

        Assert.InRange(landed, 10, sent.Length - 1);
        Assert.Equal(landed, told.Count(task => task.IsCompleted));
        await enough.CancelAsync();
        foreach (Task<SignatureStatus> never in told.Where(task => !task.IsCompletedSuccessfully))
            await Assert.ThrowsAnyAsync<OperationCanceledException>(() => never);
    }

    // The node of the WebSocket knew of the transaction before it subscribed us, and tells nothing, as nodes do. The other is a slot behind.
    [Fact(Timeout = 60_000)]
    public async Task WhatTheNodeThatIsAskedDoesNotKnowYetIsAskedForAgain()
    {
        CancellationToken stop = TestContext.Current.CancellationToken;
        using TestCluster cluster = new(new LedgerFaultOptions { LagProbability = 1, MaximumLagSlots = 1 });
        await using ScriptedSocketServer server = new((_, id, _) => [ScriptedSocketServer.Taken(id)]);
        await using SolanaStreamingRpcClient stream = new(cluster.Client, new StreamingRpcClientOptions
        {
            Endpoints = [server.Endpoint],
            TimeProvider = cluster.Clock,
        });
        Transaction sent = cluster.Transfer(1);
        cluster.Ledger.SendTransaction(sent.Bytes);
        cluster.Advance(TestCluster.ConfirmationSlots);
        Assert.Equal(Commitment.Confirmed, cluster.StatusOf(sent)!.Confirmation);

        // The subscriptions are taken in their order: with the last, the first question has been answered.
        await using RpcSubscription<SlotNotification> before = await stream.SubscribeSlotInfoAsync(stop);
        Task<SignatureStatus> told = stream.SubscribeSignatureAsync(sent.Id, cancellationToken: stop);
        await using RpcSubscription<SlotNotification> after = await stream.SubscribeSlotInfoAsync(stop);
        int slots = StreamingRpcClientOptions.DefaultPollIntervalSeconds * 1000 / EmbeddedLedgerOptions.DefaultSlotMilliseconds;
        cluster.Advance(slots - 1);
        Assert.False(told.IsCompleted);
        cluster.Advance();
        Assert.Equal(cluster.StatusOf(sent), await told);
    }
}
