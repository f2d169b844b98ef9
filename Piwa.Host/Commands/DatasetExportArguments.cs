using System.CommandLine;
using Piwa.Host.Terminal;
using Piwa.Pipeline.Packaging;
using Piwa.Pipeline.Shards;
using Spectre.Console;

namespace Piwa.Host.Commands;

/// <summary>Options of <c>piwa export --to</c>, and what it does.</summary>
internal sealed class DatasetExportArguments
{
    private readonly Option<ExportFormat?> _format = new("--to")
    {
        Description = $"Form for the whole data set: {string.Join(", ", Enum.GetNames<ExportFormat>()).ToLowerInvariant()}.",
    };

    private readonly Option<ulong> _first = new("--from") { Description = "With --to: index of the first asset." };

    private readonly Option<ulong?> _count = new("--assets", "-n") { Description = "With --to: assets from there on; by default all." };

    private readonly Option<ExportBackground> _background = new("--background")
    {
        Description = "With --to webdataset, opencv: behind colour images, transparent or white.",
    };

    private readonly Option<bool> _glb = new("--glb") { Description = "With --to webdataset: meshes with materials as well." };

    private readonly Option<bool> _zip = new("--zip") { Description = "With --to objaverse: one zip file for each object." };

    private readonly Option<int> _tarAssets = new("--tar-assets")
    {
        Description = "With --to webdataset: assets in a tar file.",
        DefaultValueFactory = _ => DatasetExportOptions.DefaultTarAssets,
    };

    private readonly Option<bool> _quiet = new("--quiet", "-q") { Description = "No progress, only the result." };

    public void AddTo(Command command)
    {
        foreach (Option option in (Option[])[_format, _first, _count, _background, _glb, _zip, _tarAssets, _quiet])
            command.Add(option);
    }

    /// <summary>Whether the command line asks for a whole data set.</summary>
    public bool Asks(ParseResult parsed) => parsed.GetValue(_format) is not null;

    public async Task<int> RunAsync(ParseResult parsed, Dataset dataset, string? output, CancellationToken cancellationToken)
    {
        ExportFormat format = parsed.GetValue(_format)!.Value;
        var options = new DatasetExportOptions
        {
            Format = format,
            OutputDirectory = output ?? $"{dataset.Name}-{format.ToString().ToLowerInvariant()}",
            FirstAsset = parsed.GetValue(_first),
            AssetCount = parsed.GetValue(_count),
            Background = parsed.GetValue(_background),
            IncludeGlb = parsed.GetValue(_glb),
            Zip = parsed.GetValue(_zip),
            TarAssets = parsed.GetRequiredValue(_tarAssets),
        };
        var progress = new ProgressLine<DatasetExportProgress>(Describe, parsed.GetValue(_quiet));
        DatasetExportProgress done = await progress.RunAsync(
            () => DatasetExporter.ExportAsync(dataset, options, progress, cancellationToken)).ConfigureAwait(false);
        string there = done.AlreadyThere > 0 ? $", {Units.Count(done.AlreadyThere)} were there" : "";
        AnsiConsole.MarkupLineInterpolated($"[green]{options.OutputDirectory}[/]  {Units.Count(done.Written)} assets written{there}");
        return ExitCode.Done;
    }

    private static (double Share, string Text) Describe(DatasetExportProgress progress)
    {
        long done = progress.Written + progress.AlreadyThere;
        return ((double)done / progress.Total, $"{Units.Count(done)}/{Units.Count(progress.Total)} assets");
    }
}
