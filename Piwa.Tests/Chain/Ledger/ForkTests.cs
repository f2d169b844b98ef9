using Piwa.Chain.Bubblegum;
using Piwa.Chain.Hashing;
using Piwa.Chain.Keys;
using Piwa.Chain.Ledger;
using Piwa.Chain.Ledger.Execution;
using Piwa.Chain.Rpc;
using Piwa.Chain.Transactions;
using Piwa.Chain.Trees;

namespace Piwa.Tests.Chain.Ledger;

public sealed class ForkTests
{
    private static readonly TreeSize Size = new(3, 8);

    [Fact]
    public void ForkUndoesWhatIsNotFinal()
    {
        using TestCluster test = new();
        Transaction kept = test.Transfer(1);
        test.Ledger.SendTransaction(kept.Bytes);
        test.Advance(2);
        Transaction undone = test.Transfer(2);
        test.Ledger.SendTransaction(undone.Bytes);
        Assert.Equal(1, test.Ledger.RollBack(2));
        Assert.NotNull(test.StatusOf(kept));
        Assert.Null(test.StatusOf(undone));
        Assert.Null(test.Ledger.GetTransaction(undone.Id));
        Assert.Empty(test.Ledger.GetSignaturesForAddress(TestKeys.Key(2)));
        Assert.Equal((1_000_001UL, 0UL), (test.Ledger.GetBalance(TestKeys.Key(1)), test.Ledger.GetBalance(TestKeys.Key(2))));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void BlockhashesOfAbandonedSlotsAreUnknownForEver(bool reopens)
    {
        using TestCluster test = new();
        LatestBlockhash before = test.Ledger.GetLatestBlockhash();
        test.Advance(2);
        LatestBlockhash abandoned = test.Ledger.GetLatestBlockhash();
        test.Ledger.RollBack(2);
        if (reopens)
            test.Reopen();
        Assert.True(test.Ledger.IsBlockhashValid(before.Blockhash));
        Assert.False(test.Ledger.IsBlockhashValid(abandoned.Blockhash));
        Assert.NotEqual(abandoned.Blockhash, test.Ledger.GetLatestBlockhash().Blockhash);
        TransactionRejectedException error = Assert.Throws<TransactionRejectedException>(
            () => test.Ledger.SendTransaction(test.Transfer(1, abandoned).Bytes));
        Assert.Equal(TransactionErrorKind.BlockhashNotFound, error.Error!.Kind);
        test.Ledger.SendTransaction(test.Transfer(2, before).Bytes);
    }

    [Fact]
    public void UndoneTransactionsLandAgainWhereTheirBlockhashIsKnown()
    {
        using TestCluster test = new();
        LatestBlockhash before = test.Ledger.GetLatestBlockhash();
        test.Advance();
        Transaction again = test.Transfer(1, before);
        Transaction never = test.Transfer(2);
        test.Ledger.SendTransaction(again.Bytes);
        test.Ledger.SendTransaction(never.Bytes);
        test.Advance();
        Assert.Equal(2, test.Ledger.RollBack(2, landAgain: true));
        Assert.Equal(test.Ledger.GetSlot(), test.StatusOf(again)!.Slot);
        Assert.Null(test.StatusOf(never));
    }

    [Fact]
    public void FinalSlotsStay()
    {
        using TestCluster test = new();
        Assert.Throws<ArgumentOutOfRangeException>(() => test.Ledger.RollBack(0));
        Assert.Throws<ArgumentOutOfRangeException>(() => test.Ledger.RollBack(TestCluster.FinalitySlots + 1));
        Transaction transaction = test.Transfer(1);
        test.Ledger.SendTransaction(transaction.Bytes);
        test.Advance(TestCluster.FinalitySlots);
        Assert.Equal(0, test.Ledger.RollBack(TestCluster.FinalitySlots));
        Assert.Equal(Commitment.Finalized, test.StatusOf(transaction)!.Confirmation);
    }

    // What is left must be as if nothing else had ever been: the accounts, and the leaves beside them; now, and when the log is read again.
    [Fact]
    public void LedgerWithForksIsOneThatRanTheSurvivorsOnly()
    {
        int undone = 0;
        for (int seed = 0; seed < 60; seed++)
        {
            using TestCluster test = new();
            List<PublicKey> trees = [];
            undone += Play(test, new Random(seed), trees);
            List<Transaction> survivors = Survivors(test.Ledger);
            Check(test.Ledger, survivors, trees);
            test.Storage.Crash(new Random(seed));
            Check(test.Reopen(), survivors, trees);
            Assert.Equal(survivors.Select(survivor => survivor.Id), Survivors(test.Ledger).Select(survivor => survivor.Id));

            // And both go on.
            test.Ledger.SendTransaction(test.Transfer(4).Bytes);
            test.Ledger.RollBack(1);
            Check(test.Ledger, Survivors(test.Ledger), trees);
        }

        Assert.InRange(undone, 100, int.MaxValue);
    }

    private static int Play(TestCluster test, Random random, List<PublicKey> trees)
    {
        int undone = 0;
        for (int step = 0; step < 60; step++)
        {
            LatestBlockhash latest = test.Ledger.GetLatestBlockhash((Commitment)random.Next(3));
            Transaction transaction = test.Transfer(step, latest);
            int kind = random.Next(8);
            if (kind == 0 && trees.Count < 2)
            {
                using Keypair tree = TestKeys.Pair($"tree {trees.Count}");
                trees.Add(tree.PublicKey);
                transaction = test.Build(latest, [tree], CreateTree(test, tree));
            }
            else if (kind < 5 && trees.Count != 0)
            {
                transaction = test.Build(latest, [], Mint(test, trees[random.Next(trees.Count)], step));
            }

            test.Ledger.Send(transaction.Bytes, new SendOptions { SkipPreflight = random.Next(2) == 0 });
            if (random.Next(3) == 0)
                test.Advance(random.Next(1, 4));
            if (random.Next(10) == 0)
                undone += test.Ledger.RollBack(random.Next(1, TestCluster.FinalitySlots + 1), random.Next(2) == 0);
            if (random.Next(30) == 0)
                test.Reopen();
        }

        return undone;
    }

    private static Instruction[] CreateTree(TestCluster test, Keypair tree) =>
    [
        SystemInstructions.CreateAccount(
            test.Payer.PublicKey, tree.PublicKey, Size.RentLamports, (ulong)Size.AccountBytes, ProgramIds.SplAccountCompression),
        BubblegumInstructions.CreateTree(tree.PublicKey, Size, test.Payer.PublicKey, test.Payer.PublicKey, isPublic: false),
    ];

    private static Instruction Mint(TestCluster test, PublicKey tree, int number) => BubblegumInstructions.MintV1(
        MintAccounts.For(tree, test.Payer.PublicKey, test.Payer.PublicKey),
        TestKeys.Key(number), TestKeys.Key(number), TestLedger.Metadata(number));

    private static List<Transaction> Survivors(EmbeddedLedger ledger)
    {
        using Keypair payer = TestKeys.Pair("payer");
        return [.. ledger.GetSignaturesForAddress(payer.PublicKey).Reverse().Select(info => ledger.GetTransaction(info.Signature)!.Transaction)];
    }

    private static void Check(EmbeddedLedger ledger, List<Transaction> survivors, List<PublicKey> trees)
    {
        Bank bank = new(survivors[0].Message.AccountKeys[0], EmbeddedLedger.FaucetLamports);
        UInt128 all = bank.TotalLamports;
        foreach (Transaction transaction in survivors)
        {
            TransactionDetails details = ledger.GetTransaction(transaction.Id)!;
            TransactionResult result = new();
            bank.Execute(transaction, details.Slot, default, keepFailure: true, result);
            Assert.Equal((details.Error, details.Fee), (result.Error, result.Fee));
        }

        Assert.Equal(bank.TotalLamports, ledger.TotalLamports);
        Assert.Equal(all, ledger.TotalLamports + ledger.FeesCollected);
        foreach (PublicKey key in survivors.SelectMany(survivor => survivor.Message.AccountKeys).Distinct())
            Assert.Equal(bank.Find(key)?.Data ?? [], ledger.GetAccountInfo(key)?.Data.ToArray() ?? []);
        foreach (PublicKey tree in trees)
            CheckLeaves(ledger, tree);
    }

    private static void CheckLeaves(EmbeddedLedger ledger, PublicKey tree)
    {
        Hash256[] leaves = new Hash256[Size.Capacity];
        int count = ledger.ReadLeaves(tree, 0, leaves);
        if (ledger.GetAccountInfo(tree) is not { } account)
        {
            Assert.Equal(0, count);
            return;
        }

        Assert.Equal(ConcurrentMerkleTree.Open(account.Data.ToArray()).Root, MerkleTree.ComputeRoot(Size.Depth, leaves));
        for (int index = 0; index < count; index++)
            Assert.NotNull(ledger.GetTransaction(ledger.FindLeafTransaction(tree, index)!.Value));
        Assert.Null(ledger.FindLeafTransaction(tree, count));
    }
}
