using System.CommandLine;
using System.Globalization;
using Piwa.Bench.Peers;
using Piwa.Bench.Reports;

namespace Piwa.Bench.Chain;

/// <summary><c>chain</c>: what one core does of a lane's work, against the rates that a billion assets ask for.</summary>
internal static class ChainCommand
{
    public static Command Create()
    {
        var rounds = new Option<int>("--rounds") { Description = "Times that each is run.", DefaultValueFactory = _ => 9 };
        var command = new Command("chain", "Leaves, trees, signed transactions and the embedded ledger, one core each.") { rounds };
        command.SetAction(parsed => Run(parsed.GetRequiredValue(rounds)));
        return command;
    }

    private static int Run(int rounds)
    {
        using ChainWork work = new(rounds + 1);
        (string Name, int Count, double? Bar, Action Body)[] rows =
        [
            ("leaves built: data, creator and leaf hash, asset id", ChainWork.Leaves, 40_000, work.BuildLeaves),
            ($"leaves appended, {ChainWork.AppendBatch} at a time, to a tree of depth 20", ChainWork.Appended, 200_000, work.AppendLeaves),
            ("full transactions packed, compiled and signed", ChainWork.Transactions, 20_000, work.BuildTransactions),
            ("the same without their signatures", ChainWork.Transactions, null, work.CompileTransactions),
            ("their signatures alone (libsodium): the ceiling of signed transactions", ChainWork.Transactions, null, work.Sign),
            ("mints executed by the ledger, signatures verified", ChainWork.Mints, 20_000, work.ExecuteMints),
        ];
        TimeSpan[] times = Alternation.Run(rounds, [.. rows.Select(row => row.Body)]);
        TextTable table = new("lrrr", "one core", "per second", "bar", "ratio");
        for (int i = 0; i < rows.Length; i++)
        {
            double rate = rows[i].Count / times[i].TotalSeconds;
            if (rows[i].Bar is { } bar)
                table.Add(rows[i].Name, Text(rate, "N0"), Text(bar, "N0"), Text(rate / bar, "F2"));
            else
                table.Add(rows[i].Name, Text(rate, "N0"));
        }

        long before = GC.GetAllocatedBytesForCurrentThread();
        work.BuildTransactions();
        long allocated = (GC.GetAllocatedBytesForCurrentThread() - before) / ChainWork.Transactions;
        Console.Write(table);
        Console.WriteLine($"Medians of {rounds} rounds, in turns. A full transaction holds {work.MintsPerTransaction} mints of version 1, and takes "
            + $"{Text(allocated, "N0")} bytes of the heap.");
        return 0;
    }

    private static string Text(double value, string format) => value.ToString(format, CultureInfo.InvariantCulture);
}
