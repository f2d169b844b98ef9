using Piwa.Chain.Keys;
using Piwa.Chain.Ledger;
using Piwa.Chain.Storage;

namespace Piwa.Tests.Chain.Ledger;

public sealed class InMemoryLedgerTests
{
    // As on a disk: what was acknowledged stays, and without flushes a prefix of it does.
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void LedgerSurvivesTheLossOfWhatWasNotFlushed(bool flushes)
    {
        HashSet<ulong> balances = [];
        for (int seed = 0; seed < 50; seed++)
        {
            EmbeddedLedgerOptions options = new() { FlushToDisk = flushes };
            MemoryLogStorage storage = EmbeddedLedger.NewStorage(options);
            PublicKey account = TestKeys.Key(1);
            using (EmbeddedLedger ledger = EmbeddedLedger.OpenInMemory(storage, options))
            {
                for (int i = 0; i < 3; i++)
                    ledger.RequestAirdrop(account, 1_000_000);
            }

            storage.Crash(new Random(seed));
            using EmbeddedLedger opened = EmbeddedLedger.OpenInMemory(storage, options);
            balances.Add(opened.GetBalance(account));
        }

        // All three are left by one crash in some seven hundred.
        Assert.Equal(flushes ? [3_000_000UL] : [0UL, 1_000_000, 2_000_000], balances.Where(balance => flushes || balance < 3_000_000).Order());
    }

    [Fact]
    public void LedgerIsTheSameAsInAFile()
    {
        using TestLedger test = new();
        EmbeddedLedgerOptions options = new() { TimeProvider = test.Clock };
        MemoryLogStorage storage = EmbeddedLedger.NewStorage(options);
        using (EmbeddedLedger ledger = EmbeddedLedger.OpenInMemory(storage, options))
            ledger.RequestAirdrop(test.Payer.PublicKey, TestLedger.Funds);
        byte[] log = new byte[storage.Length];
        storage.ReadAt(0, log);
        test.Ledger.Dispose();
        Assert.Equal(File.ReadAllBytes(test.LogPath), log);
    }

    [Fact]
    public void EachCallMakesALedgerOfItsOwn()
    {
        using EmbeddedLedger one = EmbeddedLedger.OpenInMemory();
        using EmbeddedLedger other = EmbeddedLedger.OpenInMemory();
        one.RequestAirdrop(TestKeys.Key(1), 1_000_000);
        Assert.Equal((1_000_000UL, 0UL), (one.GetBalance(TestKeys.Key(1)), other.GetBalance(TestKeys.Key(1))));
    }
}
