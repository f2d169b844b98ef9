using Piwa.Chain;
using Piwa.Chain.Hashing;
using Piwa.Chain.Keys;
using Piwa.Chain.Memos;
using Piwa.Chain.Token;
using Piwa.Chain.Transactions;
using Piwa.Chain.Transactions.Packing;
using Piwa.Tests.Chain.Ledger;
using Piwa.Tests.Infrastructure;

namespace Piwa.Tests.Chain.Peers;

/// <summary>Our signed transactions, run by the real programs in LiteSVM.</summary>
public sealed class LiteSvmTests : IDisposable
{
    private const ulong Sol = 1_000_000_000;

    private readonly Keypair _payer = TestKeys.Pair("svm payer");
    private readonly Keypair _other = TestKeys.Pair("svm other");
    private readonly ITestOutputHelper _output;
    private readonly LiteSvm _svm;

    public LiteSvmTests(ITestOutputHelper output)
    {
        NodeTool.Require(PeerCases.Tool);
        _output = output;
        _svm = new LiteSvm();
        _svm.Airdrop(_payer.PublicKey, 100 * Sol);
    }

    public void Dispose()
    {
        _svm?.Dispose();
        _payer.Dispose();
        _other.Dispose();
    }

    [Fact]
    public void ProgramsBelongToTheSameLoaders()
    {
        using TestLedger ledger = new();
        foreach (PublicKey program in (PublicKey[])[
            ProgramIds.System,
            ProgramIds.ComputeBudget,
            ProgramIds.AddressLookupTable,
            ProgramIds.Memo,
            ProgramIds.Token,
            ProgramIds.AssociatedToken])
        {
            Assert.Equal(_svm.Account(program)!.Value.Owner, ledger.Ledger.GetAccountInfo(program)!.Owner);
        }
    }

    [Fact]
    public void AccountsAreCreatedAndLamportsMove()
    {
        PublicKey seeded = ProgramAddress.WithSeed(_payer.PublicKey, "tree/7", ProgramIds.SplAccountCompression);
        Run(
            [_payer, _other],
            SystemInstructions.CreateAccount(_payer.PublicKey, _other.PublicKey, Sol, 0, ProgramIds.System),
            SystemInstructions.CreateAccountWithSeed(
                _payer.PublicKey, _payer.PublicKey, "tree/7", Rent.MinimumBalance(100), 100, ProgramIds.SplAccountCompression),
            MemoInstructions.Memo("été, 猫", _other.PublicKey));
        Assert.Equal(100, _svm.Account(seeded)!.Value.Data.Length);
        Assert.Equal(Sol, _svm.Account(_other.PublicKey)!.Value.Lamports);

        LiteSvm.Outcome outcome = Run([_payer, _other], SystemInstructions.Transfer(_other.PublicKey, _payer.PublicKey, Sol / 2),
            MemoInstructions.Memo("half", _payer.PublicKey));
        Assert.Contains("half", outcome.Logs, StringComparison.Ordinal);
        Assert.Equal(Sol / 2, _svm.Account(_other.PublicKey)!.Value.Lamports);

        Run(
            [_payer, _other],
            SystemInstructions.Allocate(_other.PublicKey, 8),
            SystemInstructions.Assign(_other.PublicKey, ProgramIds.Token));
        Assert.Equal(8, _svm.Account(_other.PublicKey)!.Value.Data.Length);
    }

    [Fact]
    public void TheLongestTextOfABookIsTaken()
    {
        string text = string.Concat(Enumerable.Repeat("é\n", MemoBook.MaximumTextBytes / 3)) + "x";
        LiteSvm.Outcome outcome = Run([_payer], MemoBook.Instructions(text, _payer.PublicKey));
        _output.WriteLine($"{outcome.Units} compute units");
        Assert.Contains("Memo (len 1000)", outcome.Logs, StringComparison.Ordinal);
    }

