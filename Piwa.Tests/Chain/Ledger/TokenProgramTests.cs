using Piwa.Chain;
using Piwa.Chain.Keys;
using Piwa.Chain.Rpc;
using Piwa.Chain.Token;
using Piwa.Chain.Transactions;

namespace Piwa.Tests.Chain.Ledger;

public sealed class TokenProgramTests : IDisposable
{
    private const byte Decimals = 8;

    private readonly TestLedger _test = new();
    private readonly Keypair _mint = TestKeys.Pair("mint");
    private readonly Keypair _other = TestKeys.Pair("other");

    public TokenProgramTests()
    {
        _test.Send([_mint], TokenInstructions.CreateMint(Me, _mint.PublicKey, Decimals, Me, Me));
        _test.Send(
            TokenInstructions.CreateAssociatedAccount(Me, Me, _mint.PublicKey),
            TokenInstructions.CreateAssociatedAccount(Me, _other.PublicKey, _mint.PublicKey));
    }

    private PublicKey Me => _test.Payer.PublicKey;

    private PublicKey Mine => ProgramAddress.TokenAccount(Me, _mint.PublicKey);

    private PublicKey Others => ProgramAddress.TokenAccount(_other.PublicKey, _mint.PublicKey);

    public void Dispose()
    {
        _test.Dispose();
        _mint.Dispose();
        _other.Dispose();
    }

    [Fact]
    public void TokensAreMintedMovedAndBurnt()
    {
        MintToMe(100);
        _test.Send(TokenInstructions.Transfer(Mine, Others, Me, 30));
        _test.Send(TokenInstructions.TransferChecked(Mine, _mint.PublicKey, Others, Me, 5, Decimals));
        _test.Send([_other], TokenInstructions.Burn(Others, _mint.PublicKey, _other.PublicKey, 15));
        Assert.Equal(65UL, Account(Mine).Amount);
        Assert.Equal(20UL, Account(Others).Amount);
        Assert.Equal(new TokenMint(Me, 85, Decimals, Me), Mint());
        _test.Reopen();
        Assert.Equal(20UL, Account(Others).Amount);
    }

    [Fact]
    public void ATransferIsTheOwners()
    {
        MintToMe(10);
        Assert.Equal(Custom(4), _test.Refusal([_other], TokenInstructions.Transfer(Mine, Others, _other.PublicKey, 1)));
        Instruction transfer = TokenInstructions.Transfer(Mine, Others, _other.PublicKey, 1);
        Instruction unsigned = new(transfer.ProgramId, [transfer.Accounts[0], transfer.Accounts[1], AccountMeta.ReadOnly(Me)], transfer.Data);
        Assert.Equal(Custom(1), _test.Refusal(TokenInstructions.Transfer(Mine, Others, Me, 11)));
        _test.Send(SystemInstructions.Transfer(Me, _other.PublicKey, 10_000_000));
        Transaction foreign = Transaction.Sign(
            Message.CompileLegacy(_other.PublicKey, [unsigned], _test.Ledger.GetLatestBlockhash().Blockhash), _other);
        Assert.Equal(
            TransactionError.ForInstruction(0, InstructionErrorKind.MissingRequiredSignature), _test.Reject(foreign.Bytes));
    }

    [Fact]
    public void ADelegateSpendsItsAllowance()
    {
        MintToMe(10);
        _test.Send(Raw([4, 6, 0, 0, 0, 0, 0, 0, 0], AccountMeta.Writable(Mine), AccountMeta.ReadOnly(_other.PublicKey), Signer(Me)));
        Assert.Equal((_other.PublicKey, 6UL), (Account(Mine).Delegate, Account(Mine).DelegatedAmount));
        Assert.Equal(Custom(1), _test.Refusal([_other], TokenInstructions.Transfer(Mine, Others, _other.PublicKey, 7)));
        _test.Send([_other], TokenInstructions.Transfer(Mine, Others, _other.PublicKey, 4));
        Assert.Equal(2UL, Account(Mine).DelegatedAmount);
        _test.Send([_other], TokenInstructions.Transfer(Mine, Others, _other.PublicKey, 2));
        Assert.Null(Account(Mine).Delegate);
        Assert.Equal(Custom(4), _test.Refusal([_other], TokenInstructions.Transfer(Mine, Others, _other.PublicKey, 1)));
    }

    [Fact]
    public void FrozenTokensStay()
    {
        MintToMe(10);
        Instruction freeze = Raw([10], AccountMeta.Writable(Mine), AccountMeta.ReadOnly(_mint.PublicKey), Signer(Me));
        _test.Send(freeze);
        Assert.Equal(TokenAccountState.Frozen, Account(Mine).State);
        Assert.Equal(Custom(17), _test.Refusal(TokenInstructions.Transfer(Mine, Others, Me, 1)));
        _test.Clock.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal(Custom(13), _test.Refusal(freeze));
        _test.Send(Raw([11], AccountMeta.Writable(Mine), AccountMeta.ReadOnly(_mint.PublicKey), Signer(Me)));
        _test.Send(TokenInstructions.Transfer(Mine, Others, Me, 1));
    }

    // Without an authority the supply is fixed for good.
    [Fact]
    public void AuthorityIsGivenUp()
    {
        _test.Send(Raw([6, 0, 0], AccountMeta.Writable(_mint.PublicKey), Signer(Me)));
        Assert.Null(Mint().MintAuthority);
        Assert.Equal(Custom(5), _test.Refusal(TokenInstructions.MintTo(_mint.PublicKey, Mine, Me, 1)));
    }

