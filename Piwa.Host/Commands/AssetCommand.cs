using System.CommandLine;
using System.Globalization;
using System.Runtime.InteropServices;
using Piwa.Host.Terminal;
using Piwa.Kernels.Recipes;
using Piwa.Kernels.Views;
using Piwa.Pipeline;
using Piwa.Pipeline.Encoding;
using Piwa.Pipeline.Exports;
using Piwa.Pipeline.Shards;
using Spectre.Console;

namespace Piwa.Host.Commands;

/// <summary><c>piwa asset</c>: one asset straight from its index, or from a recipe, with no data set.</summary>
internal static class AssetCommand
{
    /// <summary>Half of what <c>piwa export</c> bakes: this command is for a quick look, and views are no finer.</summary>
    private const int DefaultTextureSize = 512;

    public static Command Create()
    {
        var index = new Argument<ulong>("index") { Description = "Index of the asset in its campaign." };
        var recipe = new Option<FileInfo?>("--recipe") { Description = "A recipe as JSON, instead of one sampled from the preset." };
        var twin = new Option<string>("--twin")
        {
            Description = "A counterfactual twin of the asset: material:N, light:N or part:N.",
            DefaultValueFactory = _ => "none",
        };
        var output = new Option<string?>("--out", "-o") { Description = "Directory; by default asset-<index> here." };
        Option<int> textureSize = TextureSizeOption.Create(DefaultTextureSize);
        var campaign = new CampaignOptions();
        var device = new DeviceOptions();
        var command = new Command("asset", "Renders one asset from its index: PNGs, GLB, contact sheet, recipe.") { index, twin, output, recipe, textureSize };
        campaign.AddTo(command);
        device.AddTo(command);
        command.SetAction((parsed, _) => Errors.GuardAsync(async cancellationToken =>
        {
            ulong assetIndex = parsed.GetRequiredValue(index);
            Campaign wanted = campaign.Read(parsed);
            Recipe? own = parsed.GetValue(recipe) is { } file
                ? RecipeJson.Read(SmallFile.ReadText(file.FullName, RecipeJson.MaxLength))
                : SampleTwin(wanted, assetIndex, Twin.Parse(parsed.GetRequiredValue(twin)));
            (string deviceId, int threads) = device.Read(parsed);
            string directory = parsed.GetValue(output) ?? string.Create(CultureInfo.InvariantCulture, $"asset-{assetIndex}");
            AssetPictures asset = await MakeAsync(own, assetIndex, wanted, deviceId, threads, cancellationToken).ConfigureAwait(false);
            Write(asset, directory, wanted, new GlbOptions { TextureSize = parsed.GetValue(textureSize) });
            AnsiConsole.MarkupLineInterpolated(
                $"[green]{directory}[/]  {asset.Recipe.Parts.Count} parts, {Units.Count(asset.Triangles.Length / 3)} triangles, {asset.ViewCount} views: sheet.png, mesh.glb, recipe.json");
            return ExitCode.Done;
        }));
        return command;
    }

    /// <summary>The recipe of a twin; null for the asset itself.</summary>
    private static Recipe? SampleTwin(Campaign campaign, ulong index, Twin twin) => twin == Twin.None
        ? null
        : Preset.Find(campaign.Preset).Sample(campaign.Seed, index, campaign.FindRig(campaign.Rig), twin);

    private static async Task<AssetPictures> MakeAsync(
        Recipe? own, ulong index, Campaign campaign, string deviceId, int threads, CancellationToken cancellationToken)
    {
        await using AssetGenerator generator = PiwaPipeline.CreateBuilder()
            .UseDevice(deviceId)
            .Configure(options => (options.Campaign, options.Threads, options.BatchAssets, options.BatchCount) = (campaign, threads, 1, 2))
            .BuildGenerator(own?.Cameras.Count ?? 0);
        Asset asset = own is null
            ? await generator.GetAssetAsync(index, cancellationToken).ConfigureAwait(false)
            : await generator.MakeAssetAsync(own, index, cancellationToken).ConfigureAwait(false);
        return asset.IsMade ? asset.Content : throw new ArgumentException($"Asset {index} cannot be made: {asset.Fault.Reason}");
    }

    private static void Write(AssetPictures asset, string directory, Campaign campaign, GlbOptions options)
    {
        Directory.CreateDirectory(directory);
        List<Action> files =
        [
            () => ContactSheet.Save(Path.Combine(directory, "sheet.png"), Title(asset.Recipe, campaign), [asset]),
            () => WriteFile("mesh.glb", stream => MeshExporter.WriteGlb(asset, options, stream)),
            () => File.WriteAllText(Path.Combine(directory, "recipe.json"), RecipeJson.Write(asset.Recipe) + "\n"),
        ];
        foreach (ImageChannel channel in ImageChannel.Of(asset.Channels))
        {
            foreach (int view in Enumerable.Range(0, asset.ViewCount))
                files.Add(() => WriteFile($"{channel.Name}-{view:D3}.png", stream => WritePicture(stream, asset, channel.Channel, view)));
        }

        Parallel.Invoke([.. files]);

        void WriteFile(string name, Action<FileStream> write)
        {
            using FileStream stream = File.Create(Path.Combine(directory, name));
            write(stream);
        }
    }

    /// <summary>Depth keeps its values; the others are for the eye.</summary>
    private static void WritePicture(Stream stream, AssetPictures asset, ViewChannels channel, int view)
    {
        int side = asset.ImageResolution;
        if (channel == ViewChannels.Depth)
            PngWriter.WriteGrey(stream, MemoryMarshal.Cast<byte, ushort>(asset.Image(channel, view)), side, side);
        else
            PngWriter.WriteColor(stream, ViewPicture.Draw(asset, channel, view), side, side);
    }

    private static string Title(Recipe recipe, Campaign campaign)
    {
        string what = recipe.Origin is { } origin
            ? $"preset {origin.Preset}, rig {origin.Rig}, seed {origin.CampaignSeed}" + (origin.Twin == Twin.None ? "" : $", twin {origin.Twin}")
            : "explicit recipe";
        return $"{what}, {campaign.ImageResolution} x {campaign.ImageResolution}";
    }
}
