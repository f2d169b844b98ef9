using Piwa.Chain.Economy;
using Piwa.Chain.Keys;

namespace Piwa.Tests.Chain.Economy;

public sealed class GovernanceTests : IDisposable
{
    private const string Parameter = "revenue.staker-share";

    private readonly Keypair _large = TestKeys.Pair("large");
    private readonly Keypair _small = TestKeys.Pair("small");
    private readonly TestEconomy _economy;

    /// <summary>Of a supply of 100 RENDER one wallet has staked 15, another 5.</summary>
    public GovernanceTests()
    {
        _economy = new TestEconomy(EconomyParameters.Default.With("vote.supply", Amount.OfRender(100).Units));
        _economy.Ledger.Stake("large", _large.PublicKey, TestKeys.Key(1), Amount.OfRender(15));
        _economy.Ledger.Stake("small", _small.PublicKey, TestKeys.Key(1), Amount.OfRender(5));
    }

    public void Dispose()
    {
        _economy.Check();
        Assert.Null(EconomyAudit.FindDifference(_economy.Ledger.Entries, _economy.Facts));
        string hash = _economy.Ledger.LastHash.ToString();
        _economy.Reopen();
        Assert.Equal(hash, _economy.Ledger.LastHash.ToString());
        _economy.Dispose();
        _large.Dispose();
        _small.Dispose();
    }

    [Fact]
    public void AChangeTakesEffectWithTheNextEpoch()
    {
        _economy.Propose("p", _small, Parameter, 300_000);
        _economy.Vote("p", ProposalPhase.Initial, _large, isFor: true);
        _economy.Clock.Advance(TimeSpan.FromHours(72));
        Count("p", ProposalPhase.Initial);
        Assert.Equal(ProposalPhase.Final, Status("p").Phase);
        _economy.Vote("p", ProposalPhase.Final, _large, isFor: true);
        _economy.Vote("p", ProposalPhase.Final, _small, isFor: false);
        Assert.Equal(("15", "5"), (Status("p").For.ToString(), Status("p").Against.ToString()));
        _economy.Clock.Advance(TimeSpan.FromDays(6));
        Count("p", ProposalPhase.Final);
        Assert.Equal(ProposalPhase.Passed, Status("p").Phase);
        Assert.Equal(200_000, _economy.Ledger.Parameters[Parameter]);
        _economy.CloseEpoch();
        Assert.Equal(300_000, _economy.Ledger.Parameters[Parameter]);
    }

    [Fact]
    public void TheInitialVoteIsASimpleMajorityWithoutAQuorum()
    {
        _economy.Propose("p", _small, Parameter, 1);
        _economy.Vote("p", ProposalPhase.Initial, _small, isFor: true);
        End(TimeSpan.FromHours(72), "p", ProposalPhase.Initial);
        Assert.Equal(ProposalPhase.Final, Status("p").Phase);

        // Nobody votes, or as many against it: no majority.
        _economy.Propose("q", _small, "revenue.uploader-share", 1);
        End(TimeSpan.FromHours(72), "q", ProposalPhase.Initial);
        Assert.Equal(ProposalPhase.Rejected, Status("q").Phase);
        _economy.Ledger.Stake("more", _small.PublicKey, TestKeys.Key(1), Amount.OfRender(10));
        _economy.Propose("r", _small, "revenue.uploader-share", 1);
        _economy.Vote("r", ProposalPhase.Initial, _small, isFor: true);
        _economy.Vote("r", ProposalPhase.Initial, _large, isFor: false);
        End(TimeSpan.FromHours(72), "r", ProposalPhase.Initial);
        Assert.Equal(ProposalPhase.Rejected, Status("r").Phase);
    }

