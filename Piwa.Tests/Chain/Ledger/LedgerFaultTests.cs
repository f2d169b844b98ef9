using Piwa.Chain.Bubblegum;
using Piwa.Chain.Keys;
using Piwa.Chain.Ledger;
using Piwa.Chain.Ledger.Faults;
using Piwa.Chain.Rpc;
using Piwa.Chain.Transactions;
using Piwa.Chain.Trees;

namespace Piwa.Tests.Chain.Ledger;

public sealed class LedgerFaultTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task DroppedTransactionNeverLands()
    {
        using TestCluster test = new(new LedgerFaultOptions { DropProbability = 1 });
        Transaction transaction = test.Transfer(1);
        Assert.Equal(transaction.Id, await test.Client.SendTransactionAsync(transaction.Bytes, cancellationToken: Cancel));
        test.Advance(400);
        Assert.Null(test.StatusOf(transaction));
    }

    [Fact]
    public void DelayedTransactionsLandLaterAndOvertakeEachOther()
    {
        using TestCluster test = new(new LedgerFaultOptions { DelayProbability = 1 });
        Transaction[] sent = [.. Enumerable.Range(0, 20).Select(i => test.Transfer(i))];
        ulong slot = test.Ledger.GetSlot();
        foreach (Transaction transaction in sent)
        {
            test.Ledger.SendTransaction(transaction.Bytes);
            Assert.Null(test.StatusOf(transaction));
        }

        test.Advance(20);
        ulong[] slots = [.. sent.Select(transaction => test.StatusOf(transaction)!.Slot)];
        Assert.All(slots, landed => Assert.InRange(landed, slot + 1, slot + 20));
        Assert.NotEqual(slots.Order(), slots);
        Assert.Equal(0, test.Ledger.PendingCount);
    }

    [Fact]
    public void DuplicateLandsOnce()
    {
        using TestCluster test = new(new LedgerFaultOptions { DuplicateProbability = 1 });
        Transaction transaction = test.Transfer(1);
        test.Ledger.SendTransaction(transaction.Bytes);
        Assert.Equal(1, test.Ledger.PendingCount);
        test.Advance(20);
        Assert.Equal((0, 1_000_001UL), (test.Ledger.PendingCount, test.Ledger.GetBalance(TestKeys.Key(1))));
    }

    [Fact]
    public void DuplicateLandsWhereAForkHasUndoneTheFirst()
    {
        using TestCluster test = new(new LedgerFaultOptions { DuplicateProbability = 1 });
        LatestBlockhash latest = test.Ledger.GetLatestBlockhash();
        test.Advance();
        Transaction transaction = test.Transfer(1, latest);
        test.Ledger.SendTransaction(transaction.Bytes);
        test.Ledger.RollBack(1);
        Assert.Null(test.StatusOf(transaction));
        test.Advance(20);
        Assert.NotNull(test.StatusOf(transaction));
    }

    [Fact]
    public void HeldTransactionLandsInItsLastSlotOrNever()
    {
        int landed = 0;
        for (int seed = 0; seed < 20; seed++)
        {
            using TestCluster test = new(new LedgerFaultOptions { HoldProbability = 1, Seed = seed });
            LatestBlockhash latest = test.Ledger.GetLatestBlockhash();
            Transaction transaction = test.Transfer(1, latest);
            test.Ledger.SendTransaction(transaction.Bytes);
            test.Advance(149);
            Assert.Null(test.StatusOf(transaction));
            test.Advance(200);
            if (test.StatusOf(transaction) is not { } status)
                continue;
            Assert.Equal(latest.LastValidBlockHeight, status.Slot);
            landed++;
        }

        Assert.InRange(landed, 1, 19);
    }

    [Fact]
    public async Task StaleBlockhashIsNearlyExpired()
    {
        using TestCluster test = new(new LedgerFaultOptions { StaleBlockhashProbability = 1 });
        test.Advance(200);
        for (int i = 0; i < 50; i++)
        {
            LatestBlockhash latest = await test.Client.GetLatestBlockHashAsync(Commitment.Processed, cancellationToken: Cancel);
            Assert.InRange(latest.LastValidBlockHeight, test.Ledger.GetSlot(), test.Ledger.GetSlot() + 10);
            Assert.True(test.Ledger.IsBlockhashValid(latest.Blockhash));
        }
    }

    [Fact]
    public void ForksHappenByThemselvesAndSomeOfTheirTransactionsLandAgain()
    {
        using TestCluster test = new(new LedgerFaultOptions { ForkProbability = 0.2, Seed = 3 });
        List<Transaction> sent = [];
        int undone = 0;
        for (int i = 0; i < 100; i++)
        {
            // Some seconds old, so that they are known on every fork.
            sent.Add(test.Transfer(i, test.Ledger.GetLatestBlockhash(Commitment.Finalized)));
            test.Ledger.SendTransaction(sent[^1].Bytes);
            ulong slot = test.StatusOf(sent[^1])!.Slot;
            test.Advance();
            undone += test.StatusOf(sent[^1])?.Slot != slot ? 1 : 0;
        }

        test.Advance(40);
        Assert.InRange(test.Ledger.ForkCount, 10U, 60U);
        Assert.InRange(undone, 1, 99);
        Assert.InRange(sent.Count(transaction => test.StatusOf(transaction) is null), 1, 99);
    }

    [Fact]
    public async Task CallsAreTurnedAwayAndConnectionsBreak()
    {
        using TestCluster limited = new(new LedgerFaultOptions { RateLimitProbability = 1, RetryAfter = TimeSpan.FromSeconds(7) });
        RpcException error = await Assert.ThrowsAsync<RpcException>(async () => await limited.Client.GetSlotAsync(cancellationToken: Cancel));
        Assert.Equal((RpcErrorKind.RateLimited, TimeSpan.FromSeconds(7)), (error.Kind, error.RetryAfter));

        using TestCluster before = new(new LedgerFaultOptions { DisconnectBeforeProbability = 1 });
        using TestCluster after = new(new LedgerFaultOptions { DisconnectAfterProbability = 1 });
        foreach (TestCluster test in (TestCluster[])[before, after])
        {
            HashSet<RpcErrorKind> kinds = [];
            for (int i = 0; i < 20; i++)
            {
                Transaction transaction = test.Transfer(i);
                error = await Assert.ThrowsAsync<RpcException>(async () => await test.Client.SendTransactionAsync(transaction.Bytes, cancellationToken: Cancel));
                kinds.Add(error.Kind);
                Assert.Equal(test == after, test.StatusOf(transaction) is not null);
            }

            Assert.Equal([RpcErrorKind.Unreachable, RpcErrorKind.TimedOut], kinds.Order());
        }
    }

    [Fact]
    public async Task LaggingNodeAnswersFromSomeSlotsAgo()
    {
        using TestCluster test = new(new LedgerFaultOptions { LagProbability = 1, MaximumLagSlots = 1 });
        ulong slot = test.Ledger.GetSlot();
        Assert.Equal(slot - 1, await test.Client.GetSlotAsync(Commitment.Processed, cancellationToken: Cancel));
        Assert.Equal(slot - 9, await test.Client.GetBlockHeightAsync(Commitment.Finalized, cancellationToken: Cancel));
        Transaction transaction = test.Transfer(1, test.Ledger.GetLatestBlockhash(Commitment.Confirmed));
        await test.Client.SendTransactionAsync(transaction.Bytes, cancellationToken: Cancel);
        Assert.Null((await test.Client.GetSignatureStatusesAsync([transaction.Id], cancellationToken: Cancel))[0]);
        RpcException error = await Assert.ThrowsAsync<RpcException>(
            async () => await test.Client.GetSignatureStatusesAsync([transaction.Id], searchTransactionHistory: true, minContextSlot: slot, cancellationToken: Cancel));
        Assert.Equal(RpcErrorKind.NodeBehind, error.Kind);
        test.Advance();
        Assert.NotNull((await test.Client.GetSignatureStatusesAsync([transaction.Id], searchTransactionHistory: true, minContextSlot: slot, cancellationToken: Cancel))[0]);

        // It does not know the newest blockhash either.
        TransactionRejectedException rejected = await Assert.ThrowsAsync<TransactionRejectedException>(
            async () => await test.Client.SendTransactionAsync(test.Transfer(2).Bytes, cancellationToken: Cancel));
        Assert.Equal(TransactionErrorKind.BlockhashNotFound, rejected.Error!.Kind);
        error = await Assert.ThrowsAsync<RpcException>(async () => await test.Client.GetHealthAsync(cancellationToken: Cancel));
        Assert.Equal((RpcErrorKind.NodeBehind, 1UL), (error.Kind, error.SlotsBehind));
    }

    [Fact]
    public void TruncatedLogsKeepTheCalls()
    {
        using TestCluster test = new(new LedgerFaultOptions { TruncatedLogsProbability = 1 });
        TreeSize size = new(3, 8);
        using Keypair tree = TestKeys.Pair("tree");
        Instruction[] create =
        [
            SystemInstructions.CreateAccount(
                test.Payer.PublicKey, tree.PublicKey, size.RentLamports, (ulong)size.AccountBytes, ProgramIds.SplAccountCompression),
            BubblegumInstructions.CreateTree(tree.PublicKey, size, test.Payer.PublicKey, test.Payer.PublicKey, isPublic: false),
        ];
        Transaction transaction = test.Build(test.Ledger.GetLatestBlockhash(), [tree], create);
        test.Ledger.SendTransaction(transaction.Bytes);
        TransactionDetails details = test.Ledger.GetTransaction(transaction.Id)!;
        Assert.Equal("Log truncated", details.LogMessages![^1]);
        Assert.InRange(details.LogMessages.Count, 1, 5);
        Assert.NotEmpty(details.InnerInstructions!);
    }

    [Fact]
    public async Task SameSeedGivesTheSameRun()
    {
        string[] runs = new string[3];
        for (int i = 0; i < runs.Length; i++)
        {
            using TestCluster test = new(All(seed: i / 2));
            runs[i] = await RunAsync(test, new Random(1));
        }

        Assert.Equal(runs[0], runs[1]);
        Assert.NotEqual(runs[1], runs[2]);
    }

    // What exactly-once minting rests on. Whoever has seen the final height beyond a transaction's last one and is told null, may send
    // another in its place; whoever is told that it is final may rely on it.
    [Fact]
    public async Task NullBeyondTheLastHeightIsFinal()
    {
        int dead = 0;
        int final = 0;
        for (int seed = 0; seed < 1500; seed++)
        {
            using TestCluster test = new(All(seed));
            Random random = new(seed);
            LatestBlockhash latest = await AskAsync(() => test.Client.GetLatestBlockHashAsync((Commitment)random.Next(3), cancellationToken: Cancel));
            Transaction transaction = test.Transfer(seed, latest);
            bool? answer = null;
            for (int step = 0; answer is null && step < 200; step++)
            {
                if (random.Next(4) == 0)
                    await TrySendAsync(test, transaction);
                test.Advance(random.Next(1, 30));
                answer = await DecideAsync(test, transaction, latest.LastValidBlockHeight);
            }

            Assert.NotNull(answer);
            for (int i = 0; i < 4; i++)
            {
                await TrySendAsync(test, transaction);
                Assert.Equal(answer, test.StatusOf(transaction) is not null);
                test.Advance(random.Next(1, 200));
            }

            Assert.Equal(answer, test.Reopen().GetSignatureStatuses([transaction.Id])[0] is not null);
            Assert.Equal(answer, test.Ledger.GetBalance(TestKeys.Key(seed % 5)) != 0);
            dead += answer == false ? 1 : 0;
            final += answer == true ? 1 : 0;
        }

        Assert.InRange(dead, 100, 1400);
        Assert.InRange(final, 100, 1400);
    }

    [Fact]
    public async Task LamportsAreConserved()
    {
        for (int seed = 0; seed < 30; seed++)
        {
            using TestCluster test = new(All(seed));
            UInt128 before = test.Ledger.TotalLamports + test.Ledger.FeesCollected;
            await RunAsync(test, new Random(seed));
            Assert.Equal(before, test.Ledger.TotalLamports + test.Ledger.FeesCollected);
            Assert.Equal(before, test.Reopen().TotalLamports + test.Ledger.FeesCollected);
        }
    }

    [Fact]
    public async Task FaultsHappenOverHttpAsWell()
    {
        HashSet<RpcErrorKind?> seen = [];
        LedgerFaultOptions faults = new()
        {
            RateLimitProbability = 0.2,
            DisconnectBeforeProbability = 0.2,
            DisconnectAfterProbability = 0.2,
            LagProbability = 0.5,
            RetryAfter = TimeSpan.Zero,
        };
        await using ServedCluster served = new(faults, attempts: 1);
        for (int i = 0; i < 60; i++)
        {
            try
            {
                ulong slot = await served.Client.GetSlotAsync(Commitment.Processed, cancellationToken: Cancel);
                seen.Add(slot == served.Cluster.Ledger.GetSlot() ? null : RpcErrorKind.NodeBehind);
            }
            catch (RpcException error)
            {
                seen.Add(error.Kind);
                if (error.Kind == RpcErrorKind.RateLimited)
                    Assert.Equal(TimeSpan.Zero, error.RetryAfter);
            }
        }

        Assert.Subset(seen, new HashSet<RpcErrorKind?> { null, RpcErrorKind.NodeBehind, RpcErrorKind.RateLimited, RpcErrorKind.Unreachable });
    }

    [Fact]
    public void OptionsAreCheckedTogether()
    {
        LedgerFaultOptions faults = new()
        {
            DropProbability = -0.1,
            LagProbability = double.NaN,
            ForkProbability = 1,
            MaximumForkSlots = 2,
            MaximumDelaySlots = 0,
            MaximumLagSlots = 151,
            RetryAfter = TimeSpan.FromMilliseconds(1),
        };
        ArgumentException error = Assert.Throws<ArgumentException>(
            () => EmbeddedLedger.OpenInMemory(new EmbeddedLedgerOptions { FinalitySlots = 1, Faults = faults }));
        foreach (string name in (string[])["Drop", "Lag", "MaximumForkSlots", "MaximumDelay", "MaximumLag", "RetryAfter"])
            Assert.Contains(name, error.Message, StringComparison.Ordinal);
    }

    private static LedgerFaultOptions All(int seed) => new()
    {
        Seed = seed,
        DropProbability = 0.3,
        DelayProbability = 0.3,
        DuplicateProbability = 0.3,
        HoldProbability = 0.3,
        StaleBlockhashProbability = 0.3,
        ForkProbability = 0.1,
        RateLimitProbability = 0.1,
        DisconnectBeforeProbability = 0.1,
        DisconnectAfterProbability = 0.1,
        LagProbability = 0.3,
        MaximumLagSlots = 40,
        TruncatedLogsProbability = 0.3,
    };

    /// <summary>Asks until there is an answer; the clock stands still, but the generator goes on.</summary>
    private static async Task<T> AskAsync<T>(Func<ValueTask<T>> ask)
    {
        for (int attempt = 0; ; attempt++)
        {
            try
            {
                return await ask();
            }
            catch (RpcException error) when (error.IsTransient && attempt < 1000)
            {
            }
        }
    }

    private static async Task TrySendAsync(TestCluster test, Transaction transaction)
    {
        try
        {
            await test.Client.SendTransactionAsync(transaction.Bytes, cancellationToken: Cancel);
        }
        catch (Exception error) when (error is RpcException or TransactionRejectedException)
        {
            // It may have arrived nevertheless; what counts is what the ledger says later.
        }
    }

    /// <summary>Whether a transaction has landed for good, or never can; null while that is open.</summary>
    private static async Task<bool?> DecideAsync(TestCluster test, Transaction transaction, ulong lastHeight)
    {
        ulong height = await AskAsync(() => test.Client.GetBlockHeightAsync(Commitment.Finalized, cancellationToken: Cancel));
        SignatureStatus? status = (await AskAsync(() => test.Client.GetSignatureStatusesAsync(
            [transaction.Id], searchTransactionHistory: true, minContextSlot: height, cancellationToken: Cancel)))[0];
        return status?.Confirmation == Commitment.Finalized ? true : status is null && height > lastHeight ? false : null;
    }

    private static async Task<string> RunAsync(TestCluster test, Random random)
    {
        List<string> told = [];
        for (int step = 0; step < 100; step++)
        {
            Transaction transaction = test.Transfer(step);
            foreach (Func<Task<object?>> call in (Func<Task<object?>>[])
            [
                async () => await test.Client.SendTransactionAsync(transaction.Bytes, cancellationToken: Cancel),
                async () => (await test.Client.GetSignatureStatusesAsync([transaction.Id], cancellationToken: Cancel))[0],
                async () => await test.Client.GetLatestBlockHashAsync(cancellationToken: Cancel),
                async () => await test.Client.GetBalanceAsync(test.Payer.PublicKey, cancellationToken: Cancel),
            ])
            {
                try
                {
                    told.Add($"{await call()}");
                }
                catch (Exception error) when (error is RpcException or TransactionRejectedException)
                {
                    told.Add(error.Message);
                }
            }

            test.Advance(random.Next(0, 4));
        }

        return string.Join('\n', told);
    }
}
