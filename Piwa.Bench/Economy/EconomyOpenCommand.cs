using System.CommandLine;
using System.Diagnostics;
using System.Globalization;
using System.Security.Cryptography;
using Piwa.Chain.Economy;
using Piwa.Chain.Keys;
using Piwa.Chain.Storage;

namespace Piwa.Bench.Economy;

/// <summary><c>economy-open</c>: how long it takes to open a ledger of value, which derives each entry again.</summary>
internal static class EconomyOpenCommand
{
    private const int Nodes = 1_000, Stakers = 5_000, Buyers = 2_000;

    /// <summary>A thousand epochs of a million entries: more than eighty years.</summary>
    private const int EpochEntries = 1_000;

    public static Command Create()
    {
        var counts = new Option<int[]>("--entries") { Description = "Entries of the ledgers.", DefaultValueFactory = _ => [100_000, 1_000_000], AllowMultipleArgumentsPerToken = true };
        var command = new Command("economy-open", "Opens ledgers of value in memory, and says how long it takes.") { counts };
        command.SetAction(parsed =>
        {
            foreach (int count in parsed.GetRequiredValue(counts))
                Measure(count);
            return 0;
        });
        return command;
    }

    private static void Measure(int count)
    {
        Clock clock = new();
        MemoryLogStorage storage = new(ValueLog.Head());
        Stopwatch watch = Stopwatch.StartNew();
        using (EconomyLedger ledger = new(storage, EconomyParameters.Default, clock))
        {
            while (ledger.Entries.Count < count)
                Enter(ledger, clock, ledger.Entries.Count);
        }

        TimeSpan entered = watch.Elapsed;
        long before = GC.GetTotalMemory(forceFullCollection: true);
        watch.Restart();
        using EconomyLedger opened = new(storage, EconomyParameters.Default, clock);
        TimeSpan took = watch.Elapsed;
        long memory = GC.GetTotalMemory(forceFullCollection: true) - before;
        Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"{count} entries, {opened.Epoch} epochs, {storage.Length / 1e6:F0} MB: entered in {entered.TotalSeconds:F1} s, opened in {took.TotalSeconds:F1} s "
            + $"({took.TotalMicroseconds / count:F1} µs an entry), {memory / 1e6:F0} MB of memory"));
    }

    private static void Enter(EconomyLedger ledger, Clock clock, int number)
    {
        string key = number.ToString(CultureInfo.InvariantCulture);
        if (number % EpochEntries == EpochEntries - 1)
        {
            clock.Now = ledger.EpochEnds;
            long epoch = ledger.Epoch;
            ledger.CloseEpoch(epoch, new EpochFacts(
                Nodes * 10 * (epoch + 1),
                Enumerable.Range(0, Nodes).Select(node => new NodeCount(Key(node), 10 * (epoch + 1), 10)),
                [],
                []));
        }
        else if (number % 3 == 0 && number < 4 * Stakers)
        {
            ledger.Stake(key, Key(Nodes + (number % Stakers)), Key(number % Nodes), Amount.OfRender(1));
        }
        else
        {
            ledger.PayLicence(key, Key(Nodes + Stakers + (number % Buyers)), Amount.OfRender(1));
        }
    }

    private static PublicKey Key(int number) => new(SHA256.HashData(BitConverter.GetBytes(number)));

    private sealed class Clock : TimeProvider
    {
        public DateTimeOffset Now { get; set; } = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);

        public override DateTimeOffset GetUtcNow() => Now;
    }
}
