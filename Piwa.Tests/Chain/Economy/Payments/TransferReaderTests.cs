using Piwa.Chain.Economy;
using Piwa.Chain.Economy.Payments;
using Piwa.Chain.Keys;
using Piwa.Chain.Rpc;
using Piwa.Chain.Token;
using Piwa.Chain.Transactions;
using Piwa.Tests.Chain.Economy.Payouts;
using Piwa.Tests.Chain.Ledger;

namespace Piwa.Tests.Chain.Economy.Payments;

/// <summary>Transfers as they stand in transactions that a real token program has run.</summary>
public sealed class TransferReaderTests : IDisposable
{
    private readonly TestLedger _test = new();
    private readonly PublicKey _mint;
    private readonly PublicKey _shop = TestKeys.Key(40);

    public TransferReaderTests()
    {
        _mint = PayoutTestSupport.MakeTreasury(_test.Ledger, _test.Payer, _test.Payer.PublicKey);
        _test.Send(TokenInstructions.CreateAssociatedAccount(_test.Payer.PublicKey, _shop, _mint));
    }

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private PublicKey From => ProgramAddress.TokenAccount(_test.Payer.PublicKey, _mint);

    private PublicKey To => ProgramAddress.TokenAccount(_shop, _mint);

    public void Dispose() => _test.Dispose();

    [Fact]
    public async Task EveryTransferOfATransactionIsFoundWithItsReferences()
    {
        PaymentRequest request = new(_shop, _mint, Amount.Parse("1.5"), TestKeys.Key(41), "Shop", "Two & more");
        IReadOnlyList<TokenTransfer> found = await ReadAsync(
            [.. request.ToInstructions(_test.Payer.PublicKey), TokenInstructions.Transfer(From, To, _test.Payer.PublicKey, 7), TokenInstructions.Transfer(To, From, _shop, 1)],
            succeeds: false);
        Assert.Empty(found);
        found = await ReadAsync([.. request.ToInstructions(_test.Payer.PublicKey), TokenInstructions.Transfer(From, To, _test.Payer.PublicKey, 7)]);
        Assert.Equal([(0, Amount.Parse("1.5")), (1, new Amount(7))], found.Select(transfer => (transfer.Place, transfer.Amount)));
        Assert.Equal([TestKeys.Key(41)], found[0].References);
        Assert.Empty(found[1].References);
        Assert.All(found, transfer => Assert.Equal((_test.Payer.PublicKey, From, To), (transfer.Payer, transfer.From, transfer.To)));
        Assert.Equal(
            $"solana:{_shop}?amount=1.5&spl-token={_mint}&reference={TestKeys.Key(41)}&label=Shop&message=Two%20%26%20more", request.ToUri());
    }

    [Fact]
    public async Task CallsOfProgramsCountToo()
    {
        // As a wallet of several signers pays: its program calls the token program.
        TransactionDetails sent = await DetailsAsync([TokenInstructions.Transfer(From, To, _test.Payer.PublicKey, 9)]);
        CompiledInstruction outer = sent.Transaction.Message.Instructions[0];
        TransactionDetails called = With(sent, sent.Error, [new InnerInstruction(0, 2, ProgramIds.Token, outer.AccountIndexes, outer.Data)]);
        Assert.Equal([new Amount(9), new Amount(9)], TransferReader.Read(called, To, _mint).Select(transfer => transfer.Amount));
        Assert.Equal([0, 1], TransferReader.Read(called, To, _mint).Select(transfer => transfer.Place));
    }

    [Fact]
    public async Task OtherAccountsOtherMintsAndOtherInstructionsAreNone()
    {
        TransactionDetails sent = await DetailsAsync([TokenInstructions.TransferChecked(From, _mint, To, _test.Payer.PublicKey, 9, 8)]);
        Assert.Single(TransferReader.Read(sent, To, _mint));
        Assert.Empty(TransferReader.Read(sent, From, _mint));
        Assert.Empty(TransferReader.Read(sent, To, TestKeys.Key(1)));
        Assert.Empty(await ReadAsync([TokenInstructions.MintTo(_mint, To, _test.Payer.PublicKey, 9), TokenInstructions.Burn(From, _mint, _test.Payer.PublicKey, 1)]));
    }

    [Fact]
    public async Task WatchShowsEachTransferOnceOldestFirst()
    {
        TransferWatch watch = new(_test.Ledger, _shop, _mint);
        List<Amount> seen = [];
        for (int i = 1; i <= 5; i++)
        {
            _test.Clock.Advance(TimeSpan.FromSeconds(1));
            _test.Send(TokenInstructions.Transfer(From, To, _test.Payer.PublicKey, (ulong)i));
            if (i % 2 == 0)
                await watch.LookAsync(Into(seen), Token);
        }

        await Assert.ThrowsAsync<InvalidOperationException>(async () => await watch.LookAsync(_ => throw new InvalidOperationException(), Token));
        await watch.LookAsync(Into(seen), Token);
        Assert.Equal(0, await watch.LookAsync(Into([]), Token));
        Assert.Equal([1, 2, 3, 4, 5], seen.Select(amount => amount.Units));
        List<Amount> rest = [];
        await new TransferWatch(_test.Ledger, _shop, _mint, watch.Last).LookAsync(Into(rest), Token);
        Assert.Empty(rest);
    }

    private static Func<TokenTransfer, ValueTask> Into(List<Amount> amounts) => transfer =>
    {
        amounts.Add(transfer.Amount);
        return ValueTask.CompletedTask;
    };

    private async Task<IReadOnlyList<TokenTransfer>> ReadAsync(Instruction[] instructions, bool succeeds = true) =>
        TransferReader.Read(await DetailsAsync(instructions, succeeds), To, _mint);

    private async Task<TransactionDetails> DetailsAsync(Instruction[] instructions, bool succeeds = true)
    {
        _test.Clock.Advance(TimeSpan.FromSeconds(1));
        Signature sent;
        if (succeeds)
        {
            sent = _test.Send(instructions);
        }
        else
        {
            // It lands, and fails: the shop has not signed.
            instructions[^1] = TokenInstructions.Transfer(From, To, _test.Payer.PublicKey, ulong.MaxValue);
            sent = _test.Ledger.SendTransaction(_test.Build(instructions).Bytes, new SendOptions { SkipPreflight = true });
        }

        return (await ((IRpcClient)_test.Ledger).GetTransactionAsync(sent, Commitment.Finalized, Token))!;
    }

    private static TransactionDetails With(TransactionDetails details, TransactionError? error, IReadOnlyList<InnerInstruction> calls) => new()
    {
        Transaction = details.Transaction,
        Slot = details.Slot,
        BlockTime = details.BlockTime,
        Error = error,
        Fee = details.Fee,
        InnerInstructions = calls,
    };
}
