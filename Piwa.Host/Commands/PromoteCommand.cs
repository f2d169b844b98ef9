using System.CommandLine;
using System.Globalization;
using Piwa.Chain.Anchoring;
using Piwa.Host.Terminal;
using Piwa.Pipeline;
using Spectre.Console;

namespace Piwa.Host.Commands;

/// <summary><c>piwa promote</c>: makes compressed NFTs of anchored assets.</summary>
internal static class PromoteCommand
{
    public static Command Create()
    {
        var directory = new Argument<string>("dataset") { Description = "Directory of a data set that was made with --chain anchor." };
        var assets = new Option<string>("--assets") { Description = "Indices of the assets, separated by commas: 1,2,3.", Required = true };
        var wallet = new Option<string?>("--wallet") { Description = "Keypair file of the operator who made the data set." };
        var quiet = new Option<bool>("--quiet", "-q") { Description = "No progress, only the result." };
        var oracle = new OracleOption();
        var command = new Command("promote", "Makes compressed NFTs of anchored assets, each once at most.") { directory, assets, wallet };
        oracle.AddTo(command);
        command.Add(quiet);
        command.SetAction((parsed, _) => Errors.GuardAsync(async token =>
        {
            ulong[] wanted = Parse(parsed.GetRequiredValue(assets));
            var progress = new ProgressLine<int>(
                proven => ((double)proven / (wanted.Length + 1), proven < wanted.Length ? $"{proven}/{wanted.Length} assets proven" : "minting"),
                parsed.GetValue(quiet));
            IReadOnlyList<Promotion> promotions = await progress.RunAsync(() => DatasetPromoter.PromoteAsync(
                parsed.GetRequiredValue(directory), wanted, parsed.GetValue(wallet), oracle.Read(parsed), progress: progress, cancellationToken: token))
                .ConfigureAwait(false);
            Print(promotions);
            return ExitCode.Done;
        }));
        return command;
    }

    private static ulong[] Parse(string list) =>
    [
        .. list.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries).Select(text =>
            ulong.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out ulong index)
                ? index
                : throw new ArgumentException($"--assets has '{text}', which is not an index.")),
    ];

    private static void Print(IReadOnlyList<Promotion> promotions)
    {
        Table table = new Table().Border(TableBorder.Simple);
        table.AddColumn(new TableColumn("asset").RightAligned().NoWrap());
        table.AddColumn(new TableColumn("compressed NFT").NoWrap());
        table.AddColumn(new TableColumn("anchor").RightAligned().NoWrap());
        foreach (Promotion promotion in promotions)
        {
            table.AddRow(
                promotion.Proof.Asset.Index.ToString(CultureInfo.InvariantCulture),
                promotion.Asset.AssetId.ToString(),
                promotion.Proof.Anchor.Index.ToString(CultureInfo.InvariantCulture));
        }

        AnsiConsole.Write(table);
        AnsiConsole.MarkupLineInterpolated($"[green]Done.[/] {promotions.Count} promoted.");
    }
}
