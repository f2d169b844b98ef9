using System.Buffers.Binary;
using CsCheck;
using Piwa.Chain;
using Piwa.Chain.Keys;
using Piwa.Chain.Ledger;
using Piwa.Chain.Rpc;
using Piwa.Chain.Transactions;
using Piwa.Chain.Trees;

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
    public void TransferMovesLamportsAndTakesTheFee()
    {
        _test.Send(SystemInstructions.Transfer(Me, TestKeys.Key(1), WalletRent));
        Assert.Equal(WalletRent, _test.Ledger.GetBalance(TestKeys.Key(1)));
        Assert.Equal(TestLedger.Funds - WalletRent - Fee, _test.Ledger.GetBalance(Me));
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
        TransactionRejectedException again = Assert.Throws<TransactionRejectedException>(() => _test.Ledger.SendTransaction(transaction.Bytes));
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
            Assert.Equal(TransactionErrorKind.BlockhashNotFound, Reject(transaction.Bytes.ToArray()).Kind);
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
        Assert.Equal(TransactionErrorKind.BlockhashNotFound, Reject(Transaction.Sign(message, _test.Payer).Bytes.ToArray()).Kind);
    }

    [Fact]
    public void AnyFlippedBitIsRefused()
    {
        byte[] bytes = _test.Build(SystemInstructions.Transfer(Me, TestKeys.Key(1), WalletRent)).Bytes.ToArray();
        for (int bit = 0; bit < 8 * bytes.Length; bit += 3)
        {
            byte[] damaged = [.. bytes];
            damaged[bit / 8] ^= (byte)(1 << (bit % 8));
            Assert.True(Reject(damaged).Kind is TransactionErrorKind.SanitizeFailure or TransactionErrorKind.SignatureFailure);
        }

        Assert.Equal(TestLedger.Funds, _test.Ledger.GetBalance(Me));
        _test.Ledger.SendTransaction(bytes);
    }

    [Fact]
    public void WalletWithoutLamportsPaysNothing()
    {
        Transaction transaction = Transaction.Sign(
            Message.CompileLegacy(_other.PublicKey, [], _test.Ledger.GetLatestBlockhash().Blockhash), _other);
        Assert.Equal(TransactionErrorKind.AccountNotFound, Reject(transaction.Bytes.ToArray()).Kind);
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
            Assert.Equal(kind, Reject(transaction.Bytes.ToArray()).Kind);
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
        Assert.Equal(TransactionErrorKind.InsufficientFundsForFee, Reject(Transaction.Sign(message, _other).Bytes.ToArray()).Kind);
    }

    [Theory]
    [InlineData(WalletRent - 1, false)]
    [InlineData(WalletRent, true)]
    [InlineData(WalletRent + 1, true)]
    public void NewWalletMustHoldItsRent(ulong lamports, bool isAccepted)
    {
        Instruction transfer = SystemInstructions.Transfer(Me, TestKeys.Key(1), lamports);
        if (isAccepted)
        {
            _test.Send(transfer);
            return;
        }

        TransactionError error = _test.Refusal(transfer);
        Assert.Equal(TransactionErrorKind.InsufficientFundsForRent, error.Kind);
        Assert.Equal(1, error.AccountIndex);
    }

    [Theory]
    [InlineData(TestLedger.Funds - Fee, false)]
    [InlineData(TestLedger.Funds - Fee + 1, true)]
    public void TransferOfMoreThanThereIsFails(ulong lamports, bool fails)
    {
        if (fails)
            Assert.Equal(Custom(1), _test.Refusal(SystemInstructions.Transfer(Me, TestKeys.Key(1), lamports)));
        else
            _test.Send(SystemInstructions.Transfer(Me, TestKeys.Key(1), lamports));
    }

    // A wallet that gives all it has is gone.
    [Fact]
    public void EmptiedWalletIsGone()
    {
        _test.Send(SystemInstructions.Transfer(Me, TestKeys.Key(1), TestLedger.Funds - Fee));
        Assert.Null(_test.Ledger.GetAccountInfo(Me));
        Assert.Equal(0UL, _test.Ledger.GetBalance(Me));
    }

    [Fact]
    public void TransferMustBeSignedByWhoPays()
    {
        Instruction transfer = SystemInstructions.Transfer(_other.PublicKey, Me, 1);
        Instruction unsigned = new(transfer.ProgramId, [AccountMeta.Writable(_other.PublicKey), transfer.Accounts[1]], transfer.Data);
        Assert.Equal(TransactionError.ForInstruction(0, InstructionErrorKind.MissingRequiredSignature), _test.Refusal(unsigned));
    }

    [Fact]
    public void ReadOnlyAccountsDoNotChange()
    {
        Instruction transfer = SystemInstructions.Transfer(Me, TestKeys.Key(1), WalletRent);
        Instruction readOnly = new(transfer.ProgramId, [transfer.Accounts[0], AccountMeta.ReadOnly(TestKeys.Key(1))], transfer.Data);
        Assert.Equal(TransactionError.ForInstruction(0, InstructionErrorKind.ReadonlyLamportChange), _test.Refusal(readOnly));
    }

    [Fact]
    public void UnknownProgramsAndProgramsThatAreNoneAreRefused()
    {
        Assert.Equal(TransactionErrorKind.ProgramAccountNotFound, _test.Refusal(new Instruction(TestKeys.Key(1), [], new byte[1])).Kind);
        _test.Ledger.RequestAirdrop(TestKeys.Key(1), WalletRent);
        Assert.Equal(TransactionErrorKind.InvalidProgramForExecution, _test.Refusal(new Instruction(TestKeys.Key(1), [], new byte[1])).Kind);
    }

    [Fact]
    public void LookupTablesThatDoNotExistAreRefused()
    {
        AddressLookupTable table = new(TestKeys.Key(9), [TestKeys.Key(1)]);
        Message message = Message.CompileV0(
            Me, [SystemInstructions.Transfer(Me, TestKeys.Key(1), WalletRent)], _test.Ledger.GetLatestBlockhash().Blockhash, [table]);
        Assert.Equal(TransactionErrorKind.AddressLookupTableNotFound, Reject(Transaction.Sign(message, _test.Payer).Bytes.ToArray()).Kind);
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
        Assert.Equal(TransactionErrorKind.AccountLoadedTwice, Reject(bytes).Kind);
    }

    [Fact]
    public void TransactionIsAllOrNothing()
    {
        PublicKey tree = _test.CreatedTree("tree", new TreeSize(3, 8));
        ulong before = _test.Ledger.GetBalance(Me);
        byte[] account = _test.Ledger.GetAccountInfo(tree)!.Data.ToArray();
        Assert.Equal(
            TransactionErrorKind.InstructionError,
            _test.Refusal(
                SystemInstructions.Transfer(Me, TestKeys.Key(1), WalletRent),
                _test.Mint(tree, 0),
                _test.Mint(tree, 1),
                SystemInstructions.Transfer(Me, TestKeys.Key(1), TestLedger.Funds)).Kind);
        Assert.Equal(before, _test.Ledger.GetBalance(Me));
        Assert.Equal(account, _test.Ledger.GetAccountInfo(tree)!.Data.ToArray());
        Assert.Equal(0UL, _test.Config(tree).MintedCount);
        Assert.Equal(0, _test.Ledger.ReadLeaves(tree, 0, new Piwa.Chain.Hashing.Hash256[1]));
    }

    [Fact]
    public void FailureThatLandsPaysAndChangesNothingElse()
    {
        PublicKey tree = _test.CreatedTree("tree", new TreeSize(3, 8));
        ulong before = _test.Ledger.GetBalance(Me);
        byte[] account = _test.Ledger.GetAccountInfo(tree)!.Data.ToArray();
        Transaction transaction = _test.Build(_test.Mint(tree, 0), SystemInstructions.Transfer(Me, TestKeys.Key(1), TestLedger.Funds));
        Signature signature = _test.Ledger.SendTransaction(transaction.Bytes, new SendOptions { SkipPreflight = true });
        Assert.Equal(before - Fee, _test.Ledger.GetBalance(Me));
        Assert.Equal(account, _test.Ledger.GetAccountInfo(tree)!.Data.ToArray());

        TransactionError expected = TransactionError.ForInstruction(1, InstructionErrorKind.Custom, 1);
        Assert.Equal(expected, _test.Ledger.GetSignatureStatuses([signature])[0]!.Error);
        Assert.Equal(expected, _test.Ledger.GetTransaction(signature)!.Error);
        _test.Reopen();
        Assert.Equal(expected, _test.Ledger.GetSignatureStatuses([signature])[0]!.Error);
        Assert.Equal(before - Fee, _test.Ledger.GetBalance(Me));
    }

    [Fact]
    public void BatchTellsWhatBecameOfEach()
    {
        byte[] good = _test.Build(SystemInstructions.Transfer(Me, TestKeys.Key(1), WalletRent)).Bytes.ToArray();
        byte[] bad = _test.Build(SystemInstructions.Transfer(Me, TestKeys.Key(2), TestLedger.Funds)).Bytes.ToArray();
        byte[] noise = [1, 2, 3];
        byte[] late = _test.Build(SystemInstructions.Transfer(Me, TestKeys.Key(3), WalletRent)).Bytes.ToArray();
        TransactionDisposition[] all = [.. _test.Ledger.SendTransactions([good, bad, noise, late]).Select(outcome => outcome.Disposition)];
        Assert.Equal(
            [TransactionDisposition.Succeeded, TransactionDisposition.Rejected, TransactionDisposition.Rejected, TransactionDisposition.Succeeded], all);
        Assert.Empty(_test.Ledger.SendTransactions([]));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void BatchStopsAtTheFirstFailureIfAsked(bool skipPreflight)
    {
        byte[] good = _test.Build(SystemInstructions.Transfer(Me, TestKeys.Key(1), WalletRent)).Bytes.ToArray();
        byte[] bad = _test.Build(SystemInstructions.Transfer(Me, TestKeys.Key(2), TestLedger.Funds)).Bytes.ToArray();
        byte[] late = _test.Build(SystemInstructions.Transfer(Me, TestKeys.Key(3), WalletRent)).Bytes.ToArray();
        TransactionDisposition[] all =
        [
            .. _test.Ledger.SendTransactions([good, bad, late], new SendOptions { StopAtFirstFailure = true, SkipPreflight = skipPreflight })
                .Select(outcome => outcome.Disposition),
        ];
        Assert.Equal(
            [TransactionDisposition.Succeeded, skipPreflight ? TransactionDisposition.Failed : TransactionDisposition.Rejected, TransactionDisposition.NotTried], all);
        Assert.Null(_test.Ledger.GetAccountInfo(TestKeys.Key(3)));
    }

    [Theory]
    [InlineData(EmbeddedLedger.MaximumBatchTransactions, true)]
    [InlineData(EmbeddedLedger.MaximumBatchTransactions + 1, false)]
    public void BatchIsBounded(int count, bool isAccepted)
    {
        ReadOnlyMemory<byte>[] transactions = [.. Enumerable.Repeat(new ReadOnlyMemory<byte>([1]), count)];
        if (isAccepted)
            Assert.All(_test.Ledger.SendTransactions(transactions), outcome => Assert.Equal(TransactionErrorKind.SanitizeFailure, outcome.Error!.Kind));
        else
            Assert.Throws<ArgumentException>(() => _test.Ledger.SendTransactions(transactions));
    }

    [Fact]
    public void EqualAirdropsAreDifferentTransactions()
    {
        Signature first = _test.Ledger.RequestAirdrop(TestKeys.Key(1), WalletRent);
        Signature second = _test.Ledger.RequestAirdrop(TestKeys.Key(1), WalletRent);
        Assert.NotEqual(first, second);
        Assert.Equal(2 * WalletRent, _test.Ledger.GetBalance(TestKeys.Key(1)));
    }

    [Fact]
    public void NoLamportIsMadeOrLost() =>
        Gen.Select(Gen.Int[0, 4], Gen.Int[0, 4], Gen.Long[0, 3_000_000], Gen.Bool).Array[1, 25].Sample(transfers =>
        {
            using TestLedger test = new();
            Keypair[] wallets = [.. Enumerable.Range(0, 5).Select(i => TestKeys.Pair($"wallet {i}"))];
            foreach (Keypair wallet in wallets)
                test.Ledger.RequestAirdrop(wallet.PublicKey, 2_000_000);
            foreach ((int from, int to, long lamports, bool skipPreflight) in transfers)
            {
                Message message = Message.CompileLegacy(
                    wallets[from].PublicKey,
                    [SystemInstructions.Transfer(wallets[from].PublicKey, wallets[to].PublicKey, (ulong)lamports)],
                    test.Ledger.GetLatestBlockhash().Blockhash);
                test.Ledger.SendTransactions([Transaction.Sign(message, wallets[from]).Bytes], new SendOptions { SkipPreflight = skipPreflight });
                test.Clock.Advance(TimeSpan.FromMilliseconds(400));
            }

            Array.ForEach(wallets, wallet => wallet.Dispose());

            // One lamport for each of the seven programs.
            return test.Ledger.TotalLamports + test.Ledger.FeesCollected == EmbeddedLedger.FaucetLamports + 7;
        }, iter: 40);

    [Fact]
    public void SystemProgramRefusesWhatItDoesNotKnow()
    {
        foreach (byte[] data in (byte[][])[[], [2, 0, 0], [4, 0, 0, 0], [99, 0, 0, 0, 0], [2, 0, 0, 0, 1]])
        {
            Assert.Equal(
                TransactionError.ForInstruction(0, InstructionErrorKind.InvalidInstructionData),
                _test.Refusal(new Instruction(ProgramIds.System, [AccountMeta.Writable(Me, isSigner: true), AccountMeta.Writable(TestKeys.Key(1))], data)));
        }

        Instruction transfer = SystemInstructions.Transfer(Me, TestKeys.Key(1), 1);
        Assert.Equal(
            TransactionError.ForInstruction(0, InstructionErrorKind.NotEnoughAccountKeys),
            _test.Refusal(new Instruction(transfer.ProgramId, [transfer.Accounts[0]], transfer.Data)));
    }

    [Theory]
    [InlineData(10_485_760UL, true)]
    [InlineData(10_485_761UL, false)]
    [InlineData(ulong.MaxValue, false)]
    public void AccountsHaveTenMebibytesAtMost(ulong space, bool isAccepted)
    {
        _test.Ledger.RequestAirdrop(Me, TestLedger.Funds);
        Instruction create = SystemInstructions.CreateAccount(Me, _other.PublicKey, Rent.MinimumBalance(10_485_761), space, TestKeys.Key(1));
        if (isAccepted)
            _test.Send([_other], create);
        else
            Assert.Equal(Custom(3), _test.Refusal([_other], create));
    }

    [Fact]
    public void AccountIsCreatedOnceAndBelongsToItsOwner()
    {
        Instruction create = SystemInstructions.CreateAccount(Me, _other.PublicKey, Rent.MinimumBalance(10), 10, TestKeys.Key(1));
        _test.Send([_other], create);
        AccountInfo account = _test.Ledger.GetAccountInfo(_other.PublicKey)!;
        Assert.Equal((TestKeys.Key(1), 10, Rent.MinimumBalance(10)), (account.Owner, account.DataLength, account.Lamports));
        _test.Clock.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal(Custom(0), _test.Refusal([_other], create));

        // It has data and another owner, so it neither pays nor sends.
        Assert.Equal(
            TransactionError.ForInstruction(0, InstructionErrorKind.InvalidArgument),
            _test.Refusal([_other], SystemInstructions.Transfer(_other.PublicKey, Me, 1)));
        Transaction paying = Transaction.Sign(
            Message.CompileLegacy(_other.PublicKey, [], _test.Ledger.GetLatestBlockhash().Blockhash), _other);
        Assert.Equal(TransactionErrorKind.InvalidAccountForFee, Reject(paying.Bytes.ToArray()).Kind);
    }

    [Fact]
    public void SeededAccountNeedsItsBaseAndItsAddress()
    {
        Instruction create = SystemInstructions.CreateAccountWithSeed(Me, Me, "seed", Rent.MinimumBalance(0), 0, TestKeys.Key(1));
        AccountMeta[] elsewhere = [.. create.Accounts];
        elsewhere[1] = AccountMeta.Writable(TestKeys.Key(2));
        Assert.Equal(Custom(5), _test.Refusal(new Instruction(create.ProgramId, elsewhere, create.Data)));

        Instruction foreign = SystemInstructions.CreateAccountWithSeed(Me, _other.PublicKey, "seed", Rent.MinimumBalance(0), 0, TestKeys.Key(1));
        AccountMeta[] unsigned = [.. foreign.Accounts];
        unsigned[2] = AccountMeta.ReadOnly(_other.PublicKey);
        Assert.Equal(
            TransactionError.ForInstruction(0, InstructionErrorKind.MissingRequiredSignature),
            _test.Refusal(new Instruction(foreign.ProgramId, unsigned, foreign.Data)));

        // A seed that claims to be longer than the data.
        byte[] data = create.Data.ToArray();
        BinaryPrimitives.WriteUInt64LittleEndian(data.AsSpan(36), ulong.MaxValue);
        Assert.Equal(
            TransactionError.ForInstruction(0, InstructionErrorKind.InvalidInstructionData),
            _test.Refusal(new Instruction(create.ProgramId, create.Accounts, data)));
        _test.Send(create);
    }

    private static TransactionError Custom(uint code) => TransactionError.ForInstruction(0, InstructionErrorKind.Custom, code);

    private TransactionError Reject(byte[] transaction)
    {
        TransactionOutcome outcome = _test.Ledger.SendTransactions([transaction])[0];
        Assert.Equal(TransactionDisposition.Rejected, outcome.Disposition);
        return outcome.Error!;
    }
}
