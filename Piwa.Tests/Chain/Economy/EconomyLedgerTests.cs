using Piwa.Chain.Economy;
using Piwa.Tests.Infrastructure;

namespace Piwa.Tests.Chain.Economy;

public sealed class EconomyLedgerTests
{
    private static readonly Amount Ten = Amount.OfRender(10);

    [Fact]
    public void ANewLedgerHasItsRulesAndThePool()
    {
        using TestEconomy economy = new();
        Assert.Equal("1140852", economy.Ledger.BalanceOf(ValueAccount.EmissionPool).ToString());
        Assert.Equal("-1140852", economy.Ledger.BalanceOf(ValueAccount.Network).ToString());
        Assert.Equal(EconomyParameters.Default.ToHash(), economy.Ledger.Parameters.ToHash());
        economy.Check();
    }

    [Fact]
    public void ARepeatedCallIsTheSameEntryAndAnotherOfItsKeyIsRefused()
    {
        using TestEconomy economy = new();
        ValueEntry paid = economy.Ledger.PayLicence("a", TestKeys.Key(1), Ten);
        economy.Clock.Advance(TimeSpan.FromDays(1));
        Assert.Same(paid, economy.Ledger.PayLicence("a", TestKeys.Key(1), Ten));
        Assert.Throws<EconomyException>(() => economy.Ledger.PayLicence("a", TestKeys.Key(2), Ten));
        Assert.Throws<EconomyException>(() => economy.Ledger.PayLicence("a", TestKeys.Key(1), Amount.OfRender(11)));
        Assert.Equal(2, economy.Ledger.Entries.Count);

        // The same key of another cause is another entry.
        economy.Ledger.Stake("a", TestKeys.Key(1), TestKeys.Key(2), Ten);
        Assert.Equal(3, economy.Ledger.Entries.Count);
    }

    [Fact]
    public void WhatDependsOnTheStateCanBeRepeatedToo()
    {
        using TestEconomy economy = new();
        economy.Ledger.PayLicence("a", TestKeys.Key(1), Ten);
        economy.CloseEpoch(new EpochFacts(1, [new(TestKeys.Key(2), 1, 1)], [], []));
        ValueEntry forfeited = economy.Ledger.Forfeit("shard", TestKeys.Key(2));
        Assert.Same(forfeited, economy.Ledger.Forfeit("shard", TestKeys.Key(2)));
        Assert.Same(economy.Ledger.Entries[2], economy.Ledger.CloseEpoch(0, new EpochFacts(1, [new(TestKeys.Key(2), 1, 1)], [], [])));
        Assert.Throws<EconomyException>(() => economy.Ledger.CloseEpoch(0, TestEconomy.Nothing));
    }

    [Fact]
    public void ARefundIsOfItsEpochAndNoMoreThanWasPaid()
    {
        using TestEconomy economy = new();
        economy.Ledger.PayLicence("a", TestKeys.Key(1), Ten);
        economy.Ledger.PayLicence("b", TestKeys.Key(1), Ten);
        economy.Ledger.Refund("r1", "a", Amount.OfRender(4));
        Assert.Throws<EconomyException>(() => economy.Ledger.Refund("r2", "a", Amount.OfRender(7)));
        economy.Ledger.Refund("r2", "a", Amount.OfRender(6));
        Assert.Throws<EconomyException>(() => economy.Ledger.Refund("r3", "a", new Amount(1)));
        Assert.Throws<EconomyException>(() => economy.Ledger.Refund("r3", "c", new Amount(1)));
        Assert.Equal(Ten, economy[ValueAccountKind.Escrow, 1]);
        Assert.Equal(-Ten, economy[ValueAccountKind.Outside, 1]);
        economy.CloseEpoch();
        Assert.Throws<EconomyException>(() => economy.Ledger.Refund("r3", "b", new Amount(1)));
    }

    [Fact]
    public void AnEpochIsClosedOnceAndNotBeforeItIsOver()
    {
        using TestEconomy economy = new();
        economy.Clock.Advance(TimeSpan.FromDays(30) - TimeSpan.FromMilliseconds(1));
        Assert.Throws<EconomyException>(() => economy.Ledger.CloseEpoch(0, TestEconomy.Nothing));
        economy.Clock.Advance(TimeSpan.FromMilliseconds(1));
        Assert.Throws<EconomyException>(() => economy.Ledger.CloseEpoch(1, TestEconomy.Nothing));
        economy.Ledger.CloseEpoch(0, TestEconomy.Nothing);
        Assert.Equal(1, economy.Ledger.Epoch);
        Assert.Throws<EconomyException>(() => economy.Ledger.CloseEpoch(1, TestEconomy.Nothing));
    }

    [Fact]
    public void OneMonthIsEmittedInAnEpoch()
    {
        using TestEconomy economy = new();
        Assert.Throws<EconomyException>(() => economy.Ledger.Emit(1));
        economy.Ledger.Emit(0);
        Assert.Throws<EconomyException>(() => economy.Ledger.Emit(1));
        for (int month = 1; month < 8; month++)
        {
            economy.CloseEpoch();
            economy.Ledger.Emit(month);
        }

        Assert.Equal("570426", economy.Ledger.BalanceOf(ValueAccount.GenerationFund).ToString());
        Assert.Equal("570426", economy.Ledger.BalanceOf(ValueAccount.EmissionPool).ToString());
        Assert.Empty(economy.Ledger.Entries[^1].Postings);
    }

