using System.CommandLine;
using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using Piwa.Bench.Reports;
using Piwa.Chain.Economy;
using Piwa.Chain.Keys;
using Piwa.Pipeline;
using Piwa.Pipeline.Economy;
using Piwa.Pipeline.Encoding;
using Piwa.Pipeline.Shards;

namespace Piwa.Bench.Economy;

/// <summary><c>epoch-count</c>: what it takes to count an epoch of new shards of a fleet, to count one of none, and to audit both. The shards are not
/// there; their records are, signed twice.</summary>
internal static class EpochCountCommand
{
    private const int ShardAssets = 1000, ShardBytes = 580_000_000, Nodes = 100;
    private const double Megabyte = 1e6;

    private static readonly DateTimeOffset Begin = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);

    public static Command Create()
    {
        var shards = new Option<int>("--shards") { Description = "Shards.", DefaultValueFactory = _ => 100_000 };
        var command = new Command("epoch-count", "Counts epochs of a ledger of value out of a manifest of shards that are not there, and audits them.") { shards };
        command.SetAction(async (parsed, cancellationToken) =>
        {
            string home = Directory.CreateTempSubdirectory("piwa-epoch-").FullName;
            try
            {
                await RunAsync(home, parsed.GetRequiredValue(shards), cancellationToken).ConfigureAwait(false);
            }
            finally
            {
                Directory.Delete(home, recursive: true);
            }
        });
        return command;
    }

    private static async Task RunAsync(string home, int count, CancellationToken cancellationToken)
    {
        using Keypair own = Keypair.Generate();
        string set = Path.Combine(home, "set"), market = Path.Combine(home, "market");
        Directory.CreateDirectory(market);
        await WriteAsync(set, count, own).ConfigureAwait(false);
        EpochCountOptions options = new() { Sources = [set], Validators = [own.PublicKey] };
        Clock clock = new();
        TextTable table = new("lrrr", string.Create(CultureInfo.InvariantCulture, $"{count:N0} shards"), "seconds", "µs a shard", "peak so far, MB");
        using (EconomyLedger ledger = EconomyLedger.Open(Path.Combine(market, "economy.log"), time: clock))
        {
            foreach (string what in (string[])["close an epoch in which all are new", "close one in which none is"])
            {
                clock.Now = ledger.EpochEnds;
                await AddAsync(what, () => EpochCloser.CloseAsync(ledger, EpochStatements.Open(Path.Combine(market, "epochs")), options, clock, cancellationToken)).ConfigureAwait(false);
            }
        }

        MarketAuditOptions audit = new() { MarketDirectory = market, Sources = [set] };
        MarketAuditReport? report = null;
        await AddAsync("audit both", async () => report = await MarketAuditor.RunAsync(audit, cancellationToken).ConfigureAwait(false)).ConfigureAwait(false);
        Console.WriteLine(table);
        Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"{report!.Shards:N0} shards, {(report.IsSound ? "sound" : report.Difference)}; the statement takes {new FileInfo(Path.Combine(market, "epochs", "0000.json")).Length / Megabyte:F0} MB"));

        async Task AddAsync(string what, Func<Task> run)
        {
            Stopwatch watch = Stopwatch.StartNew();
            await run().ConfigureAwait(false);
            table.Add(
                what, watch.Elapsed.TotalSeconds.ToString("F1", CultureInfo.InvariantCulture), (watch.Elapsed.TotalMicroseconds / count).ToString("F0", CultureInfo.InvariantCulture),
                (Process.GetCurrentProcess().PeakWorkingSet64 / Megabyte).ToString("F0", CultureInfo.InvariantCulture));
        }
    }

    /// <summary>Makes a data set as it is gathered of a fleet: each record signed by its node, and by the operator.</summary>
    private static async Task WriteAsync(string directory, int count, Keypair own)
    {
        Campaign campaign = new() { ShardAssets = ShardAssets };
        Dataset.OpenForWriting(directory, campaign).Dispose();
        using Dataset dataset = Dataset.Open(directory);
        Keypair[] nodes = [.. Enumerable.Range(0, Nodes).Select(_ => Keypair.Generate())];
        using FileStream manifest = File.Create(dataset.ManifestPath), makers = File.Create(dataset.MakersPath);
        for (int i = 0; i < count; i++)
        {
            Keypair node = nodes[i % Nodes];
            ContentHash hash = Blake3.Hash(BitConverter.GetBytes(i));
            var record = new ShardRecord
            {
                File = Dataset.ShardFile((ulong)i * ShardAssets),
                Bytes = ShardBytes,
                FileHash = hash,
                FirstAsset = (ulong)i * ShardAssets,
                Assets = ShardAssets,
                Rows = ShardAssets,
                Dead = [],
                Root = hash,
                Campaign = dataset.CampaignHash,
                Generator = campaign.GeneratorVersion,
                Device = "bench",
                Wallet = node.PublicKey.ToString(),
            };
            ShardRecord maker = await ProofOfRender.SignAsync(record, node, Begin).ConfigureAwait(false);
            ShardRecord operators = await ProofOfRender.SignAsync(maker with { Wallet = own.PublicKey.ToString(), Signature = null }, own, Begin).ConfigureAwait(false);
            makers.Write(CheckedLines.Encode(JsonSerializer.Serialize(maker, DatasetJson.Default.ShardRecord)));
            manifest.Write(CheckedLines.Encode(JsonSerializer.Serialize(operators, DatasetJson.Default.ShardRecord)));
        }
    }

    private sealed class Clock : TimeProvider
    {
        public DateTimeOffset Now { get; set; } = Begin;

        public override DateTimeOffset GetUtcNow() => Now;
    }
}
