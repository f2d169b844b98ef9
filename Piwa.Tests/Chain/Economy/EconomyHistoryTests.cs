using Microsoft.Extensions.Time.Testing;
using Piwa.Chain.Economy;
using Piwa.Chain.Storage;

namespace Piwa.Tests.Chain.Economy;

/// <summary>Random histories: conservation at each step, the same by replay, and after a crash at any write.</summary>
public sealed class EconomyHistoryTests
{
    private const int Histories = 200;
    private const int Steps = 150;
    private const int CrashedHistories = 150;

    [Fact]
    public void ValueIsConservedAndReplayGivesTheSame()
    {
        int entries = 0, refusals = 0;
        HashSet<ValueCause> causes = [];
        HashSet<ProposalPhase> phases = [];
        for (int seed = 0; seed < Histories; seed++)
        {
            using TestEconomy economy = new(RandomEconomy.Rules);
            RandomEconomy history = new(economy.Ledger, economy.Clock, new Random(seed));
            for (int step = 0; step < Steps; step++)
            {
                history.Step();
                economy.Check();
            }

            IReadOnlyList<ValueEntry> before = economy.Ledger.Entries;
            KeyValuePair<ValueAccount, Amount>[] balances = [.. economy.Ledger.Balances()];
            (string Last, string Rules, long Epoch) = (economy.Ledger.LastHash.ToString(), economy.Ledger.Parameters.ToHash().ToString(), economy.Ledger.Epoch);
            economy.Reopen();
            Assert.Equal(balances, economy.Ledger.Balances());
            Assert.Equal((Last, Rules, Epoch), (economy.Ledger.LastHash.ToString(), economy.Ledger.Parameters.ToHash().ToString(), economy.Ledger.Epoch));
            Assert.Null(EconomyAudit.FindDifference(economy.Ledger.Entries, history.Facts));

            entries += before.Count;
            refusals += history.Refusals;
            causes.UnionWith(before.Select(entry => entry.Cause));
            phases.UnionWith(before.Where(entry => entry.Cause == ValueCause.Proposal).Select(entry => economy.Ledger.FindProposal(entry.Key)!.Phase));
        }

        // Everything happened.
        Assert.Equal(Enum.GetValues<ValueCause>().Length, causes.Count);
        Assert.Equal(Enum.GetValues<ProposalPhase>().Length, phases.Count);
        TestContext.Current.SendDiagnosticMessage($"{Histories} histories of {Steps} steps: {entries} entries, {refusals} refusals.");
        Assert.InRange(entries, Histories * Steps / 4, Histories * (Steps + 1));
    }

    [Fact]
    public void AfterACrashAtAnyWriteWhatWasAcknowledgedIsThere()
    {
        for (int seed = 0; seed < CrashedHistories; seed++)
        {
            Random random = new(seed);
            FakeTimeProvider clock = new(TestEconomy.Begin);
            MemoryLogStorage memory = new(ValueLog.Head());
            FailingStorage storage = new(memory) { Left = random.Next(10) == 0 ? random.Next(2) : int.MaxValue };
            string acknowledged = "";
            int count = 0;
            try
            {
                using EconomyLedger ledger = new(storage, RandomEconomy.Rules, clock);
                storage.Left = random.Next(100);
                Run(ledger);
            }
            catch (IOException)
            {
                // Died, be it at the first write.
            }

            memory.Crash(random);
            using EconomyLedger opened = new(memory, RandomEconomy.Rules, clock);

            // What was being written may be there, whole; nothing else.
            if (count > 0)
                Assert.Equal(acknowledged, opened.Entries[count - 1].Hash.ToString());
            Assert.InRange(opened.Entries.Count, Math.Max(1, count), count + 1);
            RandomEconomy after = new(opened, clock, random);
            for (int step = 0; step < 10; step++)
                after.Step();

            void Run(EconomyLedger ledger)
            {
                RandomEconomy history = new(ledger, clock, random);
                for (int step = 0; step < Steps; step++)
                {
                    (acknowledged, count) = (ledger.LastHash.ToString(), ledger.Entries.Count);
                    history.Step();
                }

                (acknowledged, count) = (ledger.LastHash.ToString(), ledger.Entries.Count);
            }
        }
    }

    [Fact]
    public void AfterAFailedWriteNothingIsEnteredUntilItIsOpenedAgain()
    {
        MemoryLogStorage memory = new(ValueLog.Head());
        FailingStorage storage = new(memory);
        using EconomyLedger ledger = new(storage, EconomyParameters.Default, new FakeTimeProvider(TestEconomy.Begin));
        storage.Left = 1;
        Assert.Throws<IOException>(() => ledger.PayLicence("a", TestKeys.Key(1), new Amount(1)));
        storage.Left = int.MaxValue;
        Assert.Throws<ValueLedgerException>(() => ledger.PayLicence("a", TestKeys.Key(1), new Amount(1)));
        Assert.Single(ledger.Entries);
        using EconomyLedger again = new(memory, EconomyParameters.Default, new FakeTimeProvider(TestEconomy.Begin));
        again.PayLicence("a", TestKeys.Key(1), new Amount(1));
        Assert.Equal(2, again.Entries.Count);
    }
}
