using Piwa.Chain.Economy;
using Piwa.Chain.Storage;
using Piwa.Tests.Infrastructure;

namespace Piwa.Tests.Chain.Economy;

/// <summary>The log without its rules: what is changed in it is found.</summary>
public sealed class ValueLogTests
{
    private static readonly ValueAccount Buyer = new(ValueAccountKind.Outside, TestKeys.Key(1));
    private static readonly ValueAccount Escrow = new(ValueAccountKind.Escrow, TestKeys.Key(1));

    [Fact]
    public void WhatHasNoBalanceIsRefused()
    {
        using ValueLog log = new(new MemoryLogStorage(ValueLog.Head()), new ValueBalances());
        Refused("add up", new Posting(Escrow, new Amount(1)));
        Refused("add up", new(Buyer, new Amount(-1)), new(Escrow, new Amount(2)));
        Refused("are taken", new(Buyer, new Amount(1)), new(Escrow, new Amount(-1)));
        Refused("twice", new(Escrow, new Amount(1)), new(Escrow, new Amount(-1)));
        Refused("out of order", new(Escrow, new Amount(1)), new(Buyer, new Amount(-1)));
        Refused("nothing is posted", new Posting(Escrow, Amount.Zero));
        log.Enter(ValueCause.Licence, "most", default, Paid(long.MaxValue), TestEconomy.Begin);
        Refused("64 bits", Paid(1));
        Refused("all that is inside", new(new(ValueAccountKind.Outside, TestKeys.Key(2)), new Amount(-1)), new(new(ValueAccountKind.Escrow, TestKeys.Key(2)), new Amount(1)));
        Assert.Single(log.Entries);
        Assert.Throws<EconomyException>(() => log.Enter(ValueCause.Licence, "early", default, [], TestEconomy.Begin - TimeSpan.FromSeconds(1)));

        void Refused(string why, params Posting[] postings) => Assert.Contains(
            why,
            Assert.Throws<EconomyException>(() => log.Enter(ValueCause.Licence, "x", default, postings, TestEconomy.Begin)).Message,
            StringComparison.Ordinal);
    }

    [Fact]
    public void TheSameEntryTwiceIsOneAndOtherContentIsRefused()
    {
        using ValueLog log = new(new MemoryLogStorage(ValueLog.Head()), new ValueBalances());
        ValueEntry entry = log.Enter(ValueCause.Licence, "a", new byte[] { 1 }, Paid(5), TestEconomy.Begin);
        Assert.Same(entry, log.Enter(ValueCause.Licence, "a", new byte[] { 1 }, Paid(5), TestEconomy.Begin.AddDays(1)));
        Assert.Throws<EconomyException>(() => log.Enter(ValueCause.Licence, "a", new byte[] { 2 }, Paid(5), TestEconomy.Begin));
        Assert.Throws<EconomyException>(() => log.Enter(ValueCause.Licence, "a", new byte[] { 1 }, Paid(6), TestEconomy.Begin));
        Assert.NotSame(entry, log.Enter(ValueCause.Refund, "a", new byte[] { 1 }, Paid(5), TestEconomy.Begin));
    }

    [Fact]
    public void AFileThatEndsAnywhereOpensWithTheEntriesBeforeIt()
    {
        byte[] bytes = Written(4, out string[] hashes, out int[] ends);
        using TemporaryDirectory home = new();
        for (int length = ends[0]; length <= bytes.Length; length++)
        {
            string path = home[$"{length}"];
            File.WriteAllBytes(path, bytes[..length]);
            using ValueLog log = new(FileLogStorage.Open(path, ValueLog.Head()), new ValueBalances());
            int whole = ends.Count(end => end <= length);
            Assert.Equal(hashes[..whole], log.Entries.Select(entry => entry.Hash.ToString()));
            Assert.Equal(ends.Contains(length), log.TornTail is null);
        }
    }

