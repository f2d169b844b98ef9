using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;
using Piwa.Chain.Provenance;
using Piwa.Host.Terminal;
using Piwa.Pipeline;
using Piwa.Pipeline.Shards;
using Piwa.Pipeline.Uploads;
using Spectre.Console;

namespace Piwa.Host.Commands;

/// <summary><c>piwa upload</c>: makes assets of an artist's own files.</summary>
internal static class UploadCommand
{
    private static readonly JsonSerializerOptions Json = new()
    {
        WriteIndented = true,
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
        Converters = { new JsonStringEnumConverter(JsonNamingPolicy.CamelCase) },
    };

    public static Command Create()
    {
        var files = new Argument<string[]>("files") { Description = "Binary glTF files (.glb).", Arity = ArgumentArity.OneOrMore };
        var directory = new Option<string>("--out", "-o") { Description = "Directory of the data set.", DefaultValueFactory = _ => "uploads" };
        var name = new Option<string?>("--name") { Description = "What to call the asset, where there is one file; by default the file's name." };
        var wallet = new Option<string?>("--wallet") { Description = "Keypair file of the uploader, who owns the assets; created when it is not there." };
        var registry = new Option<string?>("--registry")
        {
            Description = "Directory of the registry of first uploads, which several data sets can share; by default the data set's own.",
        };
        var chain = new Option<ChainPolicy>("--chain")
        {
            Description = "What goes on the ledger: mint (each asset, as a compressed NFT), anchor (the root of each shard), or both.",
            DefaultValueFactory = _ => ChainPolicy.Mint,
        };
        var json = new Option<bool>("--json") { Description = "Print the result as JSON, and nothing else." };
        var quiet = new Option<bool>("--quiet", "-q") { Description = "No progress, only the result." };
        var known = new KnownSourceOptions();
        var campaign = new CampaignOptions();
        var device = new DeviceOptions();

        var command = new Command(
            "upload", "Makes assets of your own files: checked, normalised, registered, rendered and minted. The first uploader of a content owns it.")
        {
            files, directory, name, wallet, registry,
        };
        known.AddTo(command);
        campaign.AddViewsTo(command);
        command.Add(chain);
        device.AddTo(command);
        command.Add(json);
        command.Add(quiet);
        command.SetAction((parsed, _) => Errors.GuardAsync(async token =>
        {
            string[] paths = parsed.GetRequiredValue(files);
            if (parsed.GetValue(name) is not null && paths.Length > 1)
                throw new ArgumentException($"--name is for one file; there are {paths.Length}.");

            (string deviceId, int threads) = device.Read(parsed);
            KnownSources sources = known.Read(parsed);
            PiwaPipeline pipeline = PiwaPipeline.CreateBuilder().Configure(options =>
            {
                options.OutputDirectory = parsed.GetRequiredValue(directory);
                options.Campaign = campaign.ReadUploads(parsed) with { Chain = parsed.GetRequiredValue(chain) };
                options.Device = deviceId;
                options.Threads = threads;
                options.WalletPath = parsed.GetValue(wallet) ?? options.WalletPath;
                options.RegistryDirectory = parsed.GetValue(registry);
                options.KnownSources = sources;
            }).Build();
            bool isJson = parsed.GetValue(json);
            var progress = new ProgressLine<UploadProgress>(Describe, isJson || parsed.GetValue(quiet));
            UploadReport report = await progress.RunAsync(() => pipeline.UploadAsync(
                [.. paths.Select(path => new UploadFile(path, parsed.GetValue(name)))], progress, token)).ConfigureAwait(false);
            if (isJson)
                PrintJson(report);
            else
                Print(report, parsed.GetRequiredValue(directory));
            return report.WasCancelled ? ExitCode.Stopped
                : report.Files.All(file => file.Outcome is UploadOutcome.Taken or UploadOutcome.There) ? ExitCode.Done
                : ExitCode.NotTaken;
        }));
        return command;
    }

    private static (double Share, string Text) Describe(UploadProgress progress)
    {
        double read = (double)progress.FilesRead / progress.FileCount;
        if (progress.Run is not { } run)
            return (read / 2, string.Create(CultureInfo.InvariantCulture, $"{progress.FilesRead}/{progress.FileCount} files read"));
        double made = run.Planned == 0 ? 1 : (double)run.Sealed / run.Planned;
        return ((1 + made) / 2, string.Create(
            CultureInfo.InvariantCulture, $"{(run.IsDraining ? "stopping  " : "")}{run.Sealed}/{run.Planned} assets rendered"));
    }

    private static void Print(UploadReport report, string directory)
    {
        foreach (UploadResult file in report.Files)
            Print(file);
        if (report.Run is { } run)
        {
            AnsiConsole.MarkupLineInterpolated(
                $"[grey]rendered[/]  {run.Progress.Completed} assets in {Units.Time(run.Progress.Elapsed)} on {run.Device}; {run.Minted} of the data set are minted, owned by {run.Wallet}");
            if (run.Progress.DeadLettered > run.Progress.Drained)
                AnsiConsole.MarkupLineInterpolated($"[red]{run.Progress.DeadLettered - run.Progress.Drained} could not be rendered[/], see dead-letters.jsonl");
        }

        if (report.WasCancelled)
            AnsiConsole.MarkupLine("[yellow]Stopped before all was done.[/] The same command goes on.");
        else if (report.Run is not null)
            AnsiConsole.MarkupLineInterpolated($"[green]Done.[/] Look at it:  {Self.Command} inspect {directory}");
    }

    private static void Print(UploadResult file)
    {
        switch (file.Outcome)
        {
            case UploadOutcome.Taken or UploadOutcome.There:
                AnsiConsole.MarkupLineInterpolated($"[green]{file.File}[/]: {file.Message}");
                break;
            case UploadOutcome.Refused:
                Errors.Write(file.Message);
                break;
            default:
                Errors.Write($"{file.File}: {file.Message}");
                break;
        }

        if (file.Triangles > 0)
        {
            AnsiConsole.MarkupLineInterpolated(
                $"  [grey]mesh[/]      {Units.Count(file.Triangles)} triangles, {Units.Count(file.Vertices)} vertices, {Units.Count(file.Defects.Total)} defects");
        }

        foreach (ContentAnswer content in file.Contents)
        {
            string whose = content.IsFirst ? "yours" : $"of {content.Wallet}";
            string since = content.Time is { } time ? string.Create(CultureInfo.InvariantCulture, $", since {time:u}") : "";
            AnsiConsole.MarkupLineInterpolated($"  [grey]{content.Content,-8}[/]  {content.Hash}  {whose}{since}, in {content.Place}");
        }

        foreach (NearCopy near in file.Asset?.NearCopies ?? [])
        {
            AnsiConsole.MarkupLineInterpolated(
                $"  [yellow]near copy[/] of '{near.Name}', asset {near.Asset} of campaign {near.Campaign.ToString()[..8]} by {near.Wallet}, distance {near.Distance}");
        }

        foreach (string note in file.Asset?.Notes ?? [])
            AnsiConsole.MarkupLineInterpolated($"  [grey]note[/]      {note}");
    }

    private static void PrintJson(UploadReport report) => Console.WriteLine(JsonSerializer.Serialize(
        new
        {
            report.Files,
            Rendered = report.Run?.Progress.Completed ?? 0,
            Minted = report.Run?.Minted ?? 0,
            Anchored = report.Run?.Anchored ?? 0,
            report.WasCancelled,
        },
        Json));
}
