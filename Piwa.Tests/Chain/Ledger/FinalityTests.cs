using Piwa.Chain.Ledger;
using Piwa.Chain.Rpc;
using Piwa.Chain.Transactions;

namespace Piwa.Tests.Chain.Ledger;

public sealed class FinalityTests : IDisposable
{
    private readonly TestCluster _test = new();

    public void Dispose() => _test.Dispose();

    [Fact]
    public void HeightsLagBehindByTheirCommitment()
    {
        ulong slot = _test.Ledger.GetSlot();
        Assert.Equal(slot - 1, _test.Ledger.GetSlot(Commitment.Confirmed));
        Assert.Equal(slot - 8, _test.Ledger.GetEpochInfo(Commitment.Finalized).BlockHeight);
        LatestBlockhash final = _test.Ledger.GetLatestBlockhash(Commitment.Finalized);
        Assert.Equal(slot - 8 + 150, final.LastValidBlockHeight);
        Assert.True(_test.Ledger.IsBlockhashValid(final.Blockhash, Commitment.Finalized));
        LatestBlockhash newest = _test.Ledger.GetLatestBlockhash();
        Assert.True(_test.Ledger.IsBlockhashValid(newest.Blockhash));
        Assert.False(_test.Ledger.IsBlockhashValid(newest.Blockhash, Commitment.Confirmed));
    }

    [Fact]
    public void BlockhashServesUntilItsLastHeight()
    {
        LatestBlockhash final = _test.Ledger.GetLatestBlockhash(Commitment.Finalized);
        _test.Advance((int)(final.LastValidBlockHeight - _test.Ledger.GetSlot()));
        _test.Ledger.SendTransaction(_test.Transfer(1, final).Bytes);
        _test.Advance();
        Assert.Throws<TransactionRejectedException>(() => _test.Ledger.SendTransaction(_test.Transfer(2, final).Bytes));
    }

    [Fact]
    public void TransactionSettlesStepByStep()
    {
        Transaction transaction = _test.Transfer(1);
        _test.Ledger.SendTransaction(transaction.Bytes);
        for (int depth = 0; depth <= 10; depth++)
        {
            Commitment expected = depth >= 8 ? Commitment.Finalized : depth >= 1 ? Commitment.Confirmed : Commitment.Processed;
            Assert.Equal(expected, _test.StatusOf(transaction)!.Confirmation);
            foreach (Commitment commitment in Enum.GetValues<Commitment>())
            {
                Assert.Equal(commitment <= expected, _test.Ledger.GetTransaction(transaction.Id, commitment) is not null);
                Assert.Equal(
                    commitment <= expected ? 1 : 0, _test.Ledger.GetSignaturesForAddress(TestKeys.Key(1), commitment: commitment).Count);
            }

            ulong final = _test.Ledger.GetBalance(TestKeys.Key(1), Commitment.Finalized);
            Assert.Equal(depth >= 8 ? 1_000_001UL : 0, final);
            Assert.Equal(1_000_001UL, _test.Ledger.GetBalance(TestKeys.Key(1), Commitment.Confirmed));
            _test.Advance();
        }
    }

    [Fact]
    public void OldTransactionsAreForgottenButByTheHistory()
    {
        Transaction transaction = _test.Transfer(1);
        _test.Ledger.SendTransaction(transaction.Bytes);
        _test.Advance(158);
        Assert.NotNull(_test.Ledger.GetSignatureStatuses([transaction.Id], searchTransactionHistory: false)[0]);
        _test.Advance();
        Assert.Null(_test.Ledger.GetSignatureStatuses([transaction.Id], searchTransactionHistory: false)[0]);
        Assert.NotNull(_test.StatusOf(transaction));
    }

    [Fact]
    public void BatchesAreRefused()
    {
        NotSupportedException error = Assert.Throws<NotSupportedException>(
            () => _test.Ledger.SendTransactions([_test.Transfer(1).Bytes]));
        Assert.Contains("one by one", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(0, -1)]
    [InlineData(0, 65)]
    [InlineData(9, 8)]
    [InlineData(-1, 8)]
    public void WrongDepthsAreRefused(int confirmation, int finality)
    {
        EmbeddedLedgerOptions options = new() { ConfirmationSlots = confirmation, FinalitySlots = finality };
        Assert.Throws<ArgumentException>(() => EmbeddedLedger.OpenInMemory(options));
    }
}
