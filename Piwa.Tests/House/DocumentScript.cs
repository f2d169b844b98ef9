using System.Text;
using System.Text.RegularExpressions;

namespace Piwa.Tests.House;

/// <summary>The commands of a document, in its order, as a script for bash that runs them small.</summary>
internal static partial class DocumentScript
{
    private const string MarketStory = "It wants a market; MarketStoryTests run eng/market.";
    private const string Bucket = "It wants a server; S3CommandTests run them on a real one.";

    /// <summary>Commands that are not run here, and why.</summary>
    public static readonly Dictionary<string, string> NotRun = new()
    {
        ["dotnet test"] = "It is what runs this test.",
        ["eng/pack"] = "DependencyTests runs it.",
        ["eng/reference"] = "ReferencePagesTests runs it.",
        ["apt install ./piwa_0.1.0_amd64.deb"] = "It wants root; HostPackageTests unpacks the package and runs what is in it.",
        ["systemctl enable --now piwa"] = "It wants systemd; ServiceTests speak its protocol.",
        ["dotnet build Piwa.Tests && PIWA_CRASHES=2000 PIWA_CRASH_SEED=7 Piwa.Tests/bin/Debug/net10.0/Piwa.Tests -namespace Piwa.Tests.Crashes"] =
            "It takes hours; a plain run of the tests has some lives of it.",
        ["PIWA_FUZZ_SECONDS=3600 eng/fuzz"] = "It takes an hour; FuzzTests run the same targets for a moment.",
        ["PIWA_FUZZ_SECONDS=600 eng/fuzz shard-footer node-answers"] = "It takes ten minutes; FuzzTests run the same targets for a moment.",
        ["PIWA_SOLANA_PROGRAMS=folder dotnet run --project Piwa.Tests -- -explicit only -class '*DeployedProgramTests'"] =
            "It wants programs that are not part of this repository.",
        ["solana verify-offchain-signature --signer <address> \"$(cat text)\" <signature>"] =
            "Solana's command line is in no registry that these tests reach; ProofOfRenderTests check the signature of these bytes.",
        ["piwa devices"] = "It takes long, for it makes the golden assets in every way; CommandTests run it.",
        ["piwa doctor"] = "docs/operating.md has it, with a directory.",
        ["piwa oracle serve"] = "docs/oracle.md has it, with a directory.",
        ["export PIWA_DATABASE='Host=localhost;Username=piwa;Password=...;Database=piwa'"] = "It wants PostgreSQL; FleetStoryTests run eng/fleet.",
        ["piwa coordinator --store store --assets 1000000 --listen 0.0.0.0 --certificate cert.pem --certificate-key key.pem"] = "It wants PostgreSQL; FleetStoryTests run eng/fleet.",
        ["piwa coordinator --store store --assets 1000000 --page"] = "It wants PostgreSQL; FleetStoryTests run eng/fleet.",
        ["piwa work --coordinator https://piwa.example:8930"] = "It wants PostgreSQL; FleetStoryTests run eng/fleet.",
        ["piwa fleet allow NODE --coordinator https://piwa.example:8930"] = "It wants PostgreSQL; FleetStoryTests run eng/fleet.",
        ["piwa fleet status --coordinator https://piwa.example:8930"] = "It wants PostgreSQL; FleetStoryTests run eng/fleet.",
        ["piwa fleet record NODE --coordinator https://piwa.example:8930 --out record.json"] = "It wants PostgreSQL; FleetStoryTests run eng/fleet.",
        ["piwa fleet check record.json --operator ADDRESS"] = "It wants PostgreSQL; FleetStoryTests run eng/fleet.",
        ["piwa oracle serve state --samples 5 --fleet https://piwa.example:8930 --fleet-operator ADDRESS"] = "It wants a fleet; FleetRecordsTests have one.",
        ["piwa gather --store store --out dataset"] = "It wants PostgreSQL; FleetStoryTests run eng/fleet.",
        ["piwa store probe --store s3://training/fleet"] = Bucket,
        ["piwa work --store s3://training/fleet --assets 1000000 --partition 0/64"] = Bucket,
        ["piwa gather --store s3://training/fleet --out gathered"] = Bucket,
        ["piwa sync gathered s3://training/set"] = Bucket,
        ["piwa verify s3://training/set"] = Bucket,
        ["piwa inspect s3://training/set --assets 1 --from 100"] = Bucket,
        ["piwa export s3://training/set --asset 100"] = Bucket,
        ["piwa serve s3://training/set"] = Bucket,
        ["piwa audit market --dataset dataset --verdicts oracle.log"] = "It wants a market; MarketAuditorTests have one.",
        ["piwa audit market --dataset dataset --account 4Nd1mBQtrMJVYVfKf2PJy9NZUZdTAsp7D4xWLs4gDB4T"] = "It wants a market; MarketAuditorTests have one.",
        ["piwa certificate certificate-0.json --key HOST --upload chair.glb"] = "It wants a host that has taken an upload; CertificateCommandTests check one.",
        ["piwa sign sign-in.txt --wallet keypair.json"] = "It wants a page that asks for it; CertificateCommandTests sign a text.",
        ["piwa market init market --dataset small=dataset"] = MarketStory,
        ["piwa market serve market"] = MarketStory,
        ["piwa licence buy http://127.0.0.1:7575 --dataset small --days 1 --purpose research --at-most 10 --rpc http://127.0.0.1:8899 --wallet buyer.json"] = MarketStory,
        ["piwa fetch http://127.0.0.1:7575 --licence licence.json --out bought --wallet buyer.json"] = MarketStory,
        ["piwa licence show licence.json"] = MarketStory,
        ["piwa stake put http://127.0.0.1:7575 NODE 50 --wallet staker.json --rpc http://127.0.0.1:8899"] = MarketStory,
        ["piwa stake move http://127.0.0.1:7575 NODE OTHER 20 --wallet staker.json"] = MarketStory,
        ["piwa stake take http://127.0.0.1:7575 OTHER 20 --wallet staker.json"] = MarketStory,
        ["piwa vote propose http://127.0.0.1:7575 cheaper licence.price=0.0005 --wallet staker.json"] = "It wants a market and a stake; MarketServiceTests vote over HTTP.",
        ["piwa vote cast http://127.0.0.1:7575 cheaper for --wallet staker.json"] = "It wants a market and a stake; MarketServiceTests vote over HTTP.",
        ["piwa vote list http://127.0.0.1:7575"] = MarketStory,
        ["piwa audit market --dataset dataset --rpc http://127.0.0.1:8899 --operator OPERATOR"] = MarketStory,
        ["piwa promote dataset --assets 1,2,3"] = "It wants an anchored data set; CommandTests promote assets of one.",
    };

