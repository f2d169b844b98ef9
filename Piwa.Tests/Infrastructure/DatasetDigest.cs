using System.Text;
using System.Text.RegularExpressions;
using Piwa.Chain.Provenance;
using Piwa.Chain.Provenance.Registry;
using Piwa.Pipeline.Encoding;
using Piwa.Pipeline.Shards;
using Piwa.Pipeline.Verification;

namespace Piwa.Tests.Infrastructure;

/// <summary>
/// A data set as a text, without what differs between two runs of one campaign: keys, times, signatures, and how RocksDB names its files.
/// Two data sets with the same text have the same files, the same bytes in them, and the same on their ledgers.
/// </summary>
internal static partial class DatasetDigest
{
    /// <summary>The text of a whole data set, which is verified first.</summary>
    public static async Task<string> OfAsync(string directory)
    {
        VerifyReport report = await DatasetVerifier.VerifyAsync(
            directory, new VerifyOptions { Device = "host", Samples = 0 }, null, TestContext.Current.CancellationToken);
        var text = new StringBuilder();
        foreach (string finding in report.Findings)
            text.AppendLine($"finding {finding}");
        text.AppendLine($"proofs {report.ProofsVerified} {report.AnchorsVerified} {report.PromotionsVerified}");

        using (Dataset dataset = Dataset.Open(directory))
        {
            foreach (ShardRecord shard in dataset.Outbox)
                text.AppendLine(Text(shard));
            AppendLedgerSide(text, dataset);

            // How many posts there are depends on who was killed when; that they count all of it does not.
            if (TelemetryVerifier.Read(dataset).Posts is [.., var last])
                text.AppendLine($"telemetry {last.Post.InAll with { LedgerBytes = 0 }}");
        }

        foreach (string file in Directory.EnumerateFiles(directory, "*", SearchOption.AllDirectories).Order(StringComparer.Ordinal))
        {
            string name = Path.GetRelativePath(directory, file).Replace('\\', '/');

            // A fleet's set keeps who made each shard: signatures of strangers, whom one process has none of.
            if (!name.StartsWith("uploads/", StringComparison.Ordinal) && name != "makers.jsonl")
                text.AppendLine($"{name} {ContentOf(name, file)}");
        }

        return text.ToString();
    }

    /// <summary>The text of a shard's record.</summary>
    public static string Text(ShardRecord shard) =>
        ProofOfRenderText(shard with { Wallet = "", Time = null, Signature = null });

    private static string ProofOfRenderText(ShardRecord shard) => Piwa.Pipeline.ProofOfRender.TextOf(shard).ReplaceLineEndings("; ");

    private static void AppendLedgerSide(StringBuilder text, Dataset dataset)
    {
        foreach (WalletStanding standing in Oracle.ReadStandings(dataset.OracleRecordPath))
            text.AppendLine($"oracle refused {standing.Refused}, mismatched {standing.Mismatched}");
        using RegistryStore registry = RegistryStore.Open(dataset.UploadsPath, new UploadRegistryOptions());
        text.AppendLine($"registry {registry.Rocks.CountEntries()}");
    }

    private static string ContentOf(string name, string file) => name switch
    {
        // Told above: they hold signatures and times.
        "manifest.jsonl" or "oracle.log" or "ledger/ledger.log" or "promotions.log" or "telemetry.jsonl" => "is there",
        // Each line begins with a check of the rest, which holds a key and a time.
        "uploads.jsonl" or "shapes.jsonl" => string.Join(
            "; ", File.ReadLines(file).Select(line => HashOf(System.Text.Encoding.UTF8.GetBytes(KeysAndDays().Replace(line[17..], ""))))),
        // What a crash left out is read at the end of the next run.
        "sha256.jsonl" => HashOf(System.Text.Encoding.UTF8.GetBytes(string.Join('\n', File.ReadLines(file).Order(StringComparer.Ordinal)))),
        "croissant.json" or "README.md" or "card.json" => HashOf(System.Text.Encoding.UTF8.GetBytes(KeysAndDays().Replace(File.ReadAllText(file), ""))),
        _ => HashOf(File.ReadAllBytes(file)),
    };

    private static string HashOf(byte[] bytes) => $"{bytes.Length} {Blake3.Hash(bytes)}";

    [GeneratedRegex(@"\b[1-9A-HJ-NP-Za-km-z]{43,44}\b|\b\d{4}-\d\d-\d\d\b|""time"":\d+")]
    private static partial Regex KeysAndDays();
}
