using System.Buffers.Binary;
using Piwa.Chain.Keys;
using Piwa.Chain.Rpc;
using Piwa.Chain.Transactions;
using Piwa.Tests.Chain.Ledger;

namespace Piwa.Tests.Chain.Rpc;

/// <summary>Answers in the forms of real nodes, which say more than our ledger, and sometimes less.</summary>
public sealed class NodeAnswerTests : IDisposable
{
    private readonly TestLedger _test = new();

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    public void Dispose() => _test.Dispose();

    [Fact]
    public async Task AccountsAreRead()
    {
        using SolanaRpcClient client = Client(
            """
            {"context":{"apiVersion":"3.0.6","slot":341197053},"value":{"data":["AQID","base64"],"executable":false,"lamports":88849814690250,
             "owner":"11111111111111111111111111111111","rentEpoch":18446744073709551615,"space":3}}
            """);
        AccountInfo account = (await client.GetAccountInfoAsync(TestKeys.Key(1), cancellationToken: Stop))!;
        Assert.Equal([1, 2, 3], account.Data.ToArray());
        Assert.Equal((88_849_814_690_250UL, ProgramIds.System, 3, false), (account.Lamports, account.Owner, account.DataLength, account.IsExecutable));
    }

    [Fact]
    public async Task StatusesOfOldNodesAreRead()
    {
        using SolanaRpcClient client = Client(
            """
            {"context":{"slot":82},"value":[
             {"slot":48,"confirmations":null,"err":null,"status":{"Ok":null},"confirmationStatus":"finalized"},
             {"slot":81,"confirmations":1,"err":{"InstructionError":[0,"InvalidArgument"]},"status":{"Err":{"InstructionError":[0,"InvalidArgument"]}}},
             {"slot":47,"confirmations":null,"err":null},
             null]}
            """);
        IReadOnlyList<SignatureStatus?> statuses = await client.GetSignatureStatusesAsync(new Signature[4], cancellationToken: Stop);
        Assert.Equal(
            [
                new SignatureStatus(48, null, Commitment.Finalized),
                new SignatureStatus(81, TransactionError.ForInstruction(0, InstructionErrorKind.InvalidArgument), Commitment.Processed),
                new SignatureStatus(47, null, Commitment.Finalized),
                null,
            ],
            statuses);
    }

    [Fact]
    public async Task TransactionWithLookupTablesIsRead()
    {
        AddressLookupTable table = new(TestKeys.Key(5), [TestKeys.Key(6), TestKeys.Key(7)]);
        Instruction call = new(
            ProgramIds.SplNoop, [AccountMeta.Writable(TestKeys.Key(6)), AccountMeta.ReadOnly(TestKeys.Key(7))], new byte[1]);
        Transaction transaction = Transaction.Sign(
            Message.CompileV0(_test.Payer.PublicKey, [call], TestKeys.Leaf(1), [table]), _test.Payer);
        using SolanaRpcClient client = Client($$"""
            {"blockTime":null,"version":0,"slot":77,"transaction":["{{Convert.ToBase64String(transaction.Bytes.Span)}}","base64"],
             "meta":{"computeUnitsConsumed":1234,"err":null,"fee":5000,"status":{"Ok":null},"rewards":[],
              "innerInstructions":[{"index":0,"instructions":[{"accounts":[2,3],"data":"3Bxs4BcPoFZBeRb5","programIdIndex":1,"stackHeight":null}]}],
              "loadedAddresses":{"readonly":["{{TestKeys.Key(7)}}"],"writable":["{{TestKeys.Key(6)}}"]},
              "logMessages":["Program log: x"],"postBalances":[1,2,3,4],"preBalances":[5,6,7,8],"postTokenBalances":[],"preTokenBalances":[]} }
            """);
        TransactionDetails details = (await client.GetTransactionAsync(transaction.Id, cancellationToken: Stop))!;
        Assert.Equal((77UL, (DateTimeOffset?)null, 5000UL, (ulong?)1234), (details.Slot, details.BlockTime, details.Fee, details.ComputeUnitsConsumed));
        Assert.Equal([TestKeys.Key(6), TestKeys.Key(7)], details.LoadedAddresses);
        Assert.Equal([5UL, 6, 7, 8], details.PreBalances!);
        InnerInstruction inner = Assert.Single(details.InnerInstructions!);
        Assert.Equal((0, 2, ProgramIds.SplNoop), (inner.OuterIndex, inner.StackHeight, inner.ProgramId));
        Assert.Equal("02000000404b4c0000000000", Convert.ToHexStringLower(inner.Data.Span));
        Assert.Equal([2, 3], inner.AccountIndexes.ToArray());
    }

