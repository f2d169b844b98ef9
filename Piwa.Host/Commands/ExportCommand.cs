using System.CommandLine;
using Piwa.Host.Terminal;
using Piwa.Pipeline.Exports;
using Piwa.Pipeline.Packaging;
using Piwa.Pipeline.Shards;
using Piwa.Pipeline.Stores;
using Spectre.Console;

namespace Piwa.Host.Commands;

/// <summary><c>piwa export</c>: one asset's mesh as a file, or a whole data set in the form of published loaders.</summary>
internal static class ExportCommand
{
    private static readonly string[] Formats = [.. Enum.GetNames<MeshFormat>().Select(name => name.ToLowerInvariant()), .. PackageWriters.All.Select(writer => writer.Name)];

    public static Command Create()
    {
        var directory = new Argument<string>("dataset") { Description = "Directory of the data set, or s3://BUCKET/PREFIX." };
        var asset = new Option<ulong?>("--asset", "-a") { Description = "Index of the asset whose mesh is to be written." };
        var format = new Option<string?>("--format", "-f") { Description = $"With --asset: file format: {string.Join(", ", Formats)}. The first is the default; {PackageWriters.All[0].Name} has materials and cameras with it." };
        format.CompletionSources.Add(Formats);
        var output = new Option<string?>("--out", "-o") { Description = "The file, or with --to the directory; by default here, named after the asset or the data set." };
        Option<int> textureSize = TextureSizeOption.Create();
        var whole = new DatasetExportArguments();
        var command = new Command("export", "Writes one asset's mesh (--asset), or the data set for published loaders (--to).") { directory, asset, format, output, textureSize };
        whole.AddTo(command);
        command.Validators.Add(result =>
        {
            if (result.GetValue(format) is { } name && !Formats.Contains(name, StringComparer.OrdinalIgnoreCase))
                result.AddError($"--format is '{name}'; it must be one of {string.Join(", ", Formats)}.");
        });
        command.SetAction((parsed, _) => Errors.GuardAsync(async token =>
        {
            if (whole.Asks(parsed) == parsed.GetValue(asset).HasValue)
                throw new ArgumentException("Give either --asset, for the mesh of one asset, or --to, for the whole data set.");

            using Dataset dataset = await DatasetMirror.OpenAsync(parsed.GetRequiredValue(directory), token).ConfigureAwait(false);
            if (whole.Asks(parsed))
                return await whole.RunAsync(parsed, dataset, parsed.GetValue(output), token).ConfigureAwait(false);

            ulong index = parsed.GetValue(asset)!.Value;
            string wanted = (parsed.GetValue(format) ?? Formats[0]).ToLowerInvariant();
            IPackageWriter? package = PackageWriters.Find(wanted);
            AssetRow row = await FindAsync(dataset, index, token).ConfigureAwait(false);
            string path = parsed.GetValue(output) ?? $"asset-{index}{package?.Extension ?? "." + wanted}";
            var options = new GlbOptions { TextureSize = parsed.GetValue(textureSize) };
            using (FileStream file = File.Create(path))
            {
                if (package is not null)
                    package.Write(row, dataset.Campaign, options, file);
                else
                    MeshExporter.Write(AssetPictures.MeshOf(row, dataset.Campaign.FindRig), Enum.Parse<MeshFormat>(wanted, ignoreCase: true), options, file);
            }

            AnsiConsole.MarkupLineInterpolated($"[green]{path}[/]  {Units.Count(row.TriangleCount)} triangles, {Units.Bytes(new FileInfo(path).Length)}");
            return ExitCode.Done;
        }));
        return command;
    }

    private static async Task<AssetRow> FindAsync(Dataset dataset, ulong index, CancellationToken cancellationToken)
    {
        ShardRecord? shard = dataset.FindShard(index);
        if (shard is not null && !shard.Dead.Contains(index))
        {
            ShardReader reader = await dataset.OpenShardAsync(shard, cancellationToken).ConfigureAwait(false);
            await using (reader.ConfigureAwait(false))
            {
                if (await reader.FindAsync(index, cancellationToken).ConfigureAwait(false) is { } row)
                    return row;
            }
        }

        ulong end = dataset.Shards.Count == 0 ? 0 : dataset.Shards[^1].FirstAsset + (ulong)dataset.Shards[^1].Assets;
        throw new ArgumentException(shard?.Dead.Contains(index) == true
            ? $"Asset {index} is a dead letter: it could not be made. See dead-letters.jsonl."
            : $"The data set has no asset {index}; it has assets below {end}.");
    }
}
