using Piwa.Chain;
using Piwa.Chain.Bubblegum;
using Piwa.Chain.Keys;
using Piwa.Chain.Rpc;
using Piwa.Chain.Transactions;
using Piwa.Chain.Trees;
using Piwa.Tests.Chain.Ledger;

namespace Piwa.Tests.Chain.Rpc;

/// <summary>What every client of the ledger answers, whether it stands in the same process or on the other side of a socket.</summary>
public abstract class RpcClientContract : IAsyncDisposable
{
    private const ulong Amount = 5_000_000;

    internal TestLedger Test { get; } = new();

    protected abstract IRpcClient Client { get; }

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    private PublicKey Payer => Test.Payer.PublicKey;

    public virtual ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        Test.Dispose();
        return ValueTask.CompletedTask;
    }

    [Fact]
    public async Task BlockhashSlotAndHeightFollowTheLedger()
    {
        Test.Clock.Advance(TimeSpan.FromSeconds(40));
        LatestBlockhash latest = await Client.GetLatestBlockHashAsync(cancellationToken: Stop);
        Assert.Equal(Test.Ledger.GetLatestBlockhash(), latest);
        Assert.Equal(100UL, await Client.GetSlotAsync(Commitment.Finalized, Stop));
        Assert.Equal(100UL, await Client.GetBlockHeightAsync(Commitment.Processed, Stop));
        Assert.Equal(new EpochInfo(100, 100, 0, 100, 432_000, 1), await Client.GetEpochInfoAsync(cancellationToken: Stop));
        Assert.True(await Client.IsBlockHashValidAsync(latest.Blockhash, cancellationToken: Stop));
        Test.Clock.Advance(TimeSpan.FromSeconds(61));
        Assert.False(await Client.IsBlockHashValidAsync(latest.Blockhash, cancellationToken: Stop));
    }

    [Fact]
    public async Task NodeTellsWhatItIs()
    {
        Assert.Equal(Test.Ledger.GenesisHash, await Client.GetGenesisHashAsync(Stop));
        Assert.StartsWith("piwa-", (await Client.GetVersionAsync(Stop)).SolanaCore, StringComparison.Ordinal);
        await Client.GetHealthAsync(Stop);
    }

    [Fact]
    public async Task AccountsComeWholeInSlicesAndNotAtAll()
    {
        PublicKey tree = Test.CreatedTree("tree", new TreeSize(3, 8));
        AccountInfo expected = Test.Ledger.GetAccountInfo(tree)!;
        AccountInfo whole = (await Client.GetAccountInfoAsync(tree, cancellationToken: Stop))!;
        AssertSame(expected, whole);
        AccountInfo slice = (await Client.GetAccountInfoAsync(tree, new DataSlice(2, 8), cancellationToken: Stop))!;
        Assert.Equal(expected.Data[2..10].ToArray(), slice.Data.ToArray());
        Assert.Equal(expected.DataLength, slice.DataLength);
        AccountInfo beyond = (await Client.GetAccountInfoAsync(tree, new DataSlice(expected.DataLength, 8), cancellationToken: Stop))!;
        Assert.Equal(0, beyond.Data.Length);
        Assert.Null(await Client.GetAccountInfoAsync(TestKeys.Key(1), cancellationToken: Stop));
        Assert.Equal(0UL, await Client.GetBalanceAsync(TestKeys.Key(1), cancellationToken: Stop));
        Assert.Equal(expected.Lamports, await Client.GetBalanceAsync(tree, cancellationToken: Stop));
        await Assert.ThrowsAsync<ArgumentException>(
            async () => await Client.GetAccountInfoAsync(tree, new DataSlice(-1, 1), cancellationToken: Stop));

        IReadOnlyList<AccountInfo?> several = await Client.GetMultipleAccountsAsync(
            [tree, TestKeys.Key(1), ProgramIds.Bubblegum], cancellationToken: Stop);
        AssertSame(expected, several[0]!);
        Assert.Null(several[1]);
        Assert.True(several[2]!.IsExecutable);
    }

    [Theory]
    [InlineData(99, true)]
    [InlineData(100, true)]
    [InlineData(101, false)]
    public async Task AHundredAccountsCanBeAskedForAtOnce(int count, bool isAccepted)
    {
        async Task<IReadOnlyList<AccountInfo?>> Ask() =>
            await Client.GetMultipleAccountsAsync([.. Enumerable.Repeat(Payer, count)], new DataSlice(0, 0), cancellationToken: Stop);

        if (isAccepted)
            Assert.Equal(count, (await Ask()).Count);
        else
            await Assert.ThrowsAsync<ArgumentException>(Ask);
    }

    [Fact]
    public async Task FeesAndRentAreTheLedgers()
    {
        Assert.Equal(Rent.MinimumBalance(165), await Client.GetMinimumBalanceForRentExemptionAsync(165, Stop));
        Message message = Test.Build(ComputeBudgetInstructions.SetComputeUnitPrice(1_000_000), Transfer(1)).Message;
        ulong? fee = await Client.GetFeeForMessageAsync(message, cancellationToken: Stop);
        Assert.Equal(5_000UL + 6_000, fee);
        Test.Clock.Advance(TimeSpan.FromSeconds(61));
        Assert.Null(await Client.GetFeeForMessageAsync(message, cancellationToken: Stop));
    }

    [Fact]
    public async Task PriorityFeesAreThoseOfTheAccountsWritten()
    {
        ulong first = await Client.GetSlotAsync(cancellationToken: Stop);
        Test.Send(ComputeBudgetInstructions.SetComputeUnitPrice(700), Transfer(1));
        Test.Clock.Advance(TimeSpan.FromSeconds(4));
        Test.Send(ComputeBudgetInstructions.SetComputeUnitPrice(300), Transfer(1));
        Test.Send(ComputeBudgetInstructions.SetComputeUnitPrice(900), Transfer(2));

        // The airdrop of the first slot offered nothing.
        Assert.Equal(
            [new PrioritizationFee(first, 0), new PrioritizationFee(first + 10, 300)],
            await Client.GetRecentPrioritizationFeesAsync([], Stop));
        IReadOnlyList<PrioritizationFee> fees = await Client.GetRecentPrioritizationFeesAsync([TestKeys.Key(2)], Stop);
        Assert.Equal([0UL, 900UL], fees.Select(fee => fee.MicroLamports));
        Assert.Equal(900UL, PrioritizationFee.Percentile(fees, 100));
        Assert.Equal(0UL, PrioritizationFee.Percentile(fees, 50));
    }

    [Fact]
    public async Task TransactionIsSentAndReadBack()
    {
        Transaction transaction = Test.Build(Transfer(1));
        Assert.Equal(transaction.Id, await Client.SendTransactionAsync(transaction.Bytes, cancellationToken: Stop));
        SignatureStatus status = (await Client.GetSignatureStatusesAsync([transaction.Id], cancellationToken: Stop))[0]!;
        Assert.Equal(new SignatureStatus(0, null, Commitment.Finalized), status);

        TransactionDetails details = (await Client.GetTransactionAsync(transaction.Id, cancellationToken: Stop))!;
        Assert.Equal(transaction.Bytes.ToArray(), details.Transaction.Bytes.ToArray());
        Assert.Equal((0UL, 5_000UL, (TransactionError?)null), (details.Slot, details.Fee, details.Error));
        Assert.Equal(Test.Clock.GetUtcNow(), details.BlockTime);
        Assert.Equal([TestLedger.Funds, 0UL, 1UL], details.PreBalances!);
        Assert.Equal([TestLedger.Funds - Amount - 5_000, Amount, 1UL], details.PostBalances!);
        Assert.Contains("Program 11111111111111111111111111111111 success", details.LogMessages!);
        Assert.Null(await Client.GetTransactionAsync(default, cancellationToken: Stop));
    }

    [Fact]
    public async Task MintTellsItsCallsThroughTheClient()
    {
        PublicKey tree = Test.CreatedTree("tree", new TreeSize(14, 64));
        Transaction mint = Test.Build(Test.Mint(tree, 0), Test.Mint(tree, 1));
        await Client.SendTransactionAsync(mint.Bytes, cancellationToken: Stop);
        TransactionDetails details = (await Client.GetTransactionAsync(mint.Id, cancellationToken: Stop))!;
        IReadOnlyList<InnerInstruction> expected = Test.Ledger.GetTransaction(mint.Id)!.InnerInstructions!;
        Assert.Equal(6, expected.Count);
        Assert.Equal(expected.Select(Shape), details.InnerInstructions!.Select(Shape));
        LeafEvent leaf = LeafEvent.Parse(details.InnerInstructions![3].Data.Span);
        Assert.Equal(ProgramAddress.AssetId(tree, 1), leaf.Leaf.AssetId);
        Assert.Equal(Test.Tree(tree).Root, ChangeLogEvent.Parse(details.InnerInstructions[5].Data.Span).Root);

        static string Shape(InnerInstruction call) =>
            $"{call.OuterIndex} {call.StackHeight} {call.ProgramId} {Convert.ToHexString(call.AccountIndexes.Span)} {Convert.ToHexString(call.Data.Span)}";
    }

    [Fact]
    public async Task RejectionsCarryTheirErrorAndTheLogs()
    {
        PublicKey tree = Test.CreatedTree("tree", new TreeSize(3, 8));
        using Keypair stranger = TestKeys.Pair("stranger");
        Instruction mint = BubblegumInstructions.MintV1(
            MintAccounts.For(tree, Payer, stranger.PublicKey), TestKeys.Key(1), TestKeys.Key(1), new MetadataArgs());
        TransactionRejectedException custom = await RejectAsync(Test.Build([stranger], Transfer(1), mint).Bytes);
        Assert.Equal(
            TransactionError.ForInstruction(1, InstructionErrorKind.Custom, (uint)BubblegumError.TreeAuthorityIncorrect), custom.Error);
        Assert.Contains(custom.LogMessages, line => line.Contains("custom program error: 0x", StringComparison.Ordinal));

        Transaction late = Test.Build(Transfer(2));
        Test.Clock.Advance(TimeSpan.FromSeconds(61));
        Assert.Equal(TransactionErrorKind.BlockhashNotFound, (await RejectAsync(late.Bytes)).Error!.Kind);

        Transaction twice = Test.Build(Transfer(3));
        await Client.SendTransactionAsync(twice.Bytes, cancellationToken: Stop);
        Assert.Equal(TransactionErrorKind.AlreadyProcessed, (await RejectAsync(twice.Bytes)).Error!.Kind);

        byte[] forged = Test.Build(Transfer(4)).Bytes.ToArray();
        forged[5] ^= 1;
        Assert.Equal(TransactionErrorKind.SignatureFailure, (await RejectAsync(forged)).Error!.Kind);
        Assert.Equal(TransactionErrorKind.SanitizeFailure, (await RejectAsync(new byte[100])).Error!.Kind);
        Assert.Equal(
            new TransactionError(TransactionErrorKind.InsufficientFundsForRent) { AccountIndex = 1 },
            (await RejectAsync(Test.Build(SystemInstructions.Transfer(Payer, TestKeys.Key(9), 1)).Bytes)).Error);
    }

    [Fact]
    public async Task FailedTransactionsLandWithoutPreflight()
    {
        Transaction failing = Test.Build(SystemInstructions.Transfer(Payer, TestKeys.Key(1), ulong.MaxValue));
        await Client.SendTransactionAsync(failing.Bytes, new SendOptions { SkipPreflight = true, MaxRetries = 0 }, Stop);
        SignatureStatus status = (await Client.GetSignatureStatusesAsync([failing.Id], true, cancellationToken: Stop))[0]!;
        Assert.Equal(TransactionError.ForInstruction(0, InstructionErrorKind.Custom, 1), status.Error);
        Assert.Equal(status.Error, (await Client.GetTransactionAsync(failing.Id, cancellationToken: Stop))!.Error);
    }

    [Fact]
    public async Task SimulationChangesNothing()
    {
        Transaction transaction = Test.Build(Transfer(1));
        SimulationOptions options = new() { Accounts = [TestKeys.Key(1), TestKeys.Key(2), Payer], VerifySignatures = true };
        SimulationResult result = await Client.SimulateTransactionAsync(transaction.Bytes, options, Stop);
        Assert.Null(result.Error);
        Assert.Contains("Program 11111111111111111111111111111111 success", result.LogMessages);
        Assert.Equal(Amount, result.Accounts[0]!.Lamports);
        Assert.Null(result.Accounts[1]);
        Assert.Equal(TestLedger.Funds - Amount - 5_000, result.Accounts[2]!.Lamports);
        Assert.Equal(TestLedger.Funds, await Client.GetBalanceAsync(Payer, cancellationToken: Stop));
        Assert.Null((await Client.GetSignatureStatusesAsync([transaction.Id], cancellationToken: Stop))[0]);

        Test.Clock.Advance(TimeSpan.FromSeconds(61));
        SimulationResult late = await Client.SimulateTransactionAsync(transaction.Bytes, cancellationToken: Stop);
        Assert.Equal(TransactionErrorKind.BlockhashNotFound, late.Error!.Kind);
        SimulationOptions replaced = new() { ReplaceRecentBlockhash = true };
        Assert.Null((await Client.SimulateTransactionAsync(transaction.Bytes, replaced, Stop)).Error);
        Transaction failing = Test.Build(SystemInstructions.Transfer(Payer, TestKeys.Key(1), ulong.MaxValue));
        Assert.Equal(
            TransactionError.ForInstruction(0, InstructionErrorKind.Custom, 1),
            (await Client.SimulateTransactionAsync(failing.Bytes, cancellationToken: Stop)).Error);
    }

    [Fact]
    public async Task StatusesComeInOrderAndInAnyNumber()
    {
        Signature[] landed = [.. Enumerable.Range(1, 5).Select(i => Test.Send(Transfer(i)))];
        Signature[] asked = [.. landed.Concat(new Signature[600]).Append(landed[0])];
        IReadOnlyList<SignatureStatus?> statuses = await Client.GetAllSignatureStatusesAsync(asked, cancellationToken: Stop);
        Assert.Equal(606, statuses.Count);
        Assert.All(statuses.Take(5).Append(statuses[^1]), Assert.NotNull);
        Assert.All(statuses.Skip(5).Take(600), Assert.Null);
        await Assert.ThrowsAsync<ArgumentException>(
            async () => await Client.GetSignatureStatusesAsync(new Signature[257], cancellationToken: Stop));
    }

    [Fact]
    public async Task StatusesOfANodeThatIsBehindAreNoAnswer()
    {
        ulong slot = await Client.GetSlotAsync(cancellationToken: Stop);
        Assert.Null((await Client.GetSignatureStatusesAsync([default], minContextSlot: slot, cancellationToken: Stop))[0]);
        RpcException error = await Assert.ThrowsAsync<RpcException>(
            async () => await Client.GetSignatureStatusesAsync([default], minContextSlot: slot + 1, cancellationToken: Stop));
        Assert.Equal(RpcErrorKind.NodeBehind, error.Kind);
    }

    [Fact]
    public async Task HistoryOfAnAccountIsReadInPages()
    {
        Signature[] sent = [.. Enumerable.Range(0, 5).Select(i => Test.Send(SystemInstructions.Transfer(Payer, TestKeys.Key(1), Amount + (ulong)i)))];
        Test.Send(Transfer(2));
        Assert.Equal(sent.Reverse(), await History(limit: 1000));
        Assert.Equal([sent[4], sent[3]], await History(limit: 2));
        Assert.Equal([sent[2], sent[1]], await History(limit: 2, before: sent[3]));
        Assert.Equal([sent[4], sent[3]], await History(limit: 1000, until: sent[2]));
        Assert.Equal([sent[3]], await History(limit: 1000, before: sent[4], until: sent[2]));
        Assert.Empty(await Client.GetSignaturesForAddressAsync(TestKeys.Key(3), cancellationToken: Stop));
        await Assert.ThrowsAsync<ArgumentOutOfRangeException>(() => History(1001));

        async Task<IEnumerable<Signature>> History(int limit, Signature? before = null, Signature? until = null) =>
            (await Client.GetSignaturesForAddressAsync(TestKeys.Key(1), limit, before, until, cancellationToken: Stop))
            .Select(info => info.Signature);
    }

    [Fact]
    public async Task TokenAccountsThatAreNotThereAreNone()
    {
        Assert.Empty(await Client.GetTokenAccountsByOwnerAsync(Payer, cancellationToken: Stop));
        Assert.Empty(await Client.GetTokenAccountsByOwnerAsync(Payer, tokenMint: TestKeys.Key(1), cancellationToken: Stop));
        RpcException error = await Assert.ThrowsAsync<RpcException>(
            async () => await Client.GetTokenAccountBalanceAsync(Payer, cancellationToken: Stop));
        Assert.Equal(RpcErrorKind.InvalidRequest, error.Kind);
    }

    [Fact]
    public async Task AirdropComes()
    {
        Signature signature = await Client.RequestAirdropAsync(TestKeys.Key(1), Amount, cancellationToken: Stop);
        Assert.NotNull((await Client.GetSignatureStatusesAsync([signature], cancellationToken: Stop))[0]);
        Assert.Equal(Amount, await Client.GetBalanceAsync(TestKeys.Key(1), cancellationToken: Stop));
    }

    [Fact]
    public async Task CancelledQuestionsAreNotAsked()
    {
        using CancellationTokenSource cancelled = new();
        await cancelled.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(
            async () => await Client.GetSlotAsync(cancellationToken: cancelled.Token));
        await Assert.ThrowsAnyAsync<OperationCanceledException>(
            async () => await Client.SendTransactionAsync(Test.Build(Transfer(1)).Bytes, cancellationToken: cancelled.Token));
    }

    private static void AssertSame(AccountInfo expected, AccountInfo actual)
    {
        Assert.Equal(expected with { Data = default }, actual with { Data = default });
        Assert.Equal(expected.Data.ToArray(), actual.Data.ToArray());
    }

    private Instruction Transfer(int to) => SystemInstructions.Transfer(Payer, TestKeys.Key(to), Amount);

    private async Task<TransactionRejectedException> RejectAsync(ReadOnlyMemory<byte> transaction) =>
        await Assert.ThrowsAsync<TransactionRejectedException>(
            async () => await Client.SendTransactionAsync(transaction, cancellationToken: Stop));
}
