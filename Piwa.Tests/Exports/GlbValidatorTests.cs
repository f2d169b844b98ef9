using System.Globalization;
using System.Text.Json;
using Piwa.Pipeline.Exports;
using Piwa.Tests.Infrastructure;

namespace Piwa.Tests.Exports;

/// <summary>The validator of the Khronos group, on 200 assets and more.</summary>
public sealed class GlbValidatorTests(ITestOutputHelper output)
{
    private const string Tool = "Piwa.Tests/Exports/Gltf";

    private static readonly string[] Presets = ["piwa", "zeroverse", "L1", "L5", "L12"];

    [Fact]
    public void TheKhronosValidatorFindsNothing()
    {
        const int SmallOfPreset = 41, SmallTriangles = 800;
        NodeTool.Require(Tool);
        using var home = new TemporaryDirectory();
        int files = 0;
        foreach (string preset in Presets)
        {
            Parallel.ForEach(ExportAssets.Make(preset, SmallOfPreset, SmallTriangles), asset =>
                Save(preset, asset, new GlbOptions { TextureSize = GlbOptions.MinTextureSize, License = "CC0-1.0" }));
            Save(preset + "-large", ExportAssets.Make(preset, 1, 10_000)[0], new GlbOptions());
        }

        using JsonDocument report = JsonDocument.Parse(NodeTool.Run(Tool, "validate.mjs", home.Path));
        output.WriteLine(report.RootElement.GetRawText());
        Assert.True(files >= 200, $"{files} files");
        Assert.Equal(files, Count("files"));
        Assert.Equal((0, 0, 0, 0), (Count("errors"), Count("warnings"), Count("infos"), Count("hints")));

        int Count(string name) => report.RootElement.GetProperty(name).GetInt32();

        void Save(string name, AssetPictures asset, GlbOptions options)
        {
            using FileStream file = File.Create(home[string.Create(CultureInfo.InvariantCulture, $"{name}-{asset.AssetIndex}.glb")]);
            MeshExporter.WriteGlb(asset, options, file);
            Interlocked.Increment(ref files);
        }
    }

    /// <summary>The tool can say no: a file cut short, and one whose bounds are wrong.</summary>
    [Fact]
    public void TheKhronosValidatorFindsFaults()
    {
        NodeTool.Require(Tool);
        using var home = new TemporaryDirectory();
        var file = new MemoryStream();
        MeshExporter.WriteGlb(ExportAssets.Make("L1", 1, 800)[0], new GlbOptions { TextureSize = GlbOptions.MinTextureSize }, file);
        byte[] bytes = file.ToArray();
        File.WriteAllBytes(home["short.glb"], bytes[..^4]);
        int bound = bytes.AsSpan().IndexOf("\"max\":["u8);
        int last = bound + bytes.AsSpan(bound).IndexOf((byte)',') - 1;
        bytes[last] = (byte)(bytes[last] == (byte)'0' ? '1' : bytes[last] - 1);
        File.WriteAllBytes(home["wrong.glb"], bytes);
        using JsonDocument report = JsonDocument.Parse(NodeTool.Run(Tool, "validate.mjs", home.Path));
        string[] messages = [.. report.RootElement.GetProperty("messages").EnumerateArray().Select(message => message.GetString()!)];
        Assert.Contains(messages, message => message.StartsWith("short.glb: error GLB", StringComparison.Ordinal));
        Assert.Contains(messages, message => message.StartsWith("wrong.glb: error ACCESSOR_MAX", StringComparison.Ordinal));
    }
}
