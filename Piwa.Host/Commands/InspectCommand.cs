using System.CommandLine;
using System.Globalization;
using Piwa.Host.Terminal;
using Piwa.Pipeline;
using Piwa.Pipeline.Exports;
using Piwa.Pipeline.Shards;
using Piwa.Pipeline.Stores;
using Spectre.Console;

namespace Piwa.Host.Commands;

/// <summary><c>piwa inspect</c>: a contact sheet and a summary of a data set.</summary>
internal static class InspectCommand
{
    private const int DefaultAssets = 8;
    private const int MostAssets = 64;
    private const int HashDigits = 8;
    private const string SheetFile = "contact-sheet.png";

    public static Command Create()
    {
        var directory = new Argument<string>("dataset") { Description = "Directory of the data set, or s3://BUCKET/PREFIX." };
        var count = new Option<int>("--assets", "-n") { Description = $"Assets on the sheet, 1 to {MostAssets}.", DefaultValueFactory = _ => DefaultAssets };
        var first = new Option<ulong>("--from") { Description = "Index of the first asset on the sheet.", DefaultValueFactory = _ => 0 };
        var sheet = new Option<string?>("--sheet") { Description = "File for the sheet; by default contact-sheet.png in the data set, or here if that lies in a bucket." };
        var command = new Command("inspect", "Draws a contact sheet and prints a summary.") { directory, count, first, sheet };
        command.SetAction((parsed, _) => Errors.GuardAsync(async token =>
        {
            int wanted = parsed.GetRequiredValue(count);
            if (wanted is < 1 or > MostAssets)
                throw new ArgumentException($"--assets is {wanted}; it must be 1 to {MostAssets}.");

            using Dataset dataset = await DatasetMirror.OpenAsync(parsed.GetRequiredValue(directory), token).ConfigureAwait(false);
            PrintSummary(dataset);
            List<AssetRow> rows = await ReadRowsAsync(dataset, parsed.GetRequiredValue(first), wanted, token).ConfigureAwait(false);
            if (rows.Count == 0)
            {
                Errors.Write($"The data set has no asset from index {parsed.GetRequiredValue(first)} on.");
                return ExitCode.Usage;
            }

            string path = parsed.GetValue(sheet) ?? (dataset.IsRemote ? SheetFile : Path.Combine(dataset.DirectoryPath, SheetFile));
            string title = $"{dataset.Name}: preset {dataset.Campaign.Preset}, rig {dataset.Campaign.Rig}, "
                + $"seed {dataset.Campaign.Seed}, {dataset.Campaign.ImageResolution} x {dataset.Campaign.ImageResolution}";
            ContactSheet.Save(path, title, [.. rows.Select(row => AssetPictures.From(row, dataset.Campaign.FindRig))]);
            PrintRows(rows);
            AnsiConsole.MarkupLineInterpolated($"[green]Contact sheet:[/] {path}");
            return ExitCode.Done;
        }));
        return command;
    }

    private static async Task<List<AssetRow>> ReadRowsAsync(Dataset dataset, ulong first, int count, CancellationToken cancellationToken)
    {
        var rows = new List<AssetRow>();
        foreach (ShardRecord shard in dataset.Shards.Where(shard => shard.FirstAsset + (ulong)shard.Assets > first))
        {
            ShardReader reader = await dataset.OpenShardAsync(shard, cancellationToken).ConfigureAwait(false);
            await using (reader.ConfigureAwait(false))
            {
                int from = first > shard.FirstAsset ? reader.GroupOf(shard.RowOf(first)) : 0;
                for (int group = from; group < reader.RowGroupCount && rows.Count < count; group++)
                {
                    IReadOnlyList<AssetRow> read = await reader.ReadRowGroupAsync(group, cancellationToken).ConfigureAwait(false);
                    rows.AddRange(read.Where(row => row.AssetIndex >= first).Take(count - rows.Count));
                }
            }

            if (rows.Count == count)
                break;
        }

        return rows;
    }

    private static void PrintSummary(Dataset dataset)
    {
        var table = new Grid().AddColumn(new GridColumn().NoWrap().PadRight(2)).AddColumn();
        void Row(string name, string value) => table.AddRow(new Markup($"[grey]{name}[/]"), new Text(value));
        long rows = dataset.Shards.Sum(shard => (long)shard.Rows), dead = dataset.Shards.Sum(shard => (long)shard.Dead.Count);
        long bytes = dataset.Shards.Sum(shard => shard.Bytes);
        Row("campaign", $"preset {dataset.Campaign.Preset}, rig {dataset.Campaign.Rig}, seed {dataset.Campaign.Seed}, "
            + $"{dataset.Campaign.ViewCount} views of {dataset.Campaign.ImageResolution} x {dataset.Campaign.ImageResolution}, generator {dataset.Campaign.GeneratorVersion}");
        Row("shards", $"{Units.Count(dataset.Shards.Count)}, {Units.Bytes(bytes)}");
        Row("assets", $"{Units.Count(rows)}" + (rows > 0 ? $", {Units.Bytes(bytes / rows)} each" : "") + (dead > 0 ? $", and {Units.Count(dead)} dead letters" : ""));
        Row("made on", string.Join("; ", dataset.Shards.Select(shard => shard.Device).Distinct()));
        Row("on ledger", dataset.Campaign.Chain switch
        {
            ChainPolicy.Mint => "compressed NFTs",
            ChainPolicy.Anchor => "roots of the shards",
            _ => "compressed NFTs, and roots of the shards",
        });
        Row("owned by", OwnersOf(dataset));
        AnsiConsole.Write(table);
    }

    /// <summary>An uploaded asset is its uploader's, whoever signs its shard.</summary>
    private static string OwnersOf(Dataset dataset)
    {
        const int Most = 8;
        string[] owners =
        [
            .. (dataset.Campaign.IsOfUploads ? dataset.ReadUploads().Select(upload => upload.Wallet) : dataset.Shards.Select(shard => shard.Wallet)).Distinct(),
        ];
        return string.Join("; ", owners.Take(Most)) + (owners.Length > Most ? $"; and {Units.Count(owners.Length - Most)} more" : "");
    }

    private static void PrintRows(List<AssetRow> rows)
    {
        Table table = new Table().Border(TableBorder.Simple);
        foreach (string name in (string[])["asset", "parts", "triangles", "vertices", "grid", "defects", "bytes"])
            table.AddColumn(new TableColumn(name).RightAligned().NoWrap());
        table.AddColumn(new TableColumn("hash").NoWrap());
        foreach (AssetRow row in rows)
        {
            table.AddRow(
                row.AssetIndex.ToString(CultureInfo.InvariantCulture),
                row.PartCount.ToString(CultureInfo.InvariantCulture),
                Units.Count(row.TriangleCount),
                Units.Count(row.VertexCount),
                row.GridResolution.ToString(CultureInfo.InvariantCulture),
                row.Defects.Total.ToString(CultureInfo.InvariantCulture),
                Units.Bytes(row.BlobBytes),
                row.Hashes.Asset.ToString()[..HashDigits]);
        }

        AnsiConsole.Write(table);
    }
}
