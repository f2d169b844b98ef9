using System.CommandLine;
using System.Text.Json;
using System.Text.Json.Serialization;
using Piwa.Host.Diagnosis;
using Piwa.Host.Terminal;
using Piwa.Pipeline;
using Spectre.Console;

namespace Piwa.Host.Commands;

/// <summary><c>piwa doctor</c>: whether a run would go well here.</summary>
internal static class DoctorCommand
{
    private static readonly JsonSerializerOptions Json = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
        Converters = { new JsonStringEnumConverter(JsonNamingPolicy.CamelCase) },
    };

    public static Command Create()
    {
        var directory = new Option<string>("--out", "-o") { Description = "Directory of the data set, which need not be there.", DefaultValueFactory = _ => "dataset" };
        var wallet = new Option<string?>("--wallet") { Description = "Keypair file of the operator." };
        var rpc = new Option<string?>("--rpc") { Description = "Address of a Solana node that is to be asked, http or https." };
        var cluster = new Option<string?>("--cluster") { Description = $"The cluster that the node must be of: {string.Join(", ", ChainCheck.Clusters.Keys)}." };
        cluster.AcceptOnlyFromAmong([.. ChainCheck.Clusters.Keys]);
        var json = new Option<bool>("--json") { Description = "JSON and nothing else." };
        var oracle = new OracleOption();
        var command = new Command("doctor", "Checks devices, disk, clock, wallet, ledger, oracle, memory: would a run go well here?") { directory, wallet };
        oracle.AddTo(command);
        command.Add(rpc);
        command.Add(cluster);
        command.Add(json);
        command.SetAction((parsed, _) => Errors.GuardAsync(async token =>
        {
            string place = parsed.GetRequiredValue(directory);
            Uri? oracleAddress = oracle.Read(parsed);
            Uri? node = HttpAddress.Parse("--rpc", parsed.GetValue(rpc), "https://api.devnet.solana.com");
            bool isJson = parsed.GetValue(json);
            List<Finding> findings = [];
            void Add(IEnumerable<Finding> found)
            {
                foreach (Finding finding in found)
                {
                    findings.Add(finding);
                    if (!isJson)
                        Print(finding);
                }
            }

            Add(DeviceCheck.Run());
            Add(DiskCheck.Run(place, token));
            Add(await ClockCheck.RunAsync(TimeProvider.System, token).ConfigureAwait(false));
            Add([await WalletCheck.RunAsync(parsed.GetValue(wallet) ?? new PiwaOptions().WalletPath, token).ConfigureAwait(false)]);
            Add(ChainCheck.Ledger(place));
            if (await ChainCheck.OracleAsync(oracleAddress, place, token).ConfigureAwait(false) is { } finding)
                Add([finding]);
            if (node is not null)
                Add([await ChainCheck.NodeAsync(node, parsed.GetValue(cluster), token).ConfigureAwait(false)]);
            Add(MachineCheck.Run());
            if (isJson)
                Console.WriteLine(JsonSerializer.Serialize(new { Verdict = findings.Max(each => each.Verdict), Findings = findings }, Json));
            return findings.Any(each => each.Verdict == Verdict.Fault) ? ExitCode.Failed : ExitCode.Done;
        }));
        return command;
    }

    /// <summary>Whole lines, whatever the terminal's width.</summary>
    private static void Print(Finding finding)
    {
        (string word, string colour) = finding.Verdict switch
        {
            Verdict.Ok => ("ok", "green"),
            Verdict.Warning => ("warning", "yellow"),
            _ => ("fault", "red"),
        };
        AnsiConsole.Markup($"[{colour}]{word,-8}[/]");
        Console.WriteLine($" {finding.Name,-13} {finding.Text}");
        if (finding.Remedy is { } remedy)
            Console.WriteLine($"         {"",-13} {remedy}");
    }
}
