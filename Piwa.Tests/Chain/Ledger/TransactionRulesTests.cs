using Piwa.Chain.Keys;
using Piwa.Chain.Rpc;
using Piwa.Chain.Transactions;

namespace Piwa.Tests.Chain.Ledger;

public sealed class TransactionRulesTests : IDisposable
{
    private const ulong WalletRent = 890_880;
    private const ulong Fee = 5_000;

    private readonly TestLedger _test = new();
    private readonly Keypair _other = TestKeys.Pair("other");

    private PublicKey Me => _test.Payer.PublicKey;

    public void Dispose()
    {
        _test.Dispose();
        _other.Dispose();
    }

    [Fact]
    public void EverySignatureCosts()
    {
        _test.Send([_other], new Instruction(ProgramIds.SplNoop, [AccountMeta.ReadOnly(_other.PublicKey, isSigner: true)], new byte[1]));
        Assert.Equal(TestLedger.Funds - (2 * Fee), _test.Ledger.GetBalance(Me));
    }

    // Millionths of a lamport per unit, rounded up.
    [Theory]
    [InlineData(300_000, 1_234, 371)]
    [InlineData(1, 1, 1)]
    [InlineData(0, 1_000_000, 0)]
    [InlineData(2_000_000, 1_000_000, 1_400_000)]
    public void PriorityFeeIsPriceTimesLimit(uint limit, ulong price, ulong expected)
    {
        _test.Send(ComputeBudgetInstructions.SetComputeUnitLimit(limit), ComputeBudgetInstructions.SetComputeUnitPrice(price));
        Assert.Equal(TestLedger.Funds - Fee - expected, _test.Ledger.GetBalance(Me));
    }

    // Two builtin instructions of 3,000 units each and one other of 200,000.
    [Fact]
    public void PriorityFeeWithoutALimitCountsInstructions()
    {
        _test.Send(
            ComputeBudgetInstructions.SetComputeUnitPrice(1_000_000),
            SystemInstructions.Transfer(Me, Me, 0),
            new Instruction(ProgramIds.SplNoop, [], new byte[1]));
        Assert.Equal(TestLedger.Funds - Fee - 206_000, _test.Ledger.GetBalance(Me));
    }

    [Fact]
    public void ComputeBudgetThatMakesNoSenseIsRefused()
    {
        Instruction limit = ComputeBudgetInstructions.SetComputeUnitLimit(1);
        Assert.Equal(
            new TransactionError(TransactionErrorKind.DuplicateInstruction) { InstructionIndex = 1 }, _test.Refusal(limit, limit));
        foreach (byte[] data in (byte[][])[[], [0], [5, 0, 0, 0, 0], [2, 0, 0, 0], [3, 0, 0, 0, 0, 0, 0, 0]])
        {
            Assert.Equal(
                TransactionError.ForInstruction(0, InstructionErrorKind.InvalidInstructionData),
                _test.Refusal(new Instruction(ProgramIds.ComputeBudget, [], data)));
        }
    }

    [Fact]
    public void SameTransactionLandsOnce()
    {
        Transaction transaction = _test.Build(SystemInstructions.Transfer(Me, TestKeys.Key(1), WalletRent));
        _test.Ledger.SendTransaction(transaction.Bytes);
        TransactionRejectedException again = Assert.Throws<TransactionRejectedException>(() =>
            _test.Ledger.SendTransaction(transaction.Bytes));
        Assert.Equal(TransactionErrorKind.AlreadyProcessed, again.Error!.Kind);
        Assert.Equal(WalletRent, _test.Ledger.GetBalance(TestKeys.Key(1)));

        _test.Reopen();
        Assert.Throws<TransactionRejectedException>(() => _test.Ledger.SendTransaction(transaction.Bytes));
    }

    [Theory]
    [InlineData(149, true)]
    [InlineData(150, true)]
    [InlineData(151, false)]
    public void BlockhashServesFor150Slots(int slots, bool isAccepted)
    {
        Transaction transaction = _test.Build(SystemInstructions.Transfer(Me, TestKeys.Key(1), WalletRent));
        LatestBlockhash latest = _test.Ledger.GetLatestBlockhash();
        _test.Clock.Advance(slots * TimeSpan.FromMilliseconds(400));
        Assert.Equal(isAccepted, _test.Ledger.GetSlot() <= latest.LastValidBlockHeight);
        if (isAccepted)
            _test.Ledger.SendTransaction(transaction.Bytes);
        else
            Assert.Equal(TransactionErrorKind.BlockhashNotFound, _test.Reject(transaction.Bytes).Kind);
    }

    [Fact]
    public void BlockhashServesAcrossARestart()
    {
        Transaction transaction = _test.Build(SystemInstructions.Transfer(Me, TestKeys.Key(1), WalletRent));
        _test.Clock.Advance(TimeSpan.FromSeconds(30));
        _test.Reopen();
        _test.Ledger.SendTransaction(transaction.Bytes);
    }

