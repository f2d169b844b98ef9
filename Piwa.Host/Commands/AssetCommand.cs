using System.CommandLine;
using System.Globalization;
using Piwa.Host.Terminal;
using Piwa.Kernels.Buffers;
using Piwa.Kernels.Devices;
using Piwa.Kernels.Recipes;
using Piwa.Pipeline;
using Piwa.Pipeline.Exports;
using Spectre.Console;

namespace Piwa.Host.Commands;

/// <summary><c>piwa asset</c>: one asset straight from its index, or from a recipe, with no data set.</summary>
internal static class AssetCommand
{
    public static Command Create()
    {
        var index = new Argument<ulong>("index") { Description = "Index of the asset in its campaign." };
        var recipe = new Option<FileInfo?>("--recipe") { Description = "A recipe as JSON, instead of one sampled from the preset." };
        var output = new Option<string?>("--out", "-o") { Description = "Directory; by default asset-<index> here." };
        var campaign = new CampaignOptions();
        var device = new DeviceOptions();
        var command = new Command("asset", "Renders one asset from its index: PNGs, GLB, contact sheet, recipe.") { index, output, recipe };
        campaign.AddTo(command);
        device.AddTo(command);
        command.SetAction((parsed, _) => Errors.GuardAsync(_ =>
        {
            ulong assetIndex = parsed.GetRequiredValue(index);
            Campaign wanted = campaign.Read(parsed);
            IRecipeSource source = parsed.GetValue(recipe) is { } file
                ? new FixedRecipe(RecipeJson.Read(File.ReadAllText(file.FullName)))
                : new PresetSource(Preset.Find(wanted.Preset), CameraRig.Find(wanted.Rig), wanted.Seed);
            (string deviceId, int threads) = device.Read(parsed);
            string directory = parsed.GetValue(output) ?? string.Create(CultureInfo.InvariantCulture, $"asset-{assetIndex}");
            AssetPictures asset = Make(source, assetIndex, wanted, deviceId, threads);
            Write(asset, directory, wanted);
            AnsiConsole.MarkupLineInterpolated(
                $"[green]{directory}[/]  {asset.Recipe.Parts.Count} parts, {Units.Count(asset.Triangles.Length / 3)} triangles, {asset.Color.Length} views: sheet.png, mesh.glb, recipe.json");
            return Task.FromResult(ExitCode.Done);
        }));
        return command;
    }

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

    private static void Write(AssetPictures asset, string directory, Campaign campaign)
    {
        Directory.CreateDirectory(directory);
        int side = asset.ImageResolution;
        List<Action> files =
        [
            () => ContactSheet.Save(Path.Combine(directory, "sheet.png"), Title(asset.Recipe, campaign), [asset]),
            () => WriteFile("mesh.glb", stream => MeshExporter.Write(asset, MeshFormat.Glb, stream)),
            () => File.WriteAllText(Path.Combine(directory, "recipe.json"), RecipeJson.Write(asset.Recipe) + "\n"),
        ];
        for (int i = 0; i < asset.Color.Length; i++)
        {
            int view = i;
            files.Add(() =>
            {
                WriteFile($"color-{view:D3}.png", stream => PngWriter.WriteColor(stream, asset.Color[view], side, side));
                WriteFile($"depth-{view:D3}.png", stream => PngWriter.WriteGrey(stream, asset.Depth[view], side, side));
                WriteFile($"normal-{view:D3}.png", stream => PngWriter.WriteColor(stream, asset.NormalPicture(view), side, side));
            });
        }

        Parallel.Invoke([.. files]);

        void WriteFile(string name, Action<FileStream> write)
        {
            using FileStream stream = File.Create(Path.Combine(directory, name));
            write(stream);
        }
    }

    private static string Title(Recipe recipe, Campaign campaign)
    {
        string what = recipe.Origin is { } origin
            ? $"preset {origin.Preset}, rig {origin.Rig}, seed {origin.CampaignSeed}"
            : "explicit recipe";
        return $"{what}, {campaign.ImageResolution} x {campaign.ImageResolution}";
    }

    private sealed class FixedRecipe(Recipe recipe) : IRecipeSource
    {
        public Recipe Create(ulong assetIndex) => recipe;
    }
}
