using Piwa.Chain.Collections;
using Piwa.Chain.Keys;
using Piwa.Chain.Ledger;
using Piwa.Chain.Rpc;
using Piwa.Chain.Transactions;

namespace Piwa.Tests.Chain.Ledger.Assets;

/// <summary>Everything that can happen to assets, at random, against a model that knows leaves and nothing of programs.</summary>
public sealed class AssetWorldTests(ITestOutputHelper output)
{
    private const int Steps = 700;

    /// <summary>One lamport of each program.</summary>
    private const ulong ProgramLamports = 12;

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void TreesHoldTheLeavesThatTheModelExpects(int seed)
    {
        using TestLedger test = new(options => options.RetainedTransactions = 16);
        using AssetWorld world = new(seed, test.Payer);
        foreach (PublicKey person in world.PeopleKeys)
            test.Ledger.RequestAirdrop(person, TestLedger.Funds / 1_000);

        Dictionary<string, int> succeeded = [];
        int refused = 0;
        for (int i = 0; i < Steps; i++)
        {
            AssetStep step = world.Next();
            AssetStep spoiled = i % 3 == 0 ? world.Noise() : world.Spoil(step);
            Simulate(test, spoiled);
            TransactionOutcome outcome = test.Ledger.SendTransactions([test.Build(step.Signers, step.Instructions).Bytes])[0];
            test.Clock.Advance(test.Ledger.SlotDuration);
            if (outcome.Disposition == TransactionDisposition.Rejected)
            {
                refused++;
            }
            else
            {
                succeeded[step.Name] = succeeded.GetValueOrDefault(step.Name) + 1;
                step.Apply();
            }

            foreach (ModelTree tree in world.Trees)
                Assert.True(tree.Root == test.Tree(tree.Key).Root, $"Seed {seed}, step {i}: {step.Name}, {outcome.Error}");
            Assert.Equal((UInt128)EmbeddedLedger.FaucetLamports + ProgramLamports, test.Ledger.TotalLamports + test.Ledger.FeesCollected);
        }

        AssertCollections(test, world);
        Dictionary<PublicKey, byte[]> before = Accounts(test, world);
        test.Reopen();
        Assert.Equal(before, Accounts(test, world));
        foreach (ModelTree tree in world.Trees)
            Assert.Equal(tree.Root, test.Tree(tree.Key).Root);

        output.WriteLine($"{refused} of {Steps} refused; " + string.Join(", ", succeeded.OrderBy(pair => pair.Key)));
        Assert.InRange(succeeded.Count, 24, 27);
        Assert.InRange(refused, Steps / 10, Steps * 2 / 3);
    }

    private static void Simulate(TestLedger test, AssetStep step)
    {
        Transaction transaction = test.Build(step.Signers, step.Instructions);
        test.Ledger.SimulateTransaction(transaction.Bytes);
    }

    /// <summary>Collections count the living assets that are in them.</summary>
    private static void AssertCollections(TestLedger test, AssetWorld world)
    {
        ILookup<PublicKey, ModelAsset> members = world.Assets
            .Where(asset => !asset.IsBurned && asset.MetadataV2?.Collection is not null)
            .ToLookup(asset => asset.MetadataV2!.Collection!.Value);
        int counted = 0;
        foreach (PublicKey key in world.Collections)
        {
            CoreCollectionAccount collection = CoreCollectionAccount.Parse(test.Ledger.GetAccountInfo(key)!.Data.Span);
            Assert.Equal(members[key].Count(), (int)collection.CurrentSize);
            counted += members[key].Count();
        }

        Assert.NotEqual(0, counted);
    }

    private static Dictionary<PublicKey, byte[]> Accounts(TestLedger test, AssetWorld world) => world.Trees
        .SelectMany(tree => new[] { tree.Key, ProgramAddress.TreeAuthority(tree.Key) })
        .Concat(world.Collections)
        .Concat(world.PeopleKeys)
        .ToDictionary(key => key, key => (byte[])
        [
            .. BitConverter.GetBytes(test.Ledger.GetBalance(key)), .. test.Ledger.GetAccountInfo(key)!.Data.Span,
        ]);
}