    [Fact]
    public void StakeMovesAtOnceAndComesBackAfterADelay()
    {
        using TestEconomy economy = new();
        economy.Ledger.Stake("s", TestKeys.Key(1), TestKeys.Key(2), Ten);
        economy.Ledger.Restake("r", TestKeys.Key(1), TestKeys.Key(2), TestKeys.Key(3), Amount.OfRender(4));
        Assert.Equal("6", economy.Ledger.StakeWith(TestKeys.Key(2)).ToString());
        Assert.Equal("4", economy.Ledger.StakeWith(TestKeys.Key(3)).ToString());
        Assert.Throws<EconomyException>(() => economy.Ledger.Restake("x", TestKeys.Key(1), TestKeys.Key(3), TestKeys.Key(3), new Amount(1)));
        Assert.Throws<EconomyException>(() => economy.Ledger.Restake("x", TestKeys.Key(9), TestKeys.Key(3), TestKeys.Key(2), new Amount(1)));
        Assert.Throws<EconomyException>(() => economy.Ledger.Unstake("u", TestKeys.Key(1), TestKeys.Key(3), Amount.OfRender(5)));
        economy.Ledger.Unstake("u", TestKeys.Key(1), TestKeys.Key(3), Amount.OfRender(3));
        Assert.Equal("1", economy.Ledger.StakeWith(TestKeys.Key(3)).ToString());
        economy.Clock.Advance(TimeSpan.FromDays(14) - TimeSpan.FromMilliseconds(1));
        Assert.Throws<EconomyException>(() => economy.Ledger.Release("u"));
        economy.Reopen();
        economy.Clock.Advance(TimeSpan.FromMilliseconds(1));
        ValueEntry released = economy.Ledger.Release("u");
        Assert.Same(released, economy.Ledger.Release("u"));
        Assert.Throws<EconomyException>(() => economy.Ledger.Release("v"));
        Assert.Equal("-7", economy[ValueAccountKind.Outside, 1].ToString());
        economy.Check();
    }

    [Fact]
    public void ANodeHasNoMoreThanTheCap()
    {
        using TestEconomy economy = new(EconomyParameters.Default.With("stake.node-cap", Ten.Units));
        Assert.Throws<EconomyException>(() => economy.Ledger.Stake("s", TestKeys.Key(1), TestKeys.Key(2), Ten + new Amount(1)));
        economy.Ledger.Stake("s", TestKeys.Key(1), TestKeys.Key(2), Ten);
        Assert.Throws<EconomyException>(() => economy.Ledger.Stake("t", TestKeys.Key(3), TestKeys.Key(2), new Amount(1)));
        economy.Ledger.Stake("t", TestKeys.Key(3), TestKeys.Key(4), new Amount(1));
        Assert.Throws<EconomyException>(() => economy.Ledger.Restake("r", TestKeys.Key(3), TestKeys.Key(4), TestKeys.Key(2), new Amount(1)));
    }

    [Fact]
    public void APartOfAStakePaysUpfrontWork()
    {
        using TestEconomy economy = new(EconomyParameters.Default.With("stake.upfront-share", 250_000));
        economy.Ledger.Stake("s", TestKeys.Key(1), TestKeys.Key(2), Amount.OfRender(100));
        Assert.Equal("75", economy.Ledger.StakeWith(TestKeys.Key(2)).ToString());
        Assert.Equal("20", economy[ValueAccountKind.NodeHeldBack, 2].ToString());
        Assert.Equal("5", economy[ValueAccountKind.NodePayable, 2].ToString());
    }

    [Fact]
    public void StakesThatCountAreThoseOfTheEpochsBegin()
    {
        using TestEconomy economy = new();
        EpochFacts facts = new(1, [new(TestKeys.Key(2), 1, 0)], [], []);
        economy.Ledger.Stake("s", TestKeys.Key(1), TestKeys.Key(2), Ten);
        economy.Ledger.PayLicence("a", TestKeys.Key(9), Amount.OfRender(100));
        economy.CloseEpoch(facts);
        Assert.Equal("0", economy[ValueAccountKind.StakerPayable, 1].ToString());
        economy.Ledger.Unstake("u", TestKeys.Key(1), TestKeys.Key(2), Ten);
        economy.Ledger.PayLicence("b", TestKeys.Key(9), Amount.OfRender(100));
        economy.Reopen();
        economy.CloseEpoch(facts);
        Assert.Equal("10", economy[ValueAccountKind.StakerPayable, 1].ToString());
    }

