using System.CommandLine;
using Piwa.Host.Terminal;
using Piwa.Pipeline.Encoding;
using Piwa.Pipeline.Verification;
using Spectre.Console;

namespace Piwa.Host.Commands;

/// <summary><c>piwa verify</c>: checks a data set against its manifest, the ledger and its recipes; or a proof of render by itself.</summary>
internal static class VerifyCommand
{
    public static Command Create()
    {
        var directory = new Argument<string?>("dataset") { Description = "Directory of the data set, or s3://BUCKET/PREFIX.", Arity = ArgumentArity.ZeroOrOne };
        var proof = new Option<string?>("--proof") { Description = "Check this proof of render by itself; no data set is needed." };
        var key = new Option<string?>("--key") { Description = "With --proof: the wallet that must have signed it." };
        var shard = new Option<string?>("--shard") { Description = "With --proof: a file to check against it." };
        var samples = new Option<int>("--samples", "-k")
        {
            Description = "Assets of each shard to make again from their recipes.",
            DefaultValueFactory = _ => VerifyOptions.DefaultSamples,
        };
        var root = new Option<string?>("--root") { Description = "The root that the data set must have, as generate and gather print it." };
        var manifest = new Option<bool>("--manifest") { Description = "Only the manifest: records, signatures, root. No shard is read, and none has to be there." };
        var noLedger = new Option<bool>("--no-ledger") { Description = "Leaves the ledger out: shards that were fetched or gathered have none with them." };
        var quiet = new Option<bool>("--quiet", "-q") { Description = "No progress, only the result." };
        var device = new DeviceOptions();
        var command = new Command("verify", "Hashes every shard, checks roots and inclusion proofs, makes random assets again.")
        {
            directory, samples, root, manifest, noLedger, proof, key, shard,
        };
        device.AddTo(command);
        command.Add(quiet);
        command.Validators.Add(result =>
        {
            if (result.GetValue(directory) is null == result.GetValue(proof) is null)
                result.AddError("Name a data set, or a proof with --proof.");
            if (result.GetValue(proof) is null && (result.GetValue(key) ?? result.GetValue(shard)) is not null)
                result.AddError("--key and --shard go with --proof.");
            if (result.GetValue(proof) is not null && (result.GetValue(root) is not null || result.GetValue(manifest) || result.GetValue(noLedger)))
                result.AddError("--root, --manifest and --no-ledger go with a data set.");
            if (result.GetValue(root) is { } text && !ContentHash.TryParse(text, out _))
                result.AddError($"'{text}' is no root: 64 hexadecimal digits.");
        });
        command.SetAction((parsed, _) => Errors.GuardAsync(async token =>
        {
            if (parsed.GetValue(proof) is { } path)
                return ProofCheck.Run(path, parsed.GetValue(key), parsed.GetValue(shard), token);
            ContentHash? wanted = parsed.GetValue(root) is { } digits ? ContentHash.Parse(digits) : null;
            if (parsed.GetValue(manifest))
                return await ManifestCheck.RunAsync(parsed.GetValue(directory)!, wanted, parsed.GetValue(quiet), token).ConfigureAwait(false);
            (string deviceId, int threads) = device.Read(parsed);
            var options = new VerifyOptions { Samples = parsed.GetRequiredValue(samples), Root = wanted, Device = deviceId, Threads = threads, LeavesLedgerOut = parsed.GetValue(noLedger) };
            var progress = new ProgressLine<VerifyProgress>(
                p => ((double)p.Shards / Math.Max(p.ShardCount, 1), $"{p.Shards}/{p.ShardCount} shards  {Units.Count(p.Rows)} assets"),
                parsed.GetValue(quiet));
            VerifyReport report = await progress.RunAsync(
                () => DatasetVerifier.VerifyAsync(parsed.GetValue(directory)!, options, progress, token)).ConfigureAwait(false);
            Print(report, hasLedger: !options.LeavesLedgerOut);
            return report.IsSound ? ExitCode.Done : ExitCode.Unsound;
        }));
        return command;
    }

    private static void Print(VerifyReport report, bool hasLedger)
    {
        var table = new Grid().AddColumn(new GridColumn().NoWrap().PadRight(2)).AddColumn();
        void Row(string name, string value) => table.AddRow(new Markup($"[grey]{name}[/]"), new Text(value));
        Row("shards", $"{Units.Count(report.Shards)}, {Units.Bytes(report.Bytes)} hashed");
        Row("assets", $"{Units.Count(report.Rows)}" + (report.DeadLetters > 0 ? $", and {Units.Count(report.DeadLetters)} dead letters" : ""));
        Row("root", report.Root.ToString());
        Row("signed", report.ShardsSigned == 0
            ? "none of the shards"
            : $"{Units.Count(report.ShardsSigned)} of {Units.Count(report.Shards)} shards, by their wallets");
        if (!hasLedger)
            Row("ledger", "left out");
        else if (report.ProofsVerified > 0 || report.AnchorsVerified == 0)
            Row("proofs", $"{Units.Count(report.ProofsVerified)} lead to the ledger's root");
        if (report.AnchorsVerified > 0)
            Row("anchors", $"{Units.Count(report.AnchorsVerified)} assets lead by their shards' roots to the ledger's");
        if (report.PromotionsVerified > 0)
            Row("promoted", $"{Units.Count(report.PromotionsVerified)} compressed NFTs are what was anchored");
        if (report.TelemetryPosts > 0)
            Row("telemetry", $"{Units.Count(report.TelemetryPosts)} posts");
        Row("made again", $"{Units.Count(report.Regenerated)}, equal in every component");
        AnsiConsole.Write(table);
        Findings.Print(report.Findings);
        if (report.IsSound)
            AnsiConsole.MarkupLine("[green]Sound.[/]");
    }
}
