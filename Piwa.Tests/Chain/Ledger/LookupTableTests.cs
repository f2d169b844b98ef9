using Piwa.Chain.Keys;
using Piwa.Chain.Ledger.Serving;
using Piwa.Chain.Rpc;
using Piwa.Chain.Transactions;

namespace Piwa.Tests.Chain.Ledger;

public sealed class LookupTableTests : IDisposable
{
    private const ulong WalletRent = 890_880;

    private static readonly TimeSpan Slot = TimeSpan.FromMilliseconds(400);

    private readonly TestLedger _test = new();
    private readonly PublicKey _table;

    public LookupTableTests()
    {
        ulong recent = _test.Ledger.GetSlot();
        _test.Clock.Advance(Slot);
        _table = ProgramAddress.LookupTable(Me, recent, out _);
        _test.Send(AddressLookupTableInstructions.Create(Me, Me, recent));
    }

    private PublicKey Me => _test.Payer.PublicKey;

    public void Dispose() => _test.Dispose();

    [Fact]
    public void AddressesServeFromTheNextSlotOn()
    {
        Extend(TestKeys.Key(1), TestKeys.Key(2));
        Assert.Equal(TransactionErrorKind.InvalidAddressLookupTableIndex, _test.Reject(PayThroughTable().Bytes).Kind);
        _test.Clock.Advance(Slot);
        Assert.Equal([TestKeys.Key(1), TestKeys.Key(2)], Table().Addresses);
        Transaction transaction = PayThroughTable();
        Assert.DoesNotContain(TestKeys.Key(2), transaction.Message.AccountKeys);
        _test.Ledger.SendTransaction(transaction.Bytes);
        Assert.Equal(WalletRent, _test.Ledger.GetBalance(TestKeys.Key(2)));

        // The log runs again to the same.
        _test.Reopen();
        Assert.Equal(WalletRent, _test.Ledger.GetBalance(TestKeys.Key(2)));
    }

    [Fact]
    public void AccountsOfATableAreOnlyReadWhereTheMessageSaysSo()
    {
        Extend(TestKeys.Key(1), TestKeys.Key(2));
        _test.Clock.Advance(Slot);
        Instruction pay = SystemInstructions.Transfer(Me, TestKeys.Key(2), WalletRent);
        Instruction reading = new(pay.ProgramId, [pay.Accounts[0], AccountMeta.ReadOnly(TestKeys.Key(2))], pay.Data);
        Assert.Equal(
            TransactionError.ForInstruction(0, InstructionErrorKind.ReadonlyLamportChange), _test.Reject(Through(Table(), reading).Bytes));
    }

    // Whoever asks a served ledger needs them to read the transaction's indexes, also when the table is no more.
    [Fact]
    public async Task HistoryTellsWhatTablesGave()
    {
        Extend(TestKeys.Key(1), TestKeys.Key(2));
        _test.Clock.Advance(Slot);
        Instruction pay = SystemInstructions.Transfer(Me, TestKeys.Key(2), WalletRent);
        Instruction paying = new(pay.ProgramId, [.. pay.Accounts, AccountMeta.ReadOnly(TestKeys.Key(1))], pay.Data);
        Signature signature = _test.Ledger.SendTransaction(Through(Table(), paying).Bytes);
        _test.Reopen();

        PublicKey[] given = [TestKeys.Key(2), TestKeys.Key(1)];
        Assert.Equal(given, _test.Ledger.GetTransaction(signature)!.LoadedAddresses);
        Assert.Equal(signature, Assert.Single(_test.Ledger.GetSignaturesForAddress(TestKeys.Key(1))).Signature);
        await using LedgerServer server = _test.Serve();
        using SolanaRpcClient client = new(server.Address);
        TransactionDetails served = (await client.GetTransactionAsync(
            signature, cancellationToken: TestContext.Current.CancellationToken))!;
        Assert.Equal(given, served.LoadedAddresses);
        Assert.Equal(WalletRent, served.PostBalances![served.Transaction.Message.AccountKeys.Count]);
    }

    [Fact]
    public void TablesGrowUpTo256Addresses()
    {
        for (int i = 0; i < 8; i++)
            Extend([.. Enumerable.Range(i * 30, 30).Select(TestKeys.Key)]);
        Extend([.. Enumerable.Range(240, 16).Select(TestKeys.Key)]);
        Assert.Equal(256, Table().Addresses.Count);
        Assert.Equal(
            TransactionError.ForInstruction(0, InstructionErrorKind.InvalidArgument),
            _test.Refusal(AddressLookupTableInstructions.Extend(_table, Me, Me, TestKeys.Key(0))));
    }

