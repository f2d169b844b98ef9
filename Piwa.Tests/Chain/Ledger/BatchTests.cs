using CsCheck;
using Piwa.Chain.Keys;
using Piwa.Chain.Ledger;
using Piwa.Chain.Rpc;
using Piwa.Chain.Transactions;
using Piwa.Chain.Trees;

namespace Piwa.Tests.Chain.Ledger;

public sealed class BatchTests : IDisposable
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
            [TransactionDisposition.Succeeded, TransactionDisposition.Rejected, TransactionDisposition.Rejected,
                TransactionDisposition.Succeeded], all);
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
            .. _test.Ledger.SendTransactions([good, bad, late],
                new SendOptions { StopAtFirstFailure = true, SkipPreflight = skipPreflight })
                .Select(outcome => outcome.Disposition),
        ];
        Assert.Equal(
            [TransactionDisposition.Succeeded, skipPreflight ? TransactionDisposition.Failed : TransactionDisposition.Rejected,
                TransactionDisposition.NotTried], all);
        Assert.Null(_test.Ledger.GetAccountInfo(TestKeys.Key(3)));
    }

    [Theory]
    [InlineData(EmbeddedLedger.MaximumBatchTransactions, true)]
    [InlineData(EmbeddedLedger.MaximumBatchTransactions + 1, false)]
    public void BatchIsBounded(int count, bool isAccepted)
    {
        ReadOnlyMemory<byte>[] transactions = [.. Enumerable.Repeat(new ReadOnlyMemory<byte>([1]), count)];
        if (isAccepted)
            Assert.All(_test.Ledger.SendTransactions(transactions), outcome =>
                Assert.Equal(TransactionErrorKind.SanitizeFailure, outcome.Error!.Kind));
        else
            Assert.Throws<ArgumentException>(() => _test.Ledger.SendTransactions(transactions));
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
                test.Ledger.SendTransactions([Transaction.Sign(message, wallets[from]).Bytes],
                    new SendOptions { SkipPreflight = skipPreflight });
                test.Clock.Advance(TimeSpan.FromMilliseconds(400));
            }

            Array.ForEach(wallets, wallet => wallet.Dispose());

            // One lamport for each of the eleven programs.
            return test.Ledger.TotalLamports + test.Ledger.FeesCollected == EmbeddedLedger.FaucetLamports + 12;
        }, iter: 40);
}