    /// <summary>15 of 100 are just a quorum; half of the votes cast are just enough; an emergency needs 20.</summary>
    [Theory]
    [InlineData(ProposalKind.Change, 15, true, 0, false, ProposalPhase.Passed)]
    [InlineData(ProposalKind.Change, 14, true, 0, false, ProposalPhase.Rejected)]
    [InlineData(ProposalKind.Change, 8, true, 8, true, ProposalPhase.Passed)]
    [InlineData(ProposalKind.Change, 8, true, 9, true, ProposalPhase.Rejected)]
    [InlineData(ProposalKind.Emergency, 19, true, 0, false, ProposalPhase.Rejected)]
    [InlineData(ProposalKind.Emergency, 20, true, 0, false, ProposalPhase.Passed)]
    [InlineData(ProposalKind.Emergency, 0, false, 0, false, ProposalPhase.Rejected)]
    public void FinalVotesNeedHalfAndAQuorum(ProposalKind kind, int infavour, bool votesFor, int against, bool votesAgainst, ProposalPhase outcome)
    {
        using Keypair one = TestKeys.Pair("one"), other = TestKeys.Pair("other");
        _economy.Ledger.Stake("one", one.PublicKey, TestKeys.Key(2), Amount.OfRender(Math.Max(1, infavour)));
        _economy.Ledger.Stake("other", other.PublicKey, TestKeys.Key(2), Amount.OfRender(Math.Max(1, against)));
        _economy.Propose("p", one, Parameter, 1, kind);
        if (kind == ProposalKind.Change)
        {
            _economy.Vote("p", ProposalPhase.Initial, one, isFor: true);
            End(TimeSpan.FromHours(72), "p", ProposalPhase.Initial);
        }

        if (votesFor)
            _economy.Vote("p", ProposalPhase.Final, one, isFor: true);
        if (votesAgainst)
            _economy.Vote("p", ProposalPhase.Final, other, isFor: false);
        End(TimeSpan.FromDays(6), "p", ProposalPhase.Final);
        Assert.Equal(outcome, Status("p").Phase);
    }

    [Fact]
    public void AnAmendmentIsVotedOnForTwoDays()
    {
        Refused(() => _economy.Propose("a", _large, Parameter, 2, ProposalKind.Amendment, "p"));
        _economy.Propose("p", _large, Parameter, 1, ProposalKind.Emergency);
        _economy.Vote("p", ProposalPhase.Final, _large, isFor: true);
        _economy.Vote("p", ProposalPhase.Final, _small, isFor: true);
        Refused(() => _economy.Propose("a", _large, Parameter, 2, ProposalKind.Amendment, "p"));
        End(TimeSpan.FromDays(6), "p", ProposalPhase.Final);
        Refused(() => _economy.Propose("a", _large, "node.hold-back", 2, ProposalKind.Amendment, "p"));
        Refused(() => _economy.Propose("a", _large, Parameter, 2, ProposalKind.Change, "p"));
        _economy.Propose("a", _large, Parameter, 2, ProposalKind.Amendment, "p");
        _economy.Vote("a", ProposalPhase.Final, _large, isFor: true);
        End(TimeSpan.FromDays(2), "a", ProposalPhase.Final);
        _economy.CloseEpoch();
        Assert.Equal(2, _economy.Ledger.Parameters[Parameter]);
    }

    [Fact]
    public void StakesThatCountAreThoseFromBeforeTheVote()
    {
        Refused(() => _economy.Propose("p", _small, Parameter, 1, after: TimeSpan.FromHours(24) + TimeSpan.FromMilliseconds(1)));
        Refused(() => _economy.Propose("p", _small, Parameter, 1, after: TimeSpan.FromMilliseconds(-1)));
        _economy.Propose("p", _small, Parameter, 1, after: TimeSpan.FromHours(24));
        using Keypair late = TestKeys.Pair("late");
        _economy.Ledger.Stake("late", late.PublicKey, TestKeys.Key(1), Amount.OfRender(50));
        _economy.Ledger.Unstake("gone", _small.PublicKey, TestKeys.Key(1), Amount.OfRender(5));
        Refused(() => _economy.Vote("p", ProposalPhase.Initial, _small, isFor: true));
        _economy.Clock.Advance(TimeSpan.FromHours(24));
        Refused(() => _economy.Vote("p", ProposalPhase.Initial, late, isFor: true));
        _economy.Vote("p", ProposalPhase.Initial, _small, isFor: true);
        Assert.Equal("5", Status("p").For.ToString());
        End(TimeSpan.FromHours(72), "p", ProposalPhase.Initial);

        // They are taken again for the final vote.
        Refused(() => _economy.Vote("p", ProposalPhase.Final, _small, isFor: true));
        _economy.Vote("p", ProposalPhase.Final, late, isFor: true);
    }

