using System.CommandLine;
using System.Text.Json;
using Piwa.Chain.Hashing;
using Piwa.Chain.Keys;
using Piwa.Chain.Rpc;
using Piwa.Host.Terminal;
using Piwa.Pipeline.Economy;
using Spectre.Console;

namespace Piwa.Host.Commands;

/// <summary><c>piwa audit</c>: derives every payout of a market again, from shards' manifests and its ledger.</summary>
internal static class AuditCommand
{
    public static Command Create()
    {
        var market = new Argument<string>("market") { Description = "Directory of the market: economy.log and epochs/." };
        var datasets = new Option<string[]>("--dataset", "-d") { Description = "A data set or a fleet's store that was counted: a directory, or s3://BUCKET/PREFIX. All of them." };
        var verdicts = new Option<string[]>("--verdicts") { Description = "A file of verdicts: an oracle's record, or what 'piwa fleet verdicts' has fetched." };
        var validators = new Option<string[]>("--validator") { Description = "Address of an oracle or a fleet's operator whose word you take. Without it: of those that the statements name." };
        var account = new Option<string?>("--account") { Description = "Shows how each amount of this wallet came about." };
        var lastHash = new Option<string?>("--last-hash") { Description = "The last hash that an audit before has printed: nothing up to it may have changed." };
        var rpc = new Option<string?>("--rpc") { Description = "Solana node that you trust: asked whether payments and payouts are on the chain. Needs --operator." };
        var operatorAddress = new Option<string?>("--operator") { Description = "Address of the market's operator, known from elsewhere." };
        var json = new Option<bool>("--json") { Description = "JSON and nothing else." };
        var command = new Command("audit", "Derives every payout of a market again, from its ledger and the manifests of shards; says the first difference.")
        {
            market, datasets, verdicts, validators, account, lastHash, rpc, operatorAddress, json,
        };
        command.SetAction((parsed, _) => Errors.GuardAsync(async token =>
        {
            List<string> faults = [];
            var options = new MarketAuditOptions
            {
                MarketDirectory = parsed.GetRequiredValue(market),
                Sources = parsed.GetValue(datasets) ?? [],
                VerdictFiles = parsed.GetValue(verdicts) ?? [],
                Validators = Faults.Gather(() => KnownSourceOptions.ParseAddresses("--validator", parsed.GetValue(validators) ?? []), [], faults),
                KnownHash = Faults.Gather(() => ReadHash(parsed.GetValue(lastHash)), null, faults),
            };
            PublicKey? wallet = parsed.GetValue(account) is { } text
                ? Faults.Gather<PublicKey?>(() => KnownSourceOptions.ParseAddresses("--account", [text])[0], null, faults)
                : null;
            if (parsed.GetValue(rpc) is null != parsed.GetValue(operatorAddress) is null)
                faults.Add("--rpc and --operator belong together: the chain is asked what came to the operator, and what the operator has sent.");
            Faults.Throw(faults);
            using SolanaRpcClient? chain = parsed.GetValue(rpc) is { } node ? ChainPayer.Open(node) : null;
            if (chain is not null)
            {
                PublicKey paid = KnownSourceOptions.ParseAddresses("--operator", [parsed.GetRequiredValue(operatorAddress)!])[0];
                options.Evidence = new MarketEvidence(options.MarketDirectory, chain, paid, PublicKey.Parse(MarketSettings.Read(options.MarketDirectory).Mint));
            }

            MarketAuditReport report = await MarketAuditor.RunAsync(options, token).ConfigureAwait(false);
            if (parsed.GetValue(json))
                WriteJson(report, wallet);
            else
                Print(report, wallet);
            return report.IsSound ? ExitCode.Done : ExitCode.Unsound;
        }));
        return command;
    }

    private static Hash256? ReadHash(string? digits) => digits is null ? null
        : digits.Length == 2 * Hash256.Size && digits.All(char.IsAsciiHexDigit) ? Hash256.Parse(digits)
        : throw new ArgumentException($"--last-hash is '{digits}'; expected {2 * Hash256.Size} hexadecimal digits, as 'piwa audit' prints them.");