    [Fact]
    public void NonceMakesATransactionDurableAndIsSpentOnce()
    {
        using Keypair nonce = TestKeys.Pair("svm nonce");
        Run([_payer, nonce], SystemInstructions.CreateNonceAccount(
            _payer.PublicKey, nonce.PublicKey, _payer.PublicKey, Rent.MinimumBalance(NonceAccount.Size)));
        NonceAccount before = NonceAccount.Parse(_svm.Account(nonce.PublicKey)!.Value.Data);
        Assert.Equal(_payer.PublicKey, before.Authority);
        Assert.Equal(_svm.Account(nonce.PublicKey)!.Value.Data, before.Encode());

        Instruction[] durable =
        [
            SystemInstructions.AdvanceNonceAccount(nonce.PublicKey, _payer.PublicKey),
            SystemInstructions.Transfer(_payer.PublicKey, _other.PublicKey, Sol),
        ];
        Transaction first = Sign(before.Value, [_payer], durable);
        _svm.ExpireBlockhash();
        Assert.True(_svm.Send(first).Succeeded);
        Assert.NotEqual(before.Value, NonceAccount.Parse(_svm.Account(nonce.PublicKey)!.Value.Data).Value);

        // Another transaction on the spent value, and the same again.
        durable[1] = SystemInstructions.Transfer(_payer.PublicKey, _other.PublicKey, Sol / 2);
        Assert.False(_svm.Send(Sign(before.Value, [_payer], durable)).Succeeded);
        Assert.False(_svm.Send(first).Succeeded);
        Assert.Equal(Sol, _svm.Account(_other.PublicKey)!.Value.Lamports);

        Run([_payer], SystemInstructions.AuthorizeNonceAccount(nonce.PublicKey, _payer.PublicKey, _other.PublicKey));
        _svm.ExpireBlockhash();
        Run([_payer, _other], SystemInstructions.WithdrawNonceAccount(
            nonce.PublicKey, _other.PublicKey, _payer.PublicKey, _svm.Account(nonce.PublicKey)!.Value.Lamports));
        Assert.True(_svm.Account(nonce.PublicKey) is null or { Lamports: 0 });
    }

    [Fact]
    public void LookupTableServesAVersion0Transaction()
    {
        ulong slot = _svm.Slot;
        PublicKey key = ProgramAddress.LookupTable(_payer.PublicKey, slot, out _);
        PublicKey[] recipients = [.. Enumerable.Range(0, 25).Select(TestKeys.Key)];
        Run(
            [_payer],
            AddressLookupTableInstructions.Create(_payer.PublicKey, _payer.PublicKey, slot),
            AddressLookupTableInstructions.Extend(key, _payer.PublicKey, _payer.PublicKey, recipients.AsSpan(..20)));
        Run([_payer], AddressLookupTableInstructions.Extend(key, _payer.PublicKey, _payer.PublicKey, recipients.AsSpan(20..)));
        _svm.Warp(slot + 1);

        AddressLookupTable table = AddressLookupTable.Parse(key, _svm.Account(key)!.Value.Data);
        Assert.Equal(recipients, table.Addresses);
        Instruction[] transfers = [.. recipients.Select(to => SystemInstructions.Transfer(_payer.PublicKey, to, Sol / 10))];
        Message message = Message.CompileV0(_payer.PublicKey, transfers, _svm.Blockhash, [table]);
        Assert.Equal(2, message.AccountKeys.Count);
        LiteSvm.Outcome outcome = _svm.Send(Transaction.Sign(message, _payer));
        Assert.True(outcome.Succeeded, outcome.Error + outcome.Logs);
        Assert.All(recipients, to => Assert.Equal(Sol / 10, _svm.Account(to)!.Value.Lamports));

        Run([_payer], AddressLookupTableInstructions.Deactivate(key, _payer.PublicKey));
        Instruction close = AddressLookupTableInstructions.Close(key, _payer.PublicKey, _payer.PublicKey);
        Assert.False(_svm.Send(Sign(_svm.Blockhash, [_payer], close)).Succeeded);
        _svm.Warp(slot + 2_000);
        _svm.ExpireBlockhash();
        Run([_payer], close);
        Assert.True(_svm.Account(key) is null or { Lamports: 0 });
    }