    [Fact]
    public void AnEmptyAccountClosesAndReturnsItsRent()
    {
        MintToMe(1);
        Assert.Equal(Custom(11), _test.Refusal(TokenInstructions.CloseAccount(Mine, Me, Me)));
        _test.Send(TokenInstructions.Transfer(Mine, Others, Me, 1));
        ulong before = _test.Ledger.GetBalance(Me);
        _test.Send(TokenInstructions.CloseAccount(Mine, Me, Me));
        Assert.Null(_test.Ledger.GetAccountInfo(Mine));
        Assert.Equal(before + Rent.MinimumBalance(TokenAccount.Size) - 5_000, _test.Ledger.GetBalance(Me));
        _test.Send(TokenInstructions.CreateAssociatedAccount(Me, Me, _mint.PublicKey));
        Assert.Equal(0UL, Account(Mine).Amount);
    }

    [Fact]
    public void AnAssociatedAccountIsMadeOnce()
    {
        Assert.Equal(
            TransactionError.ForInstruction(0, InstructionErrorKind.IllegalOwner),
            _test.Refusal(TokenInstructions.CreateAssociatedAccount(Me, Me, _mint.PublicKey)));
        _test.Send(TokenInstructions.CreateAssociatedAccount(Me, Me, _mint.PublicKey, mayExist: true));
    }

    [Fact]
    public void SumsStopAtTheLargestNumber()
    {
        MintToMe(ulong.MaxValue);
        Assert.Equal(Custom(14), _test.Refusal(TokenInstructions.MintTo(_mint.PublicKey, Others, Me, 1)));
    }

    [Fact]
    public void DecimalsAndMintsMustFit()
    {
        MintToMe(10);
        Assert.Equal(Custom(18), _test.Refusal(TokenInstructions.TransferChecked(Mine, _mint.PublicKey, Others, Me, 1, Decimals + 1)));
        using Keypair second = TestKeys.Pair("second");
        _test.Send([second], TokenInstructions.CreateMint(Me, second.PublicKey, Decimals, Me));
        _test.Send(TokenInstructions.CreateAssociatedAccount(Me, Me, second.PublicKey));
        PublicKey another = ProgramAddress.TokenAccount(Me, second.PublicKey);
        Assert.Equal(Custom(3), _test.Refusal(TokenInstructions.Transfer(Mine, another, Me, 1)));
        Assert.Equal(Custom(3), _test.Refusal(TokenInstructions.MintTo(second.PublicKey, Mine, Me, 1)));
    }

    [Fact]
    public void ATransferToItselfChangesNothing()
    {
        MintToMe(10);
        _test.Send(TokenInstructions.Transfer(Mine, Mine, Me, 4));
        Assert.Equal(10UL, Account(Mine).Amount);
        Assert.Equal(Custom(1), _test.Refusal(TokenInstructions.Transfer(Mine, Mine, Me, 11)));
    }

    // Two of three members sign for the mint.
    [Fact]
    public void AMultisigNeedsEnoughOfItsMembers()
    {
        using Keypair multisig = TestKeys.Pair("multisig");
        using Keypair third = TestKeys.Pair("third");
        const int MultisigBytes = 355;
        _test.Send(
            [multisig],
            SystemInstructions.CreateAccount(Me, multisig.PublicKey, Rent.MinimumBalance(MultisigBytes), MultisigBytes, ProgramIds.Token),
            Raw([19, 2], AccountMeta.Writable(multisig.PublicKey), AccountMeta.ReadOnly(Me), AccountMeta.ReadOnly(_other.PublicKey),
                AccountMeta.ReadOnly(third.PublicKey)),
            Raw([6, 0, 1, .. multisig.PublicKey.ToArray()], AccountMeta.Writable(_mint.PublicKey), Signer(Me)));

        AccountMeta[] accounts = [AccountMeta.Writable(_mint.PublicKey), AccountMeta.Writable(Mine), AccountMeta.ReadOnly(multisig.PublicKey)];
        byte[] mintOne = [7, 1, 0, 0, 0, 0, 0, 0, 0];
        Assert.Equal(
            TransactionError.ForInstruction(0, InstructionErrorKind.MissingRequiredSignature),
            _test.Refusal(Raw(mintOne, [.. accounts, Signer(Me)])));
        _test.Send([third], Raw(mintOne, [.. accounts, Signer(Me), Signer(third.PublicKey)]));
        Assert.Equal(1UL, Mint().Supply);
    }

    [Fact]
    public void UnknownInstructionsAreRefused()
    {
        foreach (byte[] data in (byte[][])[[], [99], [3], [3, 1, 0, 0, 0], [12, 1, 0, 0, 0, 0, 0, 0, 0], [6, 4, 0]])
            Assert.Equal(Custom(12), _test.Refusal(Raw(data, AccountMeta.Writable(Mine), AccountMeta.Writable(Others), Signer(Me))));
    }

    private static AccountMeta Signer(PublicKey key) => AccountMeta.ReadOnly(key, isSigner: true);

    private static Instruction Raw(byte[] data, params AccountMeta[] accounts) => new(ProgramIds.Token, accounts, data);

    private static TransactionError Custom(uint code) => TransactionError.ForInstruction(0, InstructionErrorKind.Custom, code);

    private void MintToMe(ulong amount) => _test.Send(TokenInstructions.MintTo(_mint.PublicKey, Mine, Me, amount));

    private TokenAccount Account(PublicKey account) => TokenAccount.Parse(_test.Ledger.GetAccountInfo(account)!.Data.Span);

    private TokenMint Mint() => TokenMint.Parse(_test.Ledger.GetAccountInfo(_mint.PublicKey)!.Data.Span);
}
