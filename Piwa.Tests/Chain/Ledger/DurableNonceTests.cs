using Piwa.Chain;
using Piwa.Chain.Hashing;
using Piwa.Chain.Keys;
using Piwa.Chain.Rpc;
using Piwa.Chain.Transactions;

namespace Piwa.Tests.Chain.Ledger;

public sealed class DurableNonceTests : IDisposable
{
    private const ulong WalletRent = 890_880;

    private readonly TestLedger _test = new();
    private readonly Keypair _nonce = TestKeys.Pair("nonce");
    private readonly Keypair _authority = TestKeys.Pair("authority");

    public DurableNonceTests()
    {
        _test.Send([_nonce], SystemInstructions.CreateNonceAccount(
            Me, _nonce.PublicKey, _authority.PublicKey, Rent.MinimumBalance(NonceAccount.Size)));
        _test.Clock.Advance(TimeSpan.FromSeconds(1));
    }

    private PublicKey Me => _test.Payer.PublicKey;

    public void Dispose()
    {
        _test.Dispose();
        _nonce.Dispose();
        _authority.Dispose();
    }

    [Fact]
    public void TransactionsOnANonceDoNotExpire()
    {
        Transaction transaction = Pay(Nonce().Value, 1);
        _test.Clock.Advance(TimeSpan.FromDays(30));
        _test.Ledger.SendTransaction(transaction.Bytes);
        Assert.Equal(WalletRent, _test.Ledger.GetBalance(TestKeys.Key(1)));

        // The value is spent, which the network finds before it looks whether the transaction has landed.
        Assert.Equal(TransactionErrorKind.BlockhashNotFound, _test.Reject(transaction.Bytes).Kind);
    }

    // The value is no blockhash of any age.
    [Fact]
    public void AMessageOnANonceIsCharged()
    {
        Message message = Pay(Nonce().Value, 1).Message;
        Assert.Equal(2 * 5_000UL, _test.Ledger.GetFee(message));
        _test.Send([_authority], SystemInstructions.AdvanceNonceAccount(_nonce.PublicKey, _authority.PublicKey));
        Assert.Null(_test.Ledger.GetFee(message));
    }

    // Both are valid until one lands.
    [Fact]
    public void OfTwoTransactionsOnOneNonceOneLands()
    {
        Hash256 value = Nonce().Value;
        Transaction first = Pay(value, 1), second = Pay(value, 2);
        _test.Ledger.SendTransaction(second.Bytes);
        _test.Clock.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal(TransactionErrorKind.BlockhashNotFound, _test.Reject(first.Bytes).Kind);
        Assert.Equal(0UL, _test.Ledger.GetBalance(TestKeys.Key(1)));
        Assert.NotEqual(value, Nonce().Value);
    }

    // A failure that lands is final as well.
    [Fact]
    public void AFailedTransactionSpendsItsNonce()
    {
        Hash256 value = Nonce().Value;
        Transaction failing = OnNonce(value, SystemInstructions.Transfer(_authority.PublicKey, TestKeys.Key(1), WalletRent));
        TransactionOutcome outcome = _test.Ledger.SendTransactions([failing.Bytes], new SendOptions { SkipPreflight = true })[0];
        Assert.Equal(TransactionDisposition.Failed, outcome.Disposition);
        Hash256 next = Nonce().Value;
        Assert.NotEqual(value, next);
        _test.Reopen();
        Assert.Equal(next, Nonce().Value);
        _test.Clock.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal(TransactionErrorKind.BlockhashNotFound, _test.Reject(Pay(value, 1).Bytes).Kind);
    }

    [Fact]
    public void ARefusedTransactionLeavesItsNonce()
    {
        Hash256 value = Nonce().Value;
        Transaction failing = OnNonce(value, SystemInstructions.Transfer(_authority.PublicKey, TestKeys.Key(1), WalletRent));
        Assert.Equal(TransactionErrorKind.InstructionError, _test.Reject(failing.Bytes).Kind);
        Assert.Equal(value, Nonce().Value);
    }