    [Fact]
    public void LookupTableThatIsFrozenCannotGrow()
    {
        ulong slot = _svm.Slot;
        PublicKey key = ProgramAddress.LookupTable(_payer.PublicKey, slot, out _);
        Instruction extend = AddressLookupTableInstructions.Extend(key, _payer.PublicKey, _payer.PublicKey, TestKeys.Key(1));
        Run([_payer], AddressLookupTableInstructions.Create(_payer.PublicKey, _payer.PublicKey, slot), extend);
        Run([_payer], AddressLookupTableInstructions.Freeze(key, _payer.PublicKey));
        _svm.ExpireBlockhash();
        Assert.False(_svm.Send(Sign(_svm.Blockhash, [_payer], extend)).Succeeded);
    }

    [Fact]
    public void TokensAreMintedMovedAndTheirAccountsClosed()
    {
        const byte Decimals = 6;
        using Keypair mint = TestKeys.Pair("svm mint");
        using Keypair account = TestKeys.Pair("svm token account");
        PublicKey payer = _payer.PublicKey;
        PublicKey own = ProgramAddress.TokenAccount(payer, mint.PublicKey);
        Run([_payer, mint], TokenInstructions.CreateMint(payer, mint.PublicKey, Decimals, payer, _other.PublicKey));
        Run(
            [_payer, account],
            TokenInstructions.CreateAssociatedAccount(payer, payer, mint.PublicKey),
            TokenInstructions.CreateAssociatedAccount(payer, payer, mint.PublicKey, mayExist: true),
            SystemInstructions.CreateAccount(
                payer, account.PublicKey, Rent.MinimumBalance(TokenAccount.Size), TokenAccount.Size, ProgramIds.Token),
            TokenInstructions.InitializeAccount3(account.PublicKey, mint.PublicKey, _other.PublicKey),
            TokenInstructions.MintTo(mint.PublicKey, own, payer, 1_000),
            TokenInstructions.Transfer(own, account.PublicKey, payer, 300),
            TokenInstructions.TransferChecked(own, mint.PublicKey, account.PublicKey, payer, 200, Decimals),
            TokenInstructions.Burn(own, mint.PublicKey, payer, 50));

        Assert.Equal(
            new TokenMint(payer, 950, Decimals, _other.PublicKey), TokenMint.Parse(_svm.Account(mint.PublicKey)!.Value.Data));
        TokenAccount held = TokenAccount.Parse(_svm.Account(account.PublicKey)!.Value.Data);
        Assert.Equal((500UL, _other.PublicKey, mint.PublicKey), (held.Amount, held.Owner, held.Mint));
        Assert.Equal(450UL, TokenAccount.Parse(_svm.Account(own)!.Value.Data).Amount);

        Run(
            [_payer, _other],
            TokenInstructions.Transfer(account.PublicKey, own, _other.PublicKey, 500),
            TokenInstructions.CloseAccount(account.PublicKey, payer, _other.PublicKey));
        Assert.True(_svm.Account(account.PublicKey) is null or { Lamports: 0 });
        LiteSvm.Outcome wrongDecimals = _svm.Send(Sign(
            _svm.Blockhash, [_payer], TokenInstructions.TransferChecked(own, mint.PublicKey, own, payer, 1, Decimals + 1)));
        Assert.False(wrongDecimals.Succeeded);
    }

    [Fact]
    public void OlderInitializersWorkToo()
    {
        using Keypair mint = TestKeys.Pair("svm mint");
        using Keypair account = TestKeys.Pair("svm token account");
        PublicKey payer = _payer.PublicKey;
        Run(
            [_payer, mint, account],
            SystemInstructions.CreateAccount(
                payer, mint.PublicKey, Rent.MinimumBalance(TokenMint.Size), TokenMint.Size, ProgramIds.Token),
            TokenInstructions.InitializeMint(mint.PublicKey, 0, payer),
            SystemInstructions.CreateAccount(
                payer, account.PublicKey, Rent.MinimumBalance(TokenAccount.Size), TokenAccount.Size, ProgramIds.Token),
            TokenInstructions.InitializeAccount(account.PublicKey, mint.PublicKey, payer));
        Assert.Equal(new TokenMint(payer, 0, 0, null), TokenMint.Parse(_svm.Account(mint.PublicKey)!.Value.Data));
        Assert.Equal(0UL, TokenAccount.Parse(_svm.Account(account.PublicKey)!.Value.Data).Amount);
    }