    [Fact]
    public void OnlyTheAuthorityChangesATable()
    {
        using Keypair other = TestKeys.Pair("other");
        Assert.Equal(
            TransactionError.ForInstruction(0, InstructionErrorKind.IncorrectAuthority),
            _test.Refusal([other], AddressLookupTableInstructions.Extend(_table, other.PublicKey, Me, TestKeys.Key(0))));
    }

    [Fact]
    public void AFrozenTableStaysAsItIs()
    {
        Assert.Equal(
            TransactionError.ForInstruction(0, InstructionErrorKind.InvalidInstructionData),
            _test.Refusal(AddressLookupTableInstructions.Freeze(_table, Me)));
        Extend(TestKeys.Key(1), TestKeys.Key(2));
        _test.Send(AddressLookupTableInstructions.Freeze(_table, Me));
        _test.Clock.Advance(Slot);
        _test.Ledger.SendTransaction(PayThroughTable().Bytes);
        Assert.Equal(
            TransactionError.ForInstruction(0, InstructionErrorKind.Immutable),
            _test.Refusal(AddressLookupTableInstructions.Deactivate(_table, Me)));
    }

    // The network remembers 512 slots.
    [Fact]
    public void ADeactivatedTableServesUntilItsSlotIsForgotten()
    {
        Extend(TestKeys.Key(1), TestKeys.Key(2));
        AddressLookupTable table = Table();
        _test.Send(AddressLookupTableInstructions.Deactivate(_table, Me));
        _test.Clock.Advance(512 * Slot);
        _test.Ledger.SendTransaction(PayThroughTable().Bytes);
        TransactionError tooEarly = TransactionError.ForInstruction(0, InstructionErrorKind.InvalidArgument);
        Assert.Equal(tooEarly, _test.Refusal(AddressLookupTableInstructions.Close(_table, Me, Me)));
        Assert.Equal(tooEarly, _test.Refusal(AddressLookupTableInstructions.Deactivate(_table, Me)));

        _test.Clock.Advance(Slot);
        Instruction pay = SystemInstructions.Transfer(Me, TestKeys.Key(2), WalletRent);
        Assert.Equal(TransactionErrorKind.AddressLookupTableNotFound, _test.Reject(Through(table, pay).Bytes).Kind);
        _test.Send(AddressLookupTableInstructions.Close(_table, Me, Me));
        Assert.Null(_test.Ledger.GetAccountInfo(_table));
    }

    [Fact]
    public void ATableNeedsARecentSlot()
    {
        ulong slot = _test.Ledger.GetSlot();
        TransactionError error = TransactionError.ForInstruction(0, InstructionErrorKind.InvalidInstructionData);
        Assert.Equal(error, _test.Refusal(AddressLookupTableInstructions.Create(Me, Me, slot)));
        _test.Clock.Advance(513 * Slot);
        Assert.Equal(error, _test.Refusal(AddressLookupTableInstructions.Create(Me, Me, slot)));
    }

    [Fact]
    public void ATableMustBeOne()
    {
        Instruction pay = SystemInstructions.Transfer(Me, TestKeys.Key(2), WalletRent);
        Assert.Equal(
            TransactionErrorKind.AddressLookupTableNotFound,
            _test.Reject(Through(new AddressLookupTable(TestKeys.Key(9), [TestKeys.Key(2)]), pay).Bytes).Kind);
        Assert.Equal(
            TransactionErrorKind.InvalidAddressLookupTableOwner,
            _test.Reject(Through(new AddressLookupTable(Me, [TestKeys.Key(2)]), pay).Bytes).Kind);
    }

    private void Extend(params PublicKey[] addresses) =>
        _test.Send(AddressLookupTableInstructions.Extend(_table, Me, Me, addresses));

    private AddressLookupTable Table() => AddressLookupTable.Parse(_table, _test.Ledger.GetAccountInfo(_table)!.Data.Span);

    private Transaction PayThroughTable() => Through(Table(), SystemInstructions.Transfer(Me, TestKeys.Key(2), WalletRent));

    private Transaction Through(AddressLookupTable table, Instruction instruction) => Transaction.Sign(
        Message.CompileV0(Me, [instruction], _test.Ledger.GetLatestBlockhash().Blockhash, [table]), _test.Payer);
}
