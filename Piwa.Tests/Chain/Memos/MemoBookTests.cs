using Piwa.Chain.Keys;
using Piwa.Chain.Memos;
using Piwa.Chain.Rpc;
using Piwa.Chain.Transactions;
using Piwa.Tests.Chain.Ledger;

namespace Piwa.Tests.Chain.Memos;

public sealed class MemoBookTests : IDisposable
{
    private readonly TestLedger _test = new();

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    public void Dispose() => _test.Dispose();

    [Fact]
    public async Task TextsAreReadInTheirOrderAlsoAfterTheLedgerWasOpenedAgain()
    {
        MemoBook book = new(_test.Ledger, _test.Payer);
        Assert.Empty(await book.ReadAsync(Stop));
        Signature first = await book.WriteAsync("one\n\"été\"", Stop);
        Signature second = await book.WriteAsync("two", Stop);
        Assert.Contains("Program log: Memo (len 11): \"one\\n\\\"été\\\"\"", _test.Ledger.GetTransaction(first)!.LogMessages!);
        IReadOnlyList<Memo> memos = await MemoBook.ReadByAsync(_test.Reopen(), _test.Payer.PublicKey, Stop);
        Assert.Equal([("one\n\"été\"", first), ("two", second)], memos.Select(memo => (memo.Text, memo.Transaction)));
    }

    [Fact]
    public async Task OnlyWhatTheAuthorSignedIsTheirs()
    {
        using Keypair other = TestKeys.Pair("another author");
        _test.Ledger.RequestAirdrop(other.PublicKey, TestLedger.Funds);
        await new MemoBook(_test.Ledger, other).WriteAsync("another's", Stop);

        // The author pays, but nobody stands behind this memo, or another does.
        _test.Send(MemoInstructions.Memo("nobody's"));
        _test.Send([other], MemoInstructions.Memo("another's again", other.PublicKey));
        _test.Send(MemoInstructions.Memo("first", _test.Payer.PublicKey), MemoInstructions.Memo("second", _test.Payer.PublicKey));
        Assert.Equal(["first", "second"], (await new MemoBook(_test.Ledger, _test.Payer).ReadAsync(Stop)).Select(memo => memo.Text));
    }

    [Theory]
    [InlineData(RpcLimits.SignaturesForAddress - 1)]
    [InlineData(RpcLimits.SignaturesForAddress)]
    [InlineData(RpcLimits.SignaturesForAddress + 1)]
    public async Task AllAreReadWhateverTheirNumber(int count)
    {
        _test.Ledger.SendTransactions([.. Enumerable.Range(0, count).Select(i => _test.Build(MemoInstructions.Memo($"{i}", _test.Payer.PublicKey)).Bytes)]);
        Assert.Equal(
            Enumerable.Range(0, count).Select(i => $"{i}"), (await new MemoBook(_test.Ledger, _test.Payer).ReadAsync(Stop)).Select(memo => memo.Text));
    }

    [Fact]
    public async Task TheLongestTextFitsATransactionAndALongerOneIsRefused()
    {
        MemoBook book = new(_test.Ledger, _test.Payer);
        await book.WriteAsync(new string('é', MemoBook.MaximumTextBytes / 2), Stop);
        await Assert.ThrowsAsync<ArgumentException>(async () => await book.WriteAsync(new string('é', MemoBook.MaximumTextBytes / 2) + "x", Stop));
        await Assert.ThrowsAsync<ArgumentException>(async () => await book.WriteAsync("", Stop));
        Assert.Single(await book.ReadAsync(Stop));
    }

    [Fact]
    public async Task WhoCannotPayIsToldSo()
    {
        using Keypair poor = TestKeys.Pair("poor author");
        await Assert.ThrowsAsync<TransactionRejectedException>(async () => await new MemoBook(_test.Ledger, poor).WriteAsync("text", Stop));
    }
}