    private static void Print(MarketAuditReport report, PublicKey? wallet)
    {
        Console.WriteLine($"shards     {Units.Count(report.Shards)} count, each in a data set, signed by its node and by a validator");
        if (report.Late > 0)
            Console.WriteLine($"late       {Units.Count(report.Late)} of them were validated in an earlier epoch than the one that counts them");
        if (report.Returned > 0)
            Console.WriteLine($"returned   {Units.Count(report.Returned)} that fell away as gone are there, and do not count");
        foreach (PublicKey validator in report.Validators)
            Console.WriteLine($"validator  {validator}");
        Console.WriteLine($"statement  the last one is {report.LastStatement}");
        if (report.Entries > 0)
            Console.WriteLine($"ledger     {Units.Count(report.Entries)} entries, {report.Epochs} epochs closed; the last hash is {report.LastHash}");
        Console.WriteLine($"chain      {(report.Chain is null ? "was not asked: whether payments and payouts are on it, this audit does not say" : "was asked for each payment and each payout")}");
        if (!report.IsSound)
        {
            Console.WriteLine($"difference {report.Difference}");
            AnsiConsole.MarkupLine("[red]Not sound.[/] Nothing behind the difference was looked at.");
            return;
        }

        foreach (AuditedAccount each in report.Accounts.Where(each => wallet is null || each.Owner == wallet))
            Print(each, withSteps: wallet is not null);
        AnsiConsole.MarkupLine("[green]Sound.[/] Every payout follows from the shards. Keep the last hash, and give it to the next audit.");
    }

    /// <summary>Whole lines, whatever the terminal's width: they are there to be copied.</summary>
    private static void Print(AuditedAccount account, bool withSteps)
    {
        string rest = (account.HeldBack.IsZero ? "" : $", {account.HeldBack} held back") + (account.Forfeited.IsZero ? "" : $", {account.Forfeited} forfeited");
        Console.WriteLine($"{account.Kind} {account.Owner}: earned {account.Earned}, paid out {account.PaidOut}, payable {account.Payable}{rest}");
        foreach (AuditStep step in withSteps ? account.Steps : [])
            Console.WriteLine($"  epoch {step.Epoch}, entry {step.Entry}: {step.Amount}: {step.What}");
    }

    private static void WriteJson(MarketAuditReport report, PublicKey? wallet)
    {
        using Stream output = Console.OpenStandardOutput();
        using (var json = new Utf8JsonWriter(output))
        {
            json.WriteStartObject();
            json.WriteBoolean("sound", report.IsSound);
            json.WriteString("difference", report.Difference);
            json.WriteNumber("shards", report.Shards);
            json.WriteNumber("late", report.Late);
            json.WriteNumber("returned", report.Returned);
            json.WriteStartArray("validators");
            foreach (PublicKey validator in report.Validators)
                json.WriteStringValue(validator.ToString());
            json.WriteEndArray();
            json.WriteNumber("epochs", report.Epochs);
            json.WriteString("lastStatement", report.LastStatement.ToString());
            json.WriteNumber("entries", report.Entries);
            json.WriteString("lastHash", report.LastHash.ToString());
            json.WriteString("chain", report.Chain);
            json.WriteStartArray("accounts");
            foreach (AuditedAccount account in report.Accounts.Where(each => wallet is null || each.Owner == wallet))
                Write(json, account, withSteps: wallet is not null);
            json.WriteEndArray();
            json.WriteEndObject();
        }

        output.Write("\n"u8);
    }

    /// <summary>Amounts are text, in RENDER: a JSON number would not hold them exactly.</summary>
    private static void Write(Utf8JsonWriter json, AuditedAccount account, bool withSteps)
    {
        json.WriteStartObject();
        json.WriteString("kind", account.Kind.ToString());
        json.WriteString("owner", account.Owner.ToString());
        json.WriteString("earned", account.Earned.ToString());
        json.WriteString("paidOut", account.PaidOut.ToString());
        json.WriteString("forfeited", account.Forfeited.ToString());
        json.WriteString("heldBack", account.HeldBack.ToString());
        json.WriteString("payable", account.Payable.ToString());
        if (withSteps)
        {
            json.WriteStartArray("steps");
            foreach (AuditStep step in account.Steps)
            {
                json.WriteStartObject();
                json.WriteNumber("entry", step.Entry);
                json.WriteNumber("epoch", step.Epoch);
                json.WriteString("amount", step.Amount.ToString());
                json.WriteString("what", step.What);
                json.WriteEndObject();
            }

            json.WriteEndArray();
        }

        json.WriteEndObject();
    }
}