    [Fact]
    public void TheAdvanceComesFirstAndIsSigned()
    {
        Hash256 value = Nonce().Value;
        Instruction advance = SystemInstructions.AdvanceNonceAccount(_nonce.PublicKey, _authority.PublicKey);
        Instruction pay = SystemInstructions.Transfer(Me, TestKeys.Key(1), WalletRent);
        Transaction second = Transaction.Sign(Message.CompileLegacy(Me, [pay, advance], value), _test.Payer, _authority);
        Assert.Equal(TransactionErrorKind.BlockhashNotFound, _test.Reject(second.Bytes).Kind);

        Instruction stranger = SystemInstructions.AdvanceNonceAccount(_nonce.PublicKey, Me);
        Transaction unsigned = Transaction.Sign(Message.CompileLegacy(Me, [stranger, pay], value), _test.Payer);
        Assert.Equal(TransactionErrorKind.BlockhashNotFound, _test.Reject(unsigned.Bytes).Kind);
    }

    [Fact]
    public void ANonceAdvancesOnceInASlot()
    {
        Instruction advance = SystemInstructions.AdvanceNonceAccount(_nonce.PublicKey, _authority.PublicKey);
        _test.Send([_authority], advance);
        Assert.Equal(Custom(7), _test.Refusal([_authority], advance, SystemInstructions.Transfer(Me, Me, 1)));
        _test.Clock.Advance(TimeSpan.FromSeconds(1));
        _test.Send([_authority], advance);
    }

    [Fact]
    public void AuthorityPassesOn()
    {
        Instruction authorize = SystemInstructions.AuthorizeNonceAccount(_nonce.PublicKey, _authority.PublicKey, Me);
        _test.Send([_authority], authorize);
        Assert.Equal(Me, Nonce().Authority);
        _test.Clock.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal(Fault(InstructionErrorKind.MissingRequiredSignature), _test.Refusal([_authority], authorize));
    }

    [Fact]
    public void WithdrawalLeavesTheRentOrCloses()
    {
        ulong rent = Rent.MinimumBalance(NonceAccount.Size);
        _test.Send(SystemInstructions.Transfer(Me, _nonce.PublicKey, WalletRent));
        Assert.Equal(Fault(InstructionErrorKind.InsufficientFunds), _test.Refusal([_authority], Withdraw(WalletRent + 1)));
        _test.Send([_authority], Withdraw(WalletRent));
        Assert.Equal(rent, _test.Ledger.GetBalance(_nonce.PublicKey));
        _test.Send([_authority], Withdraw(rent));
        Assert.Null(_test.Ledger.GetAccountInfo(_nonce.PublicKey));
        Assert.Equal(WalletRent + rent, _test.Ledger.GetBalance(TestKeys.Key(1)));
    }

    // Otherwise a transaction on the value could land again once the account is made anew in the same slot.
    [Fact]
    public void ANonceIsNotClosedInTheSlotOfItsValue()
    {
        _test.Send([_authority], SystemInstructions.AdvanceNonceAccount(_nonce.PublicKey, _authority.PublicKey));
        Assert.Equal(Custom(7), _test.Refusal([_authority], Withdraw(Rent.MinimumBalance(NonceAccount.Size))));
    }

    [Fact]
    public void ANonceIsInitializedOnce() =>
        Assert.Equal(
            Fault(InstructionErrorKind.InvalidAccountData),
            _test.Refusal(SystemInstructions.InitializeNonceAccount(_nonce.PublicKey, Me)));

    private static TransactionError Custom(uint code) => TransactionError.ForInstruction(0, InstructionErrorKind.Custom, code);

    private static TransactionError Fault(InstructionErrorKind kind) => TransactionError.ForInstruction(0, kind);

    private Instruction Withdraw(ulong lamports) =>
        SystemInstructions.WithdrawNonceAccount(_nonce.PublicKey, _authority.PublicKey, TestKeys.Key(1), lamports);

    private NonceAccount Nonce() => NonceAccount.Parse(_test.Ledger.GetAccountInfo(_nonce.PublicKey)!.Data.Span);

    private Transaction Pay(Hash256 value, int to) => OnNonce(value, SystemInstructions.Transfer(Me, TestKeys.Key(to), WalletRent));

    private Transaction OnNonce(Hash256 value, Instruction instruction) => Transaction.Sign(
        Message.CompileLegacy(
            Me, [SystemInstructions.AdvanceNonceAccount(_nonce.PublicKey, _authority.PublicKey), instruction], value),
        _test.Payer,
        _authority);
}