    // Associated accounts: the search for their address varies from one to the next, as that of a mint does.
    [Fact]
    public void PackerLearnsTheUnitsThatTransactionsReallyUse()
    {
        using Keypair mint = TestKeys.Pair("svm mint");
        PublicKey payer = _payer.PublicKey;
        Run([_payer, mint], TokenInstructions.CreateMint(payer, mint.PublicKey, 0, payer));

        // Far too little to start with.
        ComputeModel model = new(firstUnits: 2_000, furtherUnits: 1_000);
        TransactionPacker packer = new(new TransactionPackerOptions { FeePayer = payer, LoadedAccountsDataSizeLimit = 1 << 20 }, model);
        Queue<PublicKey> owners = new(Enumerable.Range(0, 120).Select(TestKeys.Key));
        int created = 0;
        int died = 0;
        int diedLate = 0;
        double lastExcess = 0;
        while (owners.Count != 0)
        {
            PublicKey[] waiting = [.. owners];
            for (int i = 0; i < waiting.Length && packer.TryAdd(ItemOf(waiting[i])); i++)
            {
            }

            PackedTransaction packed = packer.Take(microLamports: 1);
            Transaction transaction = Transaction.Sign(packed.Compile(_svm.Blockhash), _payer);
            Assert.Equal(packed.Bytes, transaction.Bytes.Length);
            LiteSvm.Outcome outcome = _svm.Send(transaction);
            if (!outcome.Succeeded)
            {
                Assert.True(model.ObserveExhausted(packed), outcome.Logs);
                died++;
                diedLate += created >= 40 ? 1 : 0;
                _svm.ExpireBlockhash();
                continue;
            }

            lastExcess = packed.ComputeUnitLimit / (double)outcome.Units;
            model.Observe(packed, outcome.Units);
            for (int i = 0; i < packed.ItemCount; i++)
                Assert.NotNull(_svm.Account(ProgramAddress.TokenAccount(owners.Dequeue(), mint.PublicKey)));
            created += packed.ItemCount;
        }

        _output.WriteLine($"{created} created, {died} transactions died, {diedLate} after the first 40.");
        _output.WriteLine($"The last limit was {lastExcess:F2} of its use.");
        Assert.Equal(120, created);
        Assert.InRange(died, 1, 12);
        Assert.InRange(diedLate, 0, 1);
        Assert.InRange(lastExcess, 1, 1.5);

        PackItem ItemOf(PublicKey owner)
        {
            byte[] seeds = [.. owner.ToArray(), .. ProgramIds.Token.ToArray(), .. mint.PublicKey.ToArray()];
            ProgramAddress.Find(seeds, ProgramIds.AssociatedToken, out byte bump);

            // Itself, and four calls of the token and the system program.
            return new PackItem(
                TokenInstructions.CreateAssociatedAccount(payer, owner, mint.PublicKey), TraceLength: 5,
                InstructionCosts.AddressSearchUnits(bump));
        }
    }

    private static Transaction Sign(Hash256 blockhash, Keypair[] signers, params Instruction[] instructions) =>
        Transaction.Sign(Message.CompileLegacy(signers[0].PublicKey, instructions, blockhash), signers);

    private LiteSvm.Outcome Run(Keypair[] signers, params Instruction[] instructions)
    {
        LiteSvm.Outcome outcome = _svm.Send(Sign(_svm.Blockhash, signers, instructions));
        Assert.True(outcome.Succeeded, $"{outcome.Error}\n{outcome.Logs}");
        return outcome;
    }
}
