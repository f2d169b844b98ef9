using System.Buffers.Binary;
using System.Text.Json;
using Piwa.Kernels.Buffers;
using Piwa.Kernels.Devices;
using Piwa.Kernels.Recipes;
using Piwa.Pipeline;
using Piwa.Pipeline.Cameras;
using Piwa.Pipeline.Encoding;
using Piwa.Pipeline.Exports;
using Piwa.Pipeline.Labels;
using Piwa.Pipeline.Shards;
using Piwa.Pipeline.Telemetry;
using Piwa.Tests.Infrastructure;
using Piwa.Tests.Shards;

namespace Piwa.Tests.Fuzzing;

/// <content>Recipes, blobs, shards, manifests and files of other tools.</content>
internal static partial class FuzzSeeds
{
    private static IEnumerable<(string, byte[])> OfRecipes()
    {
        foreach (string preset in (string[])["piwa", "L3"])
        {
            Recipe sampled = new PresetSource(Preset.Find(preset), CameraRig.Find("zero123pp6"), 1, [Twin.Parse("material:1")]).Create(3);
            Recipe written = sampled with { Origin = null, Parts = [.. sampled.Parts.Take(3), .. GoldenFormulas.Parts.Take(1)] };
            foreach (Recipe recipe in (Recipe[])[sampled, written])
            {
                yield return ("recipe-codec", RecipeCodec.Encode(recipe));
                yield return ("recipe-json", Utf8(RecipeJson.Write(recipe)));
            }

            yield return ("part-program", Utf8(PartProgram.Write([.. sampled.Parts, .. GoldenFormulas.Parts])));
            yield return ("camera-rig", Utf8(CameraRigJson.Write([.. sampled.Cameras])));
        }

        yield return ("camera-rig", Utf8("""{"cameras":[{"position":[0,0,2],"target":[0,0,0],"up":[0,1,0],"fov":40,"near":1,"far":4},{"position":[2,0,0],"projection":"orthographic","focalLength":0.5}]}"""));
        yield return ("campaign", CampaignFile.Serialize(Campaign));
        CameraRig rig = CameraRig.Parse("""{"cameras":[{"position":[0,0,2],"fov":40}]}""");
        yield return ("campaign", CampaignFile.Serialize(Campaign with { Rig = rig.Name, CustomRig = rig.ToJson(), Twins = "material:1,part:2", Chain = ChainPolicy.Both }));
    }

    private static IEnumerable<(string, byte[])> OfBlobs()
    {
        using BlobPacker packer = new();
        byte[] ramp = [.. Enumerable.Range(0, 3_000).Select(i => (byte)(i / 7))];
        byte[] frame = new byte[Lz4Frame.MaxEncodedLength(ramp.Length)];
        yield return ("lz4-frame", frame[..Lz4Frame.Encode(ramp, frame)]);
        int number = 0;
        foreach (ImageChannel channel in ImageChannel.All)
        {
            PlaneLayout layout = channel.Layout(FuzzTargets.ImageWidth, FuzzTargets.ImageHeight);
            byte[] image = [.. Enumerable.Range(0, layout.ImageBytes).Select(i => (byte)(i % 5 == 0 ? 0 : i * i / 40))];
            byte[] planes = new byte[layout.BlobBytes];
            PlaneFilter.Encode(layout, image, planes);
            yield return ("planes", planes);
            yield return ("pyramid", [(byte)number++, .. new PyramidFilter().Encode(layout, image)]);
            yield return ("blob", packer.PackImage(image, layout, zstd: true).ToArray());
            yield return ("blob", packer.PackImage(image, layout, zstd: false).ToArray());
        }

        ushort[] triangles = [.. Enumerable.Range(0, 20).SelectMany(i => (ushort[])[(ushort)i, (ushort)(i + 1), (ushort)(i + 40), (ushort)(i + 40), (ushort)(i + 39), (ushort)i])];
        QuadFilter quads = new();
        Assert.True(quads.TryEncode(triangles, out ReadOnlySpan<byte> blob));
        yield return ("quads", [19, .. blob]);
        yield return ("blob", packer.PackTriangles(triangles, new PlaneLayout(triangles.Length / 3, 1, 2, 3, 3, PlanePredictor.Left)).ToArray());
        for (int i = 0; i < 4; i++)
        {
            PngFormat format = new(1 + (2 * (i & 1)), 8 << (i >> 1));
            using MemoryStream stream = new();
            PngWriter.Write(stream, [.. Enumerable.Range(0, FuzzTargets.PngSide * FuzzTargets.PngSide * format.PixelBytes).Select(k => (byte)k)], FuzzTargets.PngSide, FuzzTargets.PngSide, format);
            yield return ("png", [(byte)i, .. stream.ToArray()]);
        }
    }