    [Fact]
    public void ACaughtNodeLosesWhatIsHeldBackAndNothingElse()
    {
        using TestEconomy economy = new();
        economy.Ledger.Stake("s", TestKeys.Key(1), TestKeys.Key(2), Ten);
        economy.Ledger.PayLicence("a", TestKeys.Key(9), Amount.OfRender(100));
        economy.CloseEpoch(new EpochFacts(1, [new(TestKeys.Key(2), 1, 0)], [], []));
        economy.Ledger.Forfeit("shard-7", TestKeys.Key(2));
        Assert.Equal("0", economy[ValueAccountKind.NodeHeldBack, 2].ToString());
        Assert.Equal("30", economy[ValueAccountKind.NodePayable, 2].ToString());
        Assert.Equal("70", economy.Ledger.BalanceOf(ValueAccount.GenerationFund).ToString());
        Assert.Equal("10", economy.Ledger.StakeWith(TestKeys.Key(2)).ToString());
        Assert.Throws<EconomyException>(() => economy.Ledger.Forfeit("shard-7", TestKeys.Key(3)));
    }

    [Fact]
    public void OnlyEarningsThatAreThereArePaidOut()
    {
        using TestEconomy economy = new();
        economy.Ledger.PayLicence("a", TestKeys.Key(9), Amount.OfRender(100));
        economy.CloseEpoch(new EpochFacts(1, [new(TestKeys.Key(2), 1, 0)], [], []));
        Assert.Throws<EconomyException>(() => economy.Ledger.PayOut("p", ValueAccountKind.NodePayable, TestKeys.Key(2), Amount.OfRender(31)));
        foreach (ValueAccountKind kind in (ValueAccountKind[])[ValueAccountKind.NodeHeldBack, ValueAccountKind.Stake, ValueAccountKind.Escrow, ValueAccountKind.GenerationFund, ValueAccountKind.Outside])
            Assert.Throws<EconomyException>(() => economy.Ledger.PayOut("p", kind, TestKeys.Key(2), new Amount(1)));
        economy.Ledger.PayOut("p", ValueAccountKind.NodePayable, TestKeys.Key(2), Amount.OfRender(30));
        Assert.Equal("30", economy[ValueAccountKind.Outside, 2].ToString());
        Assert.Throws<EconomyException>(() => economy.Ledger.PayOut("q", ValueAccountKind.NodePayable, TestKeys.Key(2), new Amount(1)));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(-1)]
    public void NothingAndLessIsNotMoved(long units)
    {
        using TestEconomy economy = new();
        Amount amount = new(units);
        Assert.Throws<EconomyException>(() => economy.Ledger.PayLicence("a", TestKeys.Key(1), amount));
        Assert.Throws<EconomyException>(() => economy.Ledger.Stake("a", TestKeys.Key(1), TestKeys.Key(2), amount));
        Assert.Throws<EconomyException>(() => economy.Ledger.Restake("a", TestKeys.Key(1), TestKeys.Key(2), TestKeys.Key(3), amount));
        Assert.Throws<EconomyException>(() => economy.Ledger.Unstake("a", TestKeys.Key(1), TestKeys.Key(2), amount));
        Assert.Throws<EconomyException>(() => economy.Ledger.PayOut("a", ValueAccountKind.NodePayable, TestKeys.Key(1), amount));
        Assert.Throws<EconomyException>(() => economy.Ledger.PayLicence("", TestKeys.Key(1), Ten));
        Assert.Throws<EconomyException>(() => economy.Ledger.PayLicence("\ud800", TestKeys.Key(1), Ten));
        Assert.Throws<EconomyException>(() => economy.Ledger.Count("p", ProposalPhase.Passed, economy.Now));
        Assert.Throws<EconomyException>(() => economy.Ledger.PayLicence(new string('x', 257), TestKeys.Key(1), Ten));
        Assert.Throws<EconomyException>(() => economy.Ledger.PayLicence("a", default, Ten));
        Assert.Single(economy.Ledger.Entries);
    }

    [Fact]
    public void AClockThatGoesBackStopsNothing()
    {
        using TestEconomy economy = new();
        EarlierClock clock = new();
        economy.Ledger.Dispose();
        using EconomyLedger ledger = new(economy.Storage, EconomyParameters.Default, clock);
        Assert.Equal(TestEconomy.Begin, ledger.PayLicence("a", TestKeys.Key(1), Ten).Time);
    }

    [Fact]
    public void AFileIsOneProcesssAndKeepsItsRules()
    {
        using TemporaryDirectory home = new();
        using (EconomyLedger ledger = EconomyLedger.Open(home["economy.log"], EconomyParameters.Default.With("emission.period", 12)))
        {
            ledger.PayLicence("a", TestKeys.Key(1), Ten);
            Assert.Contains("in use", Assert.Throws<ValueLedgerException>(() => EconomyLedger.Open(home["economy.log"])).Message, StringComparison.Ordinal);
            Assert.Null(EconomyAudit.FindDifference(home["economy.log"], new Dictionary<long, EpochFacts>()));
        }

        using EconomyLedger again = EconomyLedger.Open(home["economy.log"]);
        Assert.Equal(12, again.Parameters["emission.period"]);
        Assert.Equal(2, again.Entries.Count);
    }

    private sealed class EarlierClock : TimeProvider
    {
        public override DateTimeOffset GetUtcNow() => TestEconomy.Begin - TimeSpan.FromHours(1);
    }
}
