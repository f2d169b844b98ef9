using System.CommandLine;
using System.Globalization;
using System.Runtime.InteropServices;
using Piwa.Host.Terminal;
using Piwa.Kernels.Buffers;
using Piwa.Kernels.Devices;
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
        command.SetAction((parsed, _) => Errors.GuardAsync(_ =>
        {
            ulong assetIndex = parsed.GetRequiredValue(index);
            Campaign wanted = campaign.Read(parsed);
            IRecipeSource source = parsed.GetValue(recipe) is { } file
                ? new FixedRecipe(RecipeJson.Read(SmallFile.ReadText(file.FullName, RecipeJson.MaxLength)))
                : Source(wanted, assetIndex, Twin.Parse(parsed.GetRequiredValue(twin)));
            (string deviceId, int threads) = device.Read(parsed);
            string directory = parsed.GetValue(output) ?? string.Create(CultureInfo.InvariantCulture, $"asset-{assetIndex}");
            AssetPictures asset = Make(source, assetIndex, wanted, deviceId, threads);
            Write(asset, directory, wanted, new GlbOptions { TextureSize = parsed.GetValue(textureSize) });
            AnsiConsole.MarkupLineInterpolated(
                $"[green]{directory}[/]  {asset.Recipe.Parts.Count} parts, {Units.Count(asset.Triangles.Length / 3)} triangles, {asset.ViewCount} views: sheet.png, mesh.glb, recipe.json");
            return Task.FromResult(ExitCode.Done);
        }));
        return command;
    }

    private static IRecipeSource Source(Campaign campaign, ulong index, Twin twin) => twin == Twin.None
        ? campaign.CreateSource()
        : new FixedRecipe(Preset.Find(campaign.Preset).Sample(campaign.Seed, index, campaign.FindRig(campaign.Rig), twin));

    private static AssetPictures Make(IRecipeSource source, ulong index, Campaign campaign, string deviceId, int threads)
    {
        using Device device = DeviceCatalog.OpenVerified(deviceId, threads);
        LaneOptions options = campaign.LaneOptions(assetCapacity: 1);
        if (source is FixedRecipe fixedRecipe)
            options = options with { ViewCount = fixedRecipe.Create(index).Cameras.Count };
        using DeviceLane lane = device.CreateLane(options);
        using AssetBatch batch = lane.CreateBatch();
        batch.Begin(source, index, 1);
        lane.GenerateMeshes(batch);
        lane.RenderViews(batch);
        if (batch[0].Fault is { } fault)
            throw new ArgumentException($"Asset {index} cannot be made: {fault.Reason}");
        return AssetPictures.From(batch[0]);
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
