using System.Numerics;
using Piwa.Chain.Economy;
using Piwa.Chain.Keys;

namespace Piwa.Tests.Chain.Economy;

public sealed class EpochSettlementTests
{
    private const int Settlements = 3_000;

    [Fact]
    public void EveryPayoutIsThatOfTheReferenceAndNothingIsLost()
    {
        for (int seed = 0; seed < Settlements; seed++)
        {
            EpochBooks books = Sample(new Random(seed));
            Posting[] postings = EpochSettlement.Settle(books);
            Dictionary<ValueAccount, BigInteger> expected = ReferenceSettlement.Settle(books);
            Assert.Equal(expected.Count, postings.Length);
            Assert.All(postings, each => Assert.Equal(expected[each.Account], each.Amount.Units));
            Assert.Equal(0, postings.Aggregate(BigInteger.Zero, (sum, each) => sum + each.Amount.Units));
            Assert.Equal(postings.Select(each => each.Account).Order(), postings.Select(each => each.Account));
            Assert.All(postings, each => Assert.True(!each.Amount.IsNegative || each.Account.Kind is ValueAccountKind.Escrow or ValueAccountKind.GenerationFund));
        }
    }

    [Fact]
    public void OrderOfWhatIsGivenDoesNotMatter()
    {
        for (int seed = 0; seed < Settlements / 10; seed++)
        {
            Random random = new(seed);
            EpochBooks books = Sample(random);
            NodeCount[] nodes = [.. books.Facts.Nodes];
            WalletCount[] uploads = [.. books.Facts.Uploads], labels = [.. books.Facts.Labels];
            random.Shuffle(nodes);
            random.Shuffle(uploads);
            random.Shuffle(labels);
            Posting[] again = EpochSettlement.Settle(books with { Facts = new EpochFacts(books.Facts.AssetCount, nodes, uploads, labels) });
            Assert.Equal(EpochSettlement.Settle(books), again);
        }
    }

    [Theory]
    [InlineData(999_999_998, 500)]
    [InlineData(999_999_999, 500)]
    [InlineData(1_000_000_000, 0)]
    [InlineData(1_000_000_001, 0)]
    public void TheEpochThatReachesTheTargetStillFundsGeneration(long assetsAtBegin, long toFund)
    {
        EpochFacts facts = new(2_000_000_000, [new(TestKeys.Key(1), 1, 0)], [], []);
        Posting[] postings = EpochSettlement.Settle(Books(Amount.OfRender(1000), facts) with { AssetsAtBegin = assetsAtBegin });
        Assert.Equal(Amount.OfRender(toFund), AmountOf(postings, ValueAccount.GenerationFund));
        Assert.Equal(Amount.OfRender(1000 - toFund), PaidTo(postings, 1));
    }

    [Fact]
    public void WhereThereIsNobodyTheNextHasIt()
    {
        Amount revenue = Amount.OfRender(100);
        Posting[] nobody = EpochSettlement.Settle(Books(revenue, new EpochFacts(0, [], [], [])));
        Assert.Equal(revenue, AmountOf(nobody, ValueAccount.GenerationFund));

        // A node without a staker keeps all that is the nodes'; nobody labels or uploads.
        Posting[] alone = EpochSettlement.Settle(Books(revenue, new EpochFacts(5, [new(TestKeys.Key(1), 5, 5)], [new(TestKeys.Key(2), 0)], [])));
        Assert.Equal(Amount.OfRender(50), PaidTo(alone, 1));
    }

    [Fact]
    public void NoRevenueIsNoPosting() => Assert.Empty(EpochSettlement.Settle(Books(Amount.Zero, new EpochFacts(5, [new(TestKeys.Key(1), 5, 5)], [], []))));

    [Theory]
    [InlineData(0, 20, 30)]
    [InlineData(19, 1, 49)]
    [InlineData(20, 0, 50)]
    [InlineData(21, 0, 50)]
    public void WhatIsHeldBackIsFilledUpFirst(long before, long held, long payable)
    {
        EpochBooks books = Books(Amount.OfRender(100), new EpochFacts(1, [new(TestKeys.Key(1), 1, 0)], [], [])) with { HeldBack = _ => Amount.OfRender(before) };
        Posting[] postings = EpochSettlement.Settle(books);
        Assert.Equal(Amount.OfRender(held), AmountOf(postings, new(ValueAccountKind.NodeHeldBack, TestKeys.Key(1))));
        Assert.Equal(Amount.OfRender(payable), AmountOf(postings, new(ValueAccountKind.NodePayable, TestKeys.Key(1))));
    }

    internal static Amount AmountOf(IEnumerable<Posting> postings, ValueAccount account) => postings.FirstOrDefault(each => each.Account == account).Amount;

    private static Amount PaidTo(Posting[] postings, int node) =>
        AmountOf(postings, new(ValueAccountKind.NodeHeldBack, TestKeys.Key(node))) + AmountOf(postings, new(ValueAccountKind.NodePayable, TestKeys.Key(node)));

    private static EpochBooks Books(Amount revenue, EpochFacts facts)
    {
        Posting[] escrow = revenue.IsZero ? [] : [new(new(ValueAccountKind.Escrow, TestKeys.Key(100)), revenue)];
        return new EpochBooks(EconomyParameters.Default, escrow, 0, facts, [], Amount.Zero, _ => Amount.Zero);
    }

    private static EpochBooks Sample(Random random)
    {
        EconomyParameters parameters = EconomyParameters.Default
            .With("revenue.staker-share", random.Next(1_000_001))
            .With("revenue.uploader-share", random.Next(250_001))
            .With("revenue.labeller-share", random.Next(250_001))
            .With("generation.epoch-share", random.Next(1_000_001))
            .With("node.hold-back", random.NextInt64(10 * Amount.UnitsPerRender));
        Posting[] escrow =
        [
            .. Some(random, 4).Select(key => new Posting(new(ValueAccountKind.Escrow, key), new Amount(1 + Number(random))))
                .OrderBy(each => each.Account),
        ];
        PublicKey[] nodes = Some(random, 6);
        Posting[] delegations =
        [
            .. nodes.SelectMany(node => Some(random, 4).Select(staker => new Posting(new(ValueAccountKind.Stake, staker, node), new Amount(1 + Number(random)))))
                .OrderBy(each => each.Account),
        ];
        EpochFacts facts = new(
            random.NextInt64(2_000_000_000),
            nodes.Select(node => (node, made: random.Next(3) * random.NextInt64(1000))).Select(each => new NodeCount(each.node, each.made + (random.Next(2) * random.Next(5)), each.made)),
            Some(random, 4).Select(key => new WalletCount(key, random.Next(4))),
            Some(random, 4).Select(key => new WalletCount(key, random.Next(4))));
        return new EpochBooks(
            parameters, escrow, random.NextInt64(2_000_000_000), facts, delegations, new Amount(Number(random)), node => new Amount(node.ToArray()[0] * 5_000_000L));
    }

    private static PublicKey[] Some(Random random, int most) =>
        [.. Enumerable.Range(0, 8).OrderBy(_ => random.Next()).Take(random.Next(most + 1)).Select(TestKeys.Key)];

    private static long Number(Random random) => random.NextInt64(1L << random.Next(1, 58));
}