    [Fact]
    public void BlockhashOfNowhereIsRefused()
    {
        Message message = Message.CompileLegacy(Me, [SystemInstructions.Transfer(Me, TestKeys.Key(1), WalletRent)], TestKeys.Leaf(1));
        Assert.Equal(TransactionErrorKind.BlockhashNotFound, _test.Reject(Transaction.Sign(message, _test.Payer).Bytes).Kind);
    }

    [Fact]
    public void AnyFlippedBitIsRefused()
    {
        byte[] bytes = _test.Build(SystemInstructions.Transfer(Me, TestKeys.Key(1), WalletRent)).Bytes.ToArray();
        for (int bit = 0; bit < 8 * bytes.Length; bit += 3)
        {
            byte[] damaged = [.. bytes];
            damaged[bit / 8] ^= (byte)(1 << (bit % 8));
            Assert.True(_test.Reject(damaged).Kind is TransactionErrorKind.SanitizeFailure or TransactionErrorKind.SignatureFailure);
        }

        Assert.Equal(TestLedger.Funds, _test.Ledger.GetBalance(Me));
        _test.Ledger.SendTransaction(bytes);
    }

    [Fact]
    public void WalletWithoutLamportsPaysNothing()
    {
        Transaction transaction = Transaction.Sign(
            Message.CompileLegacy(_other.PublicKey, [], _test.Ledger.GetLatestBlockhash().Blockhash), _other);
        Assert.Equal(TransactionErrorKind.AccountNotFound, _test.Reject(transaction.Bytes).Kind);
    }

    // The fee may take all, or leave the rent; nothing between.
    [Theory]
    [InlineData(WalletRent, TransactionErrorKind.InsufficientFundsForRent)]
    [InlineData(WalletRent + Fee - 1, TransactionErrorKind.InsufficientFundsForRent)]
    [InlineData(WalletRent + Fee, null)]
    public void FeeLeavesTheRent(ulong funds, TransactionErrorKind? expected)
    {
        _test.Ledger.RequestAirdrop(_other.PublicKey, funds);
        Transaction transaction = Transaction.Sign(
            Message.CompileLegacy(_other.PublicKey, [], _test.Ledger.GetLatestBlockhash().Blockhash), _other);
        if (expected is { } kind)
            Assert.Equal(kind, _test.Reject(transaction.Bytes).Kind);
        else
            _test.Ledger.SendTransaction(transaction.Bytes);
    }

    [Fact]
    public void FeeThatExceedsTheFundsIsRefused()
    {
        _test.Ledger.RequestAirdrop(_other.PublicKey, WalletRent);
        Message message = Message.CompileLegacy(
            _other.PublicKey,
            [ComputeBudgetInstructions.SetComputeUnitLimit(1_400_000), ComputeBudgetInstructions.SetComputeUnitPrice(ulong.MaxValue)],
            _test.Ledger.GetLatestBlockhash().Blockhash);
        Assert.Equal(TransactionErrorKind.InsufficientFundsForFee, _test.Reject(Transaction.Sign(message, _other).Bytes).Kind);
    }

    [Fact]
    public void UnknownProgramsAndProgramsThatAreNoneAreRefused()
    {
        Assert.Equal(TransactionErrorKind.ProgramAccountNotFound, _test.Refusal(new Instruction(TestKeys.Key(1), [], new byte[1])).Kind);
        _test.Ledger.RequestAirdrop(TestKeys.Key(1), WalletRent);
        Assert.Equal(TransactionErrorKind.InvalidProgramForExecution,
            _test.Refusal(new Instruction(TestKeys.Key(1), [], new byte[1])).Kind);
    }

    [Fact]
    public void LookupTablesThatDoNotExistAreRefused()
    {
        AddressLookupTable table = new(TestKeys.Key(9), [TestKeys.Key(1)]);
        Message message = Message.CompileV0(
            Me, [SystemInstructions.Transfer(Me, TestKeys.Key(1), WalletRent)], _test.Ledger.GetLatestBlockhash().Blockhash, [table]);
        Assert.Equal(TransactionErrorKind.AddressLookupTableNotFound, _test.Reject(Transaction.Sign(message, _test.Payer).Bytes).Kind);
    }

    [Fact]
    public void Version0WithoutTablesRuns()
    {
        Message message = Message.CompileV0(
            Me, [SystemInstructions.Transfer(Me, TestKeys.Key(1), WalletRent)], _test.Ledger.GetLatestBlockhash().Blockhash, []);
        _test.Ledger.SendTransaction(Transaction.Sign(message, _test.Payer).Bytes);
        Assert.Equal(WalletRent, _test.Ledger.GetBalance(TestKeys.Key(1)));
    }

    [Fact]
    public void AccountNamedTwiceIsRefused()
    {
        byte[] bytes = _test.Build(SystemInstructions.Transfer(Me, TestKeys.Key(1), WalletRent)).Bytes.ToArray();

        // The second account, made equal to the first, and signed again.
        bytes.AsSpan(69, 32).CopyTo(bytes.AsSpan(101));
        _test.Payer.Sign(bytes.AsSpan(65)).CopyTo(bytes.AsSpan(1));
        Assert.Equal(TransactionErrorKind.AccountLoadedTwice, _test.Reject(bytes).Kind);
    }
}