    [Fact]
    public void EveryByteThatIsChangedIsFoundAndSaidWithWhatToDo()
    {
        byte[] bytes = Written(3, out string[] hashes, out int[] ends);
        using TemporaryDirectory home = new();
        string path = home["log"];
        for (int i = 0; i < bytes.Length; i++)
        {
            byte[] changed = [.. bytes];
            changed[i] ^= 0x10;
            File.WriteAllBytes(path, changed);
            if (i >= ends[1])
            {
                // Of the last entry it cannot be told from a write that was torn.
                using ValueLog log = new(FileLogStorage.OpenReadOnly(path), new ValueBalances());
                Assert.Equal(hashes[..2], log.Entries.Select(entry => entry.Hash.ToString()));
                Assert.NotNull(log.TornTail);
                continue;
            }

            ValueLedgerException error = Assert.Throws<ValueLedgerException>(() => new ValueLog(FileLogStorage.OpenReadOnly(path), new ValueBalances()).Dispose());
            Assert.True(i < LogHead.Bytes || error.Message.Contains("Restore", StringComparison.Ordinal), error.Message);
        }
    }

    /// <summary>Whoever changes an entry and makes its checksums good again has to do so with all behind it, and the last hash is another.</summary>
    [Fact]
    public void AnEntryThatIsChangedWithItsChecksumsBreaksTheChain()
    {
        for (int changed = 0; changed < 3; changed++)
        {
            MemoryLogStorage storage = new(ValueLog.Head());
            using ValueLog source = Log(3);
            using LogFile log = new(storage, new LogKind(LogHead.Bytes, problem => new ValueLedgerException(problem)));
            foreach (ValueEntry entry in source.Entries)
                Append(log, entry.Number == changed ? entry with { Postings = Paid(999) } : entry);
            log.Flush();
            if (changed == 2)
                Assert.NotEqual(source.Last, new ValueLog(storage, new ValueBalances()).Last);
            else
                Assert.Contains($"entry {changed + 1}", Assert.Throws<ValueLedgerException>(() => new ValueLog(storage, new ValueBalances())).Message, StringComparison.Ordinal);
        }
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    public void AnEntryThatIsTakenAwayBreaksTheChain(int missing)
    {
        MemoryLogStorage storage = new(ValueLog.Head());
        using ValueLog source = Log(3);
        using LogFile log = new(storage, new LogKind(LogHead.Bytes, problem => new ValueLedgerException(problem)));
        foreach (ValueEntry entry in source.Entries.Where(entry => entry.Number != missing))
            Append(log, entry);
        log.Flush();
        Assert.Throws<ValueLedgerException>(() => new ValueLog(storage, new ValueBalances()));
    }

    internal static void Append(LogFile log, ValueEntry entry)
    {
        byte[] frame = new byte[LogFrame.HeadBytes + ValueEntryCodec.EncodedBytes(entry.Key, entry.Data.Length, entry.Postings.Count)];
        ValueEntryCodec.Write(frame.AsSpan(LogFrame.HeadBytes), entry);
        log.Append(frame);
    }

    private static Posting[] Paid(long units) => [new(Buyer, new Amount(-units)), new(Escrow, new Amount(units))];

    private static ValueLog Log(int count, ILogStorage? storage = null)
    {
        ValueLog log = new(storage ?? new MemoryLogStorage(ValueLog.Head()), new ValueBalances());
        for (int i = 0; i < count; i++)
            log.Enter(ValueCause.Licence, $"{i}", new byte[] { 7 }, Paid(1 + i), TestEconomy.Begin.AddSeconds(i));
        return log;
    }

    private static byte[] Written(int count, out string[] hashes, out int[] ends)
    {
        MemoryLogStorage storage = new(ValueLog.Head());
        using ValueLog log = Log(count, storage);
        hashes = [.. log.Entries.Select(entry => entry.Hash.ToString())];
        int end = LogHead.Bytes;
        ends = [.. log.Entries.Select(entry => end += LogFrame.HeadBytes + ValueEntryCodec.EncodedBytes(entry.Key, entry.Data.Length, entry.Postings.Count))];
        byte[] bytes = new byte[storage.Length];
        storage.ReadAt(0, bytes);
        return bytes;
    }
}
