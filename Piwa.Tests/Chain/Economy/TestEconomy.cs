using Microsoft.Extensions.Time.Testing;
using Piwa.Chain.Economy;
using Piwa.Chain.Keys;
using Piwa.Chain.Storage;

namespace Piwa.Tests.Chain.Economy;

/// <summary>A ledger of value in memory, with a clock of its own.</summary>
internal sealed class TestEconomy : IDisposable
{
    public static readonly DateTimeOffset Begin = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);

    public TestEconomy(EconomyParameters? parameters = null)
    {
        Clock = new FakeTimeProvider(Begin);
        Storage = new MemoryLogStorage(ValueLog.Head());
        Ledger = new EconomyLedger(Storage, parameters ?? EconomyParameters.Default, Clock);
    }

    public FakeTimeProvider Clock { get; }

    public MemoryLogStorage Storage { get; }

    public EconomyLedger Ledger { get; private set; }

    public DateTimeOffset Now => Clock.GetUtcNow();

    public static EpochFacts Nothing => new(0, [], [], []);

    /// <summary>By epoch that was closed, its facts as the ledger has them.</summary>
    public Dictionary<long, EpochFacts> Facts => Ledger.Entries.Where(entry => entry.Cause == ValueCause.Epoch)
        .Select((entry, epoch) => ((long)epoch, EpochClosing.Decode(EconomyAction.Of(entry).Payload.Span).Facts)).ToDictionary();

    public Amount this[ValueAccountKind kind, int owner] => Ledger.BalanceOf(new(kind, TestKeys.Key(owner)));

    public void Reopen()
    {
        Ledger.Dispose();
        Ledger = new EconomyLedger(Storage, EconomyParameters.Default, Clock);
    }

    public void CloseEpoch(EpochFacts? facts = null)
    {
        if (Now < Ledger.EpochEnds)
            Clock.SetUtcNow(Ledger.EpochEnds);
        Ledger.CloseEpoch(Ledger.Epoch, facts ?? Nothing);
    }

    public Proposal Propose(string id, Keypair by, string parameter, long value, ProposalKind kind = ProposalKind.Change, string amends = "", TimeSpan after = default)
    {
        Proposal proposal = new(id, by.PublicKey, kind, parameter, value, amends, Now + after, Now);
        Ledger.Propose(proposal, by.Sign(proposal.ToMessage(Ledger.Id)));
        return proposal;
    }

    public void Vote(string proposal, ProposalPhase phase, Keypair by, bool isFor)
    {
        Vote vote = new(proposal, phase, by.PublicKey, isFor, Now);
        Ledger.Vote(vote, by.Sign(vote.ToMessage(Ledger.Id)));
    }

    /// <summary>Sees that what must hold at all times holds.</summary>
    public void Check()
    {
        Int128 sum = 0;
        foreach ((ValueAccount account, Amount amount) in Ledger.Balances())
        {
            sum += amount.Units;
            Assert.True(account.MayBeNegative || amount > Amount.Zero, account.ToString());
        }

        Assert.Equal(0, sum);
    }

    public void Dispose() => Ledger.Dispose();
}