    /// <summary>What is changed in a command before it is run: nothing but sizes, addresses and placeholders.</summary>
    private static readonly (Regex What, string With)[] Changes =
    [
        // The README says that piwa stands for it; the bench lies beside the tests as well.
        (HostProject(), "piwa"),
        (BenchProject(), "Piwa.Bench"),

        // Small; the environment of the script makes the assets small too.
        (ManyAssets(), "$1 $ASSETS"),
        (Upload(), "$0 --resolution 64"),

        // Any port that is free, and nothing that is not this machine.
        (BareAddress(), "$1 127.0.0.1:0"),
        (Elsewhere(), "127.0.0.1:0"),
        (Collector(), "127.0.0.1:9"),
        (PageServer(), "$0 --listen 127.0.0.1:0"),
        (LedgerServer(), "$0 --port 0"),
        (OracleServer(), "$0 --port $PORT"),
        (OracleAddress(), "127.0.0.1:$PORT"),

        // What the reader is to fill in, and a directory that only root may write to.
        (Wallet(), "$WALLET"),
        (ServiceFolder(), ""),
    ];

    /// <summary>The commands of a document: those of its blocks, and of the README's table of commands.</summary>
    public static IEnumerable<string[]> BlocksOf(string document)
    {
        IEnumerable<string[]> blocks = Document.Blocks.Where(block => block.Document == document && block.Language == "sh")
            .Select(block => block.Text.Split('\n').Select(line => Remark().Replace(line, "")).Where(line => line.Length > 0).ToArray());
        return document != Document.Readme
            ? blocks
            : blocks.Append([.. TableRow().Matches(Document.Read(document)).Select(row => row.Groups[1].Value)]);
    }

