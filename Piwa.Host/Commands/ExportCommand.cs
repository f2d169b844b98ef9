using System.CommandLine;
using Piwa.Host.Terminal;
using Piwa.Pipeline.Exports;
using Piwa.Pipeline.Shards;
using Spectre.Console;

namespace Piwa.Host.Commands;

/// <summary><c>piwa export</c>: one asset's mesh as a file.</summary>
internal static class ExportCommand
{
    public static Command Create()
    {
        var directory = new Argument<string>("dataset") { Description = "Directory of the data set." };
        var asset = new Option<ulong>("--asset", "-a") { Description = "Index of the asset.", Required = true };
        var format = new Option<MeshFormat>("--format", "-f") { Description = "File format.", DefaultValueFactory = _ => MeshFormat.Glb };
        var output = new Option<string?>("--out", "-o") { Description = "The file; by default asset-<index>.<format> here." };
        Option<int> textureSize = TextureSizeOption.Create();
        var command = new Command("export", "Writes one asset's mesh as GLB, OBJ or PLY.") { directory, asset, format, output, textureSize };
        command.SetAction((parsed, _) => Errors.GuardAsync(async token =>
        {
            ulong index = parsed.GetRequiredValue(asset);
            MeshFormat wanted = parsed.GetRequiredValue(format);
            using Dataset dataset = Dataset.Open(parsed.GetRequiredValue(directory));
            AssetRow row = await FindAsync(dataset, index, token).ConfigureAwait(false);
            string path = parsed.GetValue(output) ?? $"asset-{index}.{wanted.ToString().ToLowerInvariant()}";
            var options = new GlbOptions { TextureSize = parsed.GetValue(textureSize) };
            using (FileStream file = File.Create(path))
                MeshExporter.Write(AssetPictures.From(row, dataset.Campaign.FindRig), wanted, options, file);
            AnsiConsole.MarkupLineInterpolated($"[green]{path}[/]  {Units.Count(row.TriangleCount)} triangles, {Units.Bytes(new FileInfo(path).Length)}");
            return ExitCode.Done;
        }));
        return command;
    }

    private static async Task<AssetRow> FindAsync(Dataset dataset, ulong index, CancellationToken cancellationToken)
    {
        ShardRecord? shard = dataset.Shards.FirstOrDefault(
            candidate => index >= candidate.FirstAsset && index < candidate.FirstAsset + (ulong)candidate.Assets);
        if (shard is not null && !shard.Dead.Contains(index))
        {
            ShardReader reader = await ShardReader.OpenAsync(dataset.PathOf(shard), cancellationToken).ConfigureAwait(false);
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
