using System.CommandLine;
using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using Piwa.Bench.Reports;
using Piwa.Pipeline;
using Piwa.Pipeline.Encoding;
using Piwa.Pipeline.Shards;

namespace Piwa.Bench.Manifests;

/// <summary><c>manifest</c>: what a manifest of a million shards takes to check, to open and to add to. Its shards are not there.</summary>
internal static class ManifestCommand
{
    private const int ShardAssets = 1000, ShardBytes = 580_000_000;
    private const double Megabyte = 1e6;

    public static Command Create()
    {
        var shards = new Option<int>("--shards") { Description = "Shards.", DefaultValueFactory = _ => 1_000_000 };
        var command = new Command("manifest", "A manifest of shards that are not there: checked line by line, opened, its tree filled in any order.") { shards };
        command.SetAction((parsed, cancellationToken) =>
        {
            string home = Directory.CreateTempSubdirectory("piwa-manifest-").FullName;
            try
            {
                Run(home, parsed.GetRequiredValue(shards), cancellationToken);
                return Task.CompletedTask;
            }
            finally
            {
                Directory.Delete(home, recursive: true);
            }
        });
        return command;
    }

    private static void Run(string home, int count, CancellationToken cancellationToken)
    {
        TextTable table = new("lrrr", $"{Text(count, "N0")} shards", "seconds", "ns a shard", "peak so far, MB");
        string manifest = Path.Combine(home, "manifest.jsonl");
        ShardRecord first = Write(home, manifest, count);
        Add("the program before it", () => { });
        Add("check the manifest, line by line", () =>
        {
            ManifestReport report = ManifestVerifier.Verify(home, cancellationToken: cancellationToken);
            if (!report.IsSound || report.Shards != count)
                throw new InvalidOperationException($"The manifest is not sound: {string.Join(' ', report.Findings)}");
        });
        var tree = new DatasetTree();
        int[] order = [.. Enumerable.Range(0, count)];
        new Random(1).Shuffle(order);
        Add("fill the tree in any order, and hash it", () =>
        {
            foreach (int shard in order)
                tree.Add((ulong)shard * ShardAssets, first.FileHash);
            _ = tree.Root;
        });
        Add("add 1,000 shards more, and hash it after each", () =>
        {
            for (int i = 0; i < 1000; i++)
            {
                tree.Add((ulong)(count + i) * ShardAssets, first.Root);
                _ = tree.Root;
            }
        }, 1000);
        Dataset? dataset = null;
        Add("open the data set: all records in memory", () => dataset = Dataset.Open(home));
        Add("its root", () => _ = dataset!.Root);
        Console.Write(table);
        Console.WriteLine($"The manifest has {Text(new FileInfo(manifest).Length / (double)count, "F0")} bytes a shard, unsigned. Shards came in any order.");

        void Add(string name, Action body, int units = 0)
        {
            long start = Stopwatch.GetTimestamp();
            body();
            TimeSpan time = Stopwatch.GetElapsedTime(start);
            table.Add(
                name, Text(time.TotalSeconds, "F2"), Text(time.TotalNanoseconds / (units == 0 ? count : units), "F0"),
                Text(Process.GetCurrentProcess().PeakWorkingSet64 / Megabyte, "F0"));
            Console.Error.WriteLine(name);
        }
    }

    /// <summary>Writes campaign and manifest: shards of a thousand assets, in the order in which many machines could have made them.</summary>
    private static ShardRecord Write(string home, string manifest, int count)
    {
        var made = new Campaign { ShardAssets = ShardAssets };
        byte[] campaign = CampaignFile.Serialize(made);
        File.WriteAllBytes(Path.Combine(home, "campaign.json"), campaign);
        int[] order = [.. Enumerable.Range(0, count)];
        new Random(2).Shuffle(order);
        ShardRecord? last = null;
        using FileStream file = File.Create(manifest, 1 << 20);
        foreach (int shard in order)
        {
            ulong first = (ulong)shard * ShardAssets;
            last = new ShardRecord
            {
                File = Dataset.ShardFile(first),
                Bytes = ShardBytes,
                FileHash = Blake3.Hash(BitConverter.GetBytes(shard)),
                FirstAsset = first,
                Assets = ShardAssets,
                Rows = ShardAssets,
                Dead = [],
                Root = Blake3.Hash(BitConverter.GetBytes(first)),
                Campaign = CampaignFile.HashOf(campaign),
                Generator = made.GeneratorVersion,
                Device = "cuda:0: a device of some kind",
                Wallet = "4Nd1mBQtrMJVYVfKf2PJy9NZUZdTAsp7D4xWLs4gDB4T",
            };
            file.Write(CheckedLines.Encode(JsonSerializer.Serialize(last, DatasetJson.Default.ShardRecord)));
        }

        return last!;
    }

    private static string Text(double value, string format) => value.ToString(format, CultureInfo.InvariantCulture);
}