    /// <summary>The commands of a document that are run.</summary>
    public static bool IsAnyRun(string document) => BlocksOf(document).SelectMany(lines => lines).Any(line => !NotRun.ContainsKey(line));

    /// <summary>The script of a document, each command once. What serves runs beside the rest of its block; it is asked to stop at the block's end, and must end with 0.</summary>
    public static string Of(string document)
    {
        var script = new StringBuilder("""
            set -euo pipefail
            set -m # What runs beside is a group of processes.
            start() {
              { trap : TERM; eval "$1"; } >"$2" 2>&1 &
              servers+=($!)
              until grep -q 'Ctrl+C stops' "$2"; do
                kill -0 $! 2>/dev/null || { cat "$2"; return 1; }
                sleep 0.05
              done
            }
            stop() {
              for server in "${servers[@]}"; do kill -TERM -- "-$server"; wait "$server"; done
              servers=()
            }
            servers=()

            """);
        HashSet<string> commands = [];
        foreach (string[] lines in BlocksOf(document))
        {
            foreach (string line in lines.Where(line => !NotRun.ContainsKey(line)))
            {
                string command = Changes.Aggregate(line, (text, change) => change.What.Replace(text, change.With));
                if (!commands.Add(command))
                    continue;
                script.Append("echo \"+ \"").Append(Quote(command)).Append('\n')
                    .Append(Serves().IsMatch(line) ? $"start {Quote(command)} server-{commands.Count}.out" : command).Append('\n');
            }

            script.Append("stop\n");
        }

        return script.ToString();
    }

    /// <summary>Variables stay variables.</summary>
    private static string Quote(string command) => $"\"{command.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\"", "\\\"", StringComparison.Ordinal)}\"";

    [GeneratedRegex(@"dotnet run -c Release --project Piwa\.Host --")]
    private static partial Regex HostProject();

    [GeneratedRegex(@"dotnet run -c Release --project Piwa\.Bench --")]
    private static partial Regex BenchProject();

    [GeneratedRegex(@"((?:generate|soak)\b.*--assets) \d+")]
    private static partial Regex ManyAssets();

    [GeneratedRegex("piwa upload")]
    private static partial Regex Upload();

    [GeneratedRegex(@"(--metrics|--page)$")]
    private static partial Regex BareAddress();

    [GeneratedRegex(@"\b(10\.0\.0\.5:9464|0\.0\.0\.0:7474)\b")]
    private static partial Regex Elsewhere();

    [GeneratedRegex(@"\bcollector:431[78]\b")]
    private static partial Regex Collector();

    [GeneratedRegex(@"^piwa serve \S+$")]
    private static partial Regex PageServer();

    [GeneratedRegex("piwa ledger serve.*$")]
    private static partial Regex LedgerServer();

    [GeneratedRegex("piwa oracle serve.*$")]
    private static partial Regex OracleServer();

    [GeneratedRegex(@"\b127\.0\.0\.1:8920\b")]
    private static partial Regex OracleAddress();

    [GeneratedRegex(@"<wallet>|\bWALLET\b")]
    private static partial Regex Wallet();

    [GeneratedRegex("/var/lib/piwa/")]
    private static partial Regex ServiceFolder();

    [GeneratedRegex(@"\bpiwa (oracle |ledger )?serve\b")]
    private static partial Regex Serves();

    [GeneratedRegex(@"\s+#.*$|^#.*$")]
    private static partial Regex Remark();

    [GeneratedRegex(@"^\| `(piwa [^`]+)` \|", RegexOptions.Multiline)]
    private static partial Regex TableRow();
}