    [Theory]
    [InlineData("""{"slot":1,"transaction":["AAAA","base64"],"meta":{"err":null,"fee":1,"preBalances":[],"postBalances":[]} }""")]
    [InlineData("""{"slot":1,"transaction":["AAAA","base64"],"meta":null}""")]
    [InlineData("""{"slot":1,"transaction":["0","base58"],"meta":null}""")]
    [InlineData("""{"slot":1,"transaction":["AAAA","base64+zstd"],"meta":null}""")]
    [InlineData("""{"slot":1,"transaction":{"message":{} },"meta":null}""")]
    public async Task TransactionThatIsNoneIsNonsense(string answer)
    {
        using SolanaRpcClient client = Client(answer);
        RpcException error = await Assert.ThrowsAsync<RpcException>(() => client.GetTransactionAsync(default, cancellationToken: Stop).AsTask());
        Assert.Equal(RpcErrorKind.InvalidAnswer, error.Kind);
    }

    [Fact]
    public async Task SimulationFeesEpochAndVersionAreRead()
    {
        using SolanaRpcClient simulation = Client(
            """
            {"context":{"apiVersion":"3.0.6","slot":5},"value":{"accounts":null,"err":"BlockhashNotFound","fee":null,"innerInstructions":null,
             "loadedAccountsDataSize":0,"logs":[],"replacementBlockhash":null,"returnData":null,"unitsConsumed":150} }
            """);
        SimulationResult result = await simulation.SimulateTransactionAsync(_test.Build().Bytes, cancellationToken: Stop);
        Assert.Equal((TransactionErrorKind.BlockhashNotFound, (ulong?)150), (result.Error!.Kind, result.UnitsConsumed));

        using SolanaRpcClient fees = Client("""[{"slot":348125,"prioritizationFee":0},{"prioritizationFee":1000,"slot":348126}]""");
        Assert.Equal(
            [new PrioritizationFee(348_125, 0), new PrioritizationFee(348_126, 1000)],
            await fees.GetRecentPrioritizationFeesAsync([TestKeys.Key(1)], Stop));

        using SolanaRpcClient epoch = Client(
            """{"absoluteSlot":166598,"blockHeight":166500,"epoch":27,"slotIndex":2790,"slotsInEpoch":8192,"transactionCount":22661093}""");
        Assert.Equal(new EpochInfo(166_598, 166_500, 27, 2790, 8192, 22_661_093), await epoch.GetEpochInfoAsync(cancellationToken: Stop));

        using SolanaRpcClient version = Client("""{"feature-set":2891131721,"solana-core":"3.0.6"}""");
        Assert.Equal(new NodeVersion("3.0.6", 2_891_131_721), await version.GetVersionAsync(Stop));

        using SolanaRpcClient fee = Client("""{"context":{"slot":5068},"value":null}""");
        Assert.Null(await fee.GetFeeForMessageAsync(_test.Build().Message, cancellationToken: Stop));
    }

    [Fact]
    public async Task TokensAreRead()
    {
        byte[] data = new byte[165];
        TestKeys.Key(2).CopyTo(data);
        TestKeys.Key(3).CopyTo(data.AsSpan(32));
        BinaryPrimitives.WriteUInt64LittleEndian(data.AsSpan(64), 420_000_000_000_000);
        data[108] = 1;
        byte[] unused = new byte[165];
        using SolanaRpcClient accounts = Client($$"""
            {"context":{"slot":1114},"value":[
             {"pubkey":"{{TestKeys.Key(1)}}","account":{"data":["{{Convert.ToBase64String(data)}}","base64"],"executable":false,"lamports":2039280,
              "owner":"{{ProgramIds.Token}}","rentEpoch":18446744073709551615,"space":165} },
             {"pubkey":"{{TestKeys.Key(4)}}","account":{"data":["{{Convert.ToBase64String(unused)}}","base64"],"executable":false,"lamports":2039280,
              "owner":"{{ProgramIds.Token}}","rentEpoch":18446744073709551615,"space":165} }]}
            """);
        Assert.Equal(
            [new TokenAccountInfo(TestKeys.Key(1), TestKeys.Key(2), TestKeys.Key(3), 420_000_000_000_000)],
            await accounts.GetTokenAccountsByOwnerAsync(TestKeys.Key(3), cancellationToken: Stop));

        using SolanaRpcClient balance = Client(
            """{"context":{"slot":1114},"value":{"amount":"9864","decimals":2,"uiAmount":98.64,"uiAmountString":"98.64"} }""");
        Assert.Equal(new TokenAmount(9864, 2), await balance.GetTokenAccountBalanceAsync(TestKeys.Key(1), cancellationToken: Stop));
    }

    private static SolanaRpcClient Client(string result) => new(new RpcClientOptions
    {
        Endpoints = [new RpcEndpoint(new Uri("https://node.test"))],
        MaximumAttempts = 1,
        CreateHandler = () => new ScriptedHandler(ScriptedHandler.Result(result)),
    });
}