    private static IEnumerable<(string, byte[])> OfFiles()
    {
        using TemporaryDirectory home = new();
        using (MemoryStream stream = new())
        {
            Npy.Write<float>(stream, [1f, 2f, 3f, 4f, 5f, 6f], 2, 3);
            yield return ("npy", stream.ToArray());
        }

        using (MemoryStream stream = new())
        {
            using (NpzWriter archive = new(stream))
            {
                archive.Add<double>("a", [1, 2, 3], 3);
                archive.Add<byte>("b", new byte[600], 20, 30);
            }

            yield return ("npz", stream.ToArray());
        }

        CameraRecord[] cameras = [.. CameraRig.Find("zero123pp6").CreateCameras(1, 0).Select(camera => CameraRecord.From(camera, 64))];
        foreach (CameraDialect dialect in (CameraDialect[])[CameraDialect.TransformsJson, CameraDialect.OpenCvJson, CameraDialect.AxesJson])
        {
            string directory = home[dialect.ToString()];
            CameraFiles.Write(dialect, cameras, directory);
            foreach (string file in Directory.EnumerateFiles(directory, "*.json", SearchOption.AllDirectories).Order(StringComparer.Ordinal).Take(2))
                yield return ($"cameras-{dialect}".ToLowerInvariant(), File.ReadAllBytes(file));
        }
    }

    private static async Task<IEnumerable<(string, byte[])>> OfShardsAsync()
    {
        List<(string, byte[])> seeds = [];
        using TemporaryDirectory home = new();
        foreach (ImageFormat format in Enum.GetValues<ImageFormat>())
        {
            string directory = home[format.ToString()];
            await SmallRun.RunAsync(directory, 3, options => options.Campaign = Campaign with { ImageFormat = format, HasLabels = format == ImageFormat.Lz4 });
            using Dataset dataset = Dataset.Open(directory);
            byte[] shard = await File.ReadAllBytesAsync(dataset.PathOf(dataset.Shards[1]));
            int footerBytes = BinaryPrimitives.ReadInt32LittleEndian(shard.AsSpan(shard.Length - 8));
            if (format != ImageFormat.Lz4)
                seeds.AddRange([("shard", shard), ("shard-preflight", shard)]); // with labels it is long
            seeds.Add(("shard-footer", shard[(shard.Length - 8 - footerBytes)..^8]));
            seeds.Add(("shard-page", shard[4..(4 + (int)ShardForgery.Value(new ShardForgery(shard).Column("asset_index")[7]))]));
            if (format != ImageFormat.Zstd)
                continue;
            byte[] lines = Utf8(string.Join('\n', CheckedLines.Read(dataset.ManifestPath, out _)));
            seeds.Add(("manifest", lines));
            seeds.Add(("checked-lines", await File.ReadAllBytesAsync(dataset.ManifestPath)));
            seeds.Add(("shard-record", Utf8(CheckedLines.Read(dataset.ManifestPath, out _)[0])));
            seeds.Add(("proof-of-render", ProofOfRender.Write(dataset.Shards[0])));
            seeds.AddRange(TelemetryLog.Read(dataset.TelemetryPath, out _).Select(line => ("telemetry-post", Utf8(line.Text))));
        }

        ShardRecord dead = JsonSerializer.Deserialize(seeds.First(seed => seed.Item1 == "shard-record").Item2, DatasetJson.Default.ShardRecord)! with { Rows = 1, Dead = [1] };
        seeds.Add(("shard-record", JsonSerializer.SerializeToUtf8Bytes(dead, DatasetJson.Default.ShardRecord)));
        seeds.Add(("dead-letters", JsonSerializer.SerializeToUtf8Bytes(new DeadLetterRecord(1, "generate", "because", [1, 2, 3]), DatasetJson.Default.DeadLetterRecord)));
        return seeds;
    }
}
