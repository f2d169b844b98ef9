using System.Buffers.Binary;
using Piwa.Chain;
using Piwa.Chain.Keys;
using Piwa.Chain.Rpc;
using Piwa.Chain.Transactions;

namespace Piwa.Tests.Chain.Ledger;

public sealed class SystemProgramTests : IDisposable
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

    [Fact]
    public void AirdropsAtOnceAndAcrossRestartsAreDifferentTransactions()
    {
        Parallel.For(0, 40, _ => _test.Ledger.RequestAirdrop(TestKeys.Key(1), WalletRent));
        _test.Reopen();
        Parallel.For(0, 40, _ => _test.Ledger.RequestAirdrop(TestKeys.Key(1), WalletRent));
        Assert.Equal(80 * WalletRent, _test.Ledger.GetBalance(TestKeys.Key(1)));
    }

    [Fact]
    public void SystemProgramRefusesWhatItDoesNotKnow()
    {
        foreach (byte[] data in (byte[][])[[], [2, 0, 0], [13, 0, 0, 0], [99, 0, 0, 0, 0], [2, 0, 0, 0, 1]])
        {
            Assert.Equal(
                TransactionError.ForInstruction(0, InstructionErrorKind.InvalidInstructionData),
                _test.Refusal(new Instruction(ProgramIds.System,
                    [AccountMeta.Writable(Me, isSigner: true), AccountMeta.Writable(TestKeys.Key(1))], data)));
        }

        Instruction transfer = SystemInstructions.Transfer(Me, TestKeys.Key(1), 1);
        Assert.Equal(
            TransactionError.ForInstruction(0, InstructionErrorKind.MissingAccount),
            _test.Refusal(new Instruction(transfer.ProgramId, [transfer.Accounts[0]], transfer.Data)));
    }

    [Theory]
    [InlineData(10_485_760UL, true)]
    [InlineData(10_485_761UL, false)]
    [InlineData(ulong.MaxValue, false)]
    public void AccountsHaveTenMebibytesAtMost(ulong space, bool isAccepted)
    {
        _test.Ledger.RequestAirdrop(Me, TestLedger.Funds);
        Instruction create = SystemInstructions.CreateAccount(Me, _other.PublicKey, Rent.MinimumBalance(10_485_761), space,
            TestKeys.Key(1));
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
        Assert.Equal(TransactionErrorKind.InvalidAccountForFee, _test.Reject(paying.Bytes).Kind);
    }

    [Fact]
    public void SeededAccountNeedsItsBaseAndItsAddress()
    {
        Instruction create = SystemInstructions.CreateAccountWithSeed(Me, Me, "seed", Rent.MinimumBalance(0), 0, TestKeys.Key(1));
        AccountMeta[] elsewhere = [.. create.Accounts];
        elsewhere[1] = AccountMeta.Writable(TestKeys.Key(2));
        Assert.Equal(Custom(5), _test.Refusal(new Instruction(create.ProgramId, elsewhere, create.Data)));

        Instruction foreign = SystemInstructions.CreateAccountWithSeed(Me, _other.PublicKey, "seed", Rent.MinimumBalance(0), 0,
            TestKeys.Key(1));
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

    [Fact]
    public void EqualAirdropsAreDifferentTransactions()
    {
        Signature first = _test.Ledger.RequestAirdrop(TestKeys.Key(1), WalletRent);
        Signature second = _test.Ledger.RequestAirdrop(TestKeys.Key(1), WalletRent);
        Assert.NotEqual(first, second);
        Assert.Equal(2 * WalletRent, _test.Ledger.GetBalance(TestKeys.Key(1)));
    }

    private static TransactionError Custom(uint code) => TransactionError.ForInstruction(0, InstructionErrorKind.Custom, code);
}
