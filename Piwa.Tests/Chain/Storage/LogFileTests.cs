using Piwa.Chain.Storage;
using Piwa.Tests.Infrastructure;

namespace Piwa.Tests.Chain.Storage;

/// <summary>The log alone, over a file and in memory; what it does for the ledger is in LedgerDurabilityTests.</summary>
public sealed class LogFileTests
{
    private static readonly byte[] Head = "A head."u8.ToArray();

    private static readonly LogKind Kind = new(Head.Length, problem => new InvalidDataException(problem));

    [Fact]
    public void CrashKeepsWhatWasFlushedAndAPrefixOfTheRest()
    {
        HashSet<int> seen = [];
        for (int seed = 0; seed < 2000; seed++)
        {
            Random random = new(seed);
            MemoryLogStorage storage = new(Head);
            using (LogFile log = new(storage, Kind))
            {
                log.ReadAll((_, _) => Assert.Fail("A new log has no records."));
                Append(log, "one");
                log.Flush();
                Append(log, "two");
                Append(log, "three");
            }

            storage.Crash(random);
            using LogFile opened = new(storage, Kind);
            Assert.Equal(Head, opened.ReadHead());
            List<string> read = [];
            TornTail? torn = opened.ReadAll((body, _) => read.Add(System.Text.Encoding.UTF8.GetString(body)));
            Assert.Equal(((string[])["one", "two", "three"])[..read.Count], read);
            Assert.InRange(read.Count, 1, 3);
            Assert.Null(torn?.SavedTo);
            seen.Add(read.Count);

            // It goes on from there.
            Append(opened, "four");
            opened.Flush();
            storage.Crash(random);
            using LogFile again = new(storage, Kind);
            List<string> all = [];
            Assert.Null(again.ReadAll((body, _) => all.Add(System.Text.Encoding.UTF8.GetString(body))));
            Assert.Equal([.. read, "four"], all);
        }

        Assert.Equal([1, 2, 3], seen.Order());
    }

    [Fact]
    public void FileAndMemoryHoldTheSameBytes()
    {
        using TemporaryDirectory directory = new();
        MemoryLogStorage memory = new(Head);
        using (LogFile inMemory = new(memory, Kind))
        using (LogFile inFile = new(FileLogStorage.Open(directory["log"], Head), Kind))
        {
            foreach (LogFile log in (LogFile[])[inMemory, inFile])
            {
                for (int i = 0; i < 100; i++)
                    Append(log, new string('x', 100 * i));
                log.Flush();
            }
        }

        byte[] bytes = new byte[memory.Length + 1];
        Assert.Equal((int)memory.Length, memory.ReadAt(0, bytes));
        Assert.Equal(File.ReadAllBytes(directory["log"]), bytes[..^1]);
    }

    [Fact]
    public void DamageIsToldInTheWordsOfTheLogsOwner()
    {
        using TemporaryDirectory directory = new();
        using (LogFile log = new(FileLogStorage.Open(directory["log"], Head), Kind))
        {
            Append(log, "one");
            Append(log, "two");
        }

        byte[] bytes = File.ReadAllBytes(directory["log"]);
        bytes[Head.Length + LogFrame.HeadBytes] ^= 1;
        File.WriteAllBytes(directory["log"], bytes);
        using LogFile damaged = new(FileLogStorage.OpenReadOnly(directory["log"]), Kind);
        InvalidDataException error = Assert.Throws<InvalidDataException>(() => damaged.ReadAll((_, _) => { }));
        Assert.Contains("record 0", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void BytesInMemoryAreAddedAtTheEndOnly()
    {
        MemoryLogStorage storage = new(Head);
        Assert.Throws<ArgumentOutOfRangeException>(() => storage.WriteAt(Head.Length - 1, [1]));
        Assert.Throws<ArgumentOutOfRangeException>(() => storage.WriteAt(Head.Length + 1, [1]));
        storage.WriteAt(Head.Length, [1]);
        Assert.Equal((Head.Length + 1, Head.Length), (storage.Length, storage.FlushedLength));
    }

    private static void Append(LogFile log, string text) => log.Append([.. new byte[LogFrame.HeadBytes], .. System.Text.Encoding.UTF8.GetBytes(text)]);
}