    [Fact]
    public void ALaterVoteReplacesAnEarlierOneAndNotTheOtherWay()
    {
        _economy.Propose("p", _small, Parameter, 1);
        Vote early = new("p", ProposalPhase.Initial, _large.PublicKey, false, _economy.Now);
        _economy.Vote("p", ProposalPhase.Initial, _large, isFor: true);
        _economy.Clock.Advance(TimeSpan.FromSeconds(1));
        _economy.Vote("p", ProposalPhase.Initial, _large, isFor: false);
        Assert.Equal(("0", "15"), (Status("p").For.ToString(), Status("p").Against.ToString()));
        Refused(() => _economy.Ledger.Vote(early, _large.Sign(early.ToMessage(_economy.Ledger.Id))));
    }

    [Fact]
    public void VotesAreLiveForTheirTimeOnly()
    {
        _economy.Propose("p", _small, Parameter, 1);
        Refused(() => Count("p", ProposalPhase.Initial));
        Refused(() => _economy.Vote("p", ProposalPhase.Final, _small, isFor: true));
        _economy.Clock.Advance(TimeSpan.FromHours(72) - TimeSpan.FromMilliseconds(1));
        Refused(() => Count("p", ProposalPhase.Initial));
        _economy.Vote("p", ProposalPhase.Initial, _small, isFor: true);
        _economy.Clock.Advance(TimeSpan.FromMilliseconds(1));
        Refused(() => _economy.Vote("p", ProposalPhase.Initial, _large, isFor: true));
        Refused(() => _economy.Ledger.Count("p", ProposalPhase.Initial, _economy.Now + TimeSpan.FromHours(25)));
        Refused(() => Count("p", ProposalPhase.Final));
        Count("p", ProposalPhase.Initial);
    }

    [Fact]
    public void WhatIsNotSignedByItsWalletForThisLedgerIsRefused()
    {
        Proposal proposal = new("p", _small.PublicKey, ProposalKind.Change, Parameter, 1, "", _economy.Now, _economy.Now);
        byte[] message = proposal.ToMessage(_economy.Ledger.Id);
        Refused(() => _economy.Ledger.Propose(proposal, _large.Sign(message)));
        Refused(() => _economy.Ledger.Propose(proposal with { Value = 2 }, _small.Sign(message)));
        Refused(() => _economy.Ledger.Propose(proposal, _small.Sign(proposal.ToMessage(default))));
        Refused(() => _economy.Ledger.Propose(proposal with { SignedAt = _economy.Now + TimeSpan.FromSeconds(1) }, _small.Sign(message)));
        _economy.Ledger.Propose(proposal, _small.Sign(message));
        Vote vote = new("p", ProposalPhase.Initial, _large.PublicKey, true, _economy.Now);
        Refused(() => _economy.Ledger.Vote(vote, _small.Sign(vote.ToMessage(_economy.Ledger.Id))));
        Refused(() => _economy.Ledger.Vote(vote with { IsFor = false }, _large.Sign(vote.ToMessage(_economy.Ledger.Id))));
        Refused(() => _economy.Ledger.Vote(vote, default));
    }

    [Fact]
    public void ProposalsThatNobodyCouldPassAreRefused()
    {
        using Keypair poor = TestKeys.Pair("poor");
        Refused(() => _economy.Propose("p", poor, Parameter, 1));
        Refused(() => _economy.Propose("p", _small, "no.such", 1));
        Refused(() => _economy.Propose("p", _small, Parameter, 1_000_001));
        Refused(() => _economy.Propose("p", _small, Parameter, -1));
        Refused(() => _economy.Propose("a/b", _small, Parameter, 1));
        Refused(() => _economy.Propose("a\nvote for", _small, Parameter, 1));
        Refused(() => _economy.Propose(new string('x', 65), _small, Parameter, 1));
        _economy.Propose("p", _small, Parameter, 1);
        Refused(() => _economy.Propose("q", _large, Parameter, 2));
    }

    [Fact]
    public void RulesOfTheNetworkAreNotVotedOn() => Assert.All(
        EconomyParameters.All.Where(each => each.Owner == RuleOwner.Network),
        each => Refused(() => _economy.Propose("p", _small, each.Name, each.Default)));

    private static void Refused(Action action) => Assert.Throws<EconomyException>(action);

    private ProposalStatus Status(string id) => _economy.Ledger.FindProposal(id)!;

    private void Count(string id, ProposalPhase phase) => _economy.Ledger.Count(id, phase, _economy.Now);

    private void End(TimeSpan after, string id, ProposalPhase phase)
    {
        _economy.Clock.Advance(after);
        Count(id, phase);
    }
}
