using System.Runtime.InteropServices;
using System.Text.Json;
using Piwa.Kernels.Recipes;
using Piwa.Pipeline;
using Piwa.Pipeline.Cameras;
using Piwa.Pipeline.Encoding;
using Piwa.Pipeline.Exports;
using Piwa.Pipeline.Labels;
using Piwa.Pipeline.Shards;
using Piwa.Pipeline.Telemetry;

namespace Piwa.Tests.Fuzzing;

/// <content>Recipes, blobs, shards, manifests and files of other tools.</content>
internal sealed partial class FuzzTargets
{
    public const int ImageWidth = 13, ImageHeight = 9, PngSide = 16;

    private static readonly CameraRecord NoCamera = CameraRecord.From(CameraRig.Objaverse12.CreateCameras(1, 0)[0], 64);

    private static IEnumerable<FuzzTarget> Recipes() =>
    [
        new("recipe-json", FuzzForm.Json, input =>
        {
            string text = RecipeJson.Write(RecipeJson.Read(Text(input)));
            Same(text, RecipeJson.Write(RecipeJson.Read(text)));
        }, typeof(RecipeFormatException)) { Mutations = 400 },
        new("recipe-codec", FuzzForm.Binary, input =>
        {
            byte[] bytes = RecipeCodec.Encode(RecipeCodec.Decode(input));
            Same(bytes, RecipeCodec.Encode(RecipeCodec.Decode(bytes)));
        }, typeof(RecipeFormatException)) { Mutations = 400 },
        new("camera-rig", FuzzForm.Json, input =>
        {
            string text = CameraRigJson.Write(CameraRigJson.Read(Text(input)));
            Same(text, CameraRigJson.Write(CameraRigJson.Read(text)));
        }, typeof(RecipeFormatException)),
        new("part-program", FuzzForm.Text, input =>
        {
            string text = PartProgram.Write(PartProgram.Read(Text(input)));
            Same(text, PartProgram.Write(PartProgram.Read(text)));
        }, typeof(RecipeFormatException)),
        new("campaign", FuzzForm.Json, input =>
        {
            byte[] bytes = CampaignFile.Serialize(CampaignFile.Parse(input, "campaign.json"));
            Same(bytes, CampaignFile.Serialize(CampaignFile.Parse(bytes, "campaign.json")));
        }, typeof(ManifestException)),
    ];

    private static IEnumerable<FuzzTarget> Blobs() =>
    [
        new("lz4-frame", FuzzForm.Binary, input =>
        {
            const int Room = 1 << 17;
            ulong? declared = Lz4Frame.ReadContentLength(input);
            byte[] content = new byte[Room];
            content = content[..Lz4Frame.Decode(input, content)];
            FuzzException.Unless(declared is null || declared == (ulong)content.Length, "The length is not the declared one.");
            byte[] frame = new byte[Lz4Frame.MaxEncodedLength(content.Length)], again = new byte[content.Length];
            Lz4Frame.Decode(frame.AsSpan(0, Lz4Frame.Encode(content, frame)), again);
            Same(content, again);
        }, typeof(Lz4FrameException)),
        new("blob", FuzzForm.Binary, input => BlobPacker.Unpack(input, 1 << 22), typeof(FormatException), typeof(Lz4FrameException)) { FixedBytes = 8 << 20 },
        new("planes", FuzzForm.Binary, input =>
        {
            PlaneLayout layout = PlaneFilter.ReadLayout(input);
            byte[] image = new byte[layout.ImageBytes], blob = new byte[layout.BlobBytes];
            PlaneFilter.Decode(input, image);
            PlaneFilter.Encode(layout, image, blob);
            Same(input, blob);
        }, typeof(FormatException)),
        new("pyramid", FuzzForm.Binary, input =>
        {
            if (input.Length == 0)
                throw new FormatException("There is no channel.");
            PlaneLayout layout = ImageChannel.All[input[0] % ImageChannel.All.Count].Layout(ImageWidth, ImageHeight);
            byte[] image = new byte[layout.ImageBytes], again = new byte[layout.ImageBytes];
            PyramidFilter filter = new();
            filter.Decode(input.AsSpan(1), layout, image);
            filter.Decode(filter.Encode(layout, image).ToArray(), layout, again);
            Same(image, again);
        }, typeof(FormatException)),
        new("quads", FuzzForm.Binary, input =>
        {
            if (input.Length == 0)
                throw new FormatException("There is no number of quads.");
            ushort[] triangles = new ushort[(1 + input[0]) * QuadFilter.Corners], again = new ushort[triangles.Length];
            QuadFilter filter = new();
            filter.Decode(input.AsSpan(1), triangles);
            if (!filter.TryEncode(triangles, out ReadOnlySpan<byte> blob))
                return;
            filter.Decode(blob.ToArray(), again);
            Same(MemoryMarshal.AsBytes(triangles.AsSpan()), MemoryMarshal.AsBytes(again.AsSpan()));
        }, typeof(FormatException)),
        new("png", FuzzForm.Binary, input =>
        {
            if (input.Length == 0)
                throw new FormatException("There is no format.");
            PngReader.Read(input.AsSpan(1), PngSide, PngSide, new PngFormat(1 + (2 * (input[0] & 1)), 8 << ((input[0] >> 1) & 1)));
        }, typeof(FormatException)),
    ];

    private IEnumerable<FuzzTarget> Shards() =>
    [
        new("shard-footer", FuzzForm.Binary, input =>
        {
            ShardFooter.ReadMetadata(input);
            ShardFooter.Read(input);
        }, typeof(FormatException)) { MaxBytes = 1 << 15 },
        new("shard-page", FuzzForm.Binary, input => ShardFooter.ReadPage(input, new FooterColumn("x", ShardFooter.Int64, 1, 0, input.Length), out _), typeof(FormatException)),
        new("shard-preflight", FuzzForm.Binary, input =>
        {
            using FileStream file = File.OpenRead(FileOf(input));
            ShardPreflight.Check(file.SafeFileHandle, out _);
        }, typeof(FormatException)) { MaxBytes = 1 << 18, Mutations = 200 },
        new("shard", FuzzForm.Binary, input => ReadShardAsync(FileOf(input)).GetAwaiter().GetResult(), typeof(ShardFormatException), typeof(FormatException),
            typeof(Lz4FrameException), typeof(RecipeFormatException)) { MaxBytes = 1 << 18, IsSynchronous = false, Mutations = 60, FixedBytes = 64 << 20 },
    ];

    private static async Task ReadShardAsync(string path)
    {
        ShardReader reader = await ShardReader.OpenAsync(path).ConfigureAwait(false);
        await using (reader.ConfigureAwait(false))
        {
            for (int group = 0; group < reader.RowGroupCount; group++)
            {
                foreach (AssetRow row in await reader.ReadRowGroupAsync(group).ConfigureAwait(false))
                {
                    AssetPictures.From(row);
                    if (row.Labels is { } labels)
                        _ = (AssetContent.Points<Half>(labels.Surface), AssetContent.Points<byte>(labels.SurfaceParts));
                }
            }
        }
    }

    private IEnumerable<FuzzTarget> Manifests() =>
    [
        new("checked-lines", FuzzForm.Text, input => CheckedLines.Parse(input, "lines", out _), typeof(ManifestException)),
        new("shard-record", FuzzForm.Json, input =>
        {
            ShardRecord record = JsonSerializer.Deserialize(input, DatasetJson.Default.ShardRecord) ?? throw new ManifestException("It is null.");
            ShardRules.CheckForm(record, "here");
            byte[] bytes = ProofOfRender.Write(record);
            Same(bytes, ProofOfRender.Write(ProofOfRender.Read(bytes, "here")));
        }, typeof(JsonException), typeof(ManifestException)),
        new("proof-of-render", FuzzForm.Json, input =>
        {
            ShardRecord record = ProofOfRender.Read(input, "here");
            ProofOfRender.FindFault(record);
            Same(input, ProofOfRender.Write(record));
        }, typeof(ManifestException)),
        new("telemetry-post", FuzzForm.Text, input =>
        {
            string text = Text(input);
            TelemetryPost post = TelemetryPost.TryParse(text) ?? throw new FormatException("It is no post.");
            Same(text, post.Text);
        }, typeof(FormatException)),
        new("manifest", FuzzForm.Json, input => OpenDataset(input, "manifest.jsonl"), typeof(ManifestException)) { Mutations = 400 },
        new("dead-letters", FuzzForm.Json, input => OpenDataset(input, "dead-letters.jsonl"), typeof(ManifestException)) { Mutations = 400 },
    ];

    /// <summary>The input's lines, with checks that hold, as a file of a data set.</summary>
    private void OpenDataset(byte[] input, string name)
    {
        string directory = _home["dataset"];
        if (!Directory.Exists(directory))
            Dataset.OpenForWriting(directory, FuzzSeeds.Campaign).Dispose();
        List<byte> file = [];
        foreach (Range line in input.AsSpan().Split((byte)'\n'))
        {
            byte[] content = input[line];
            file.AddRange([.. System.Text.Encoding.ASCII.GetBytes(Blake3.Hash(content).ToString()[..16]), (byte)' ', .. content, (byte)'\n']);
        }

        File.WriteAllBytes(Path.Combine(directory, "manifest.jsonl"), []);
        File.WriteAllBytes(Path.Combine(directory, "dead-letters.jsonl"), []);
        File.WriteAllBytes(Path.Combine(directory, name), [.. file]);
        using Dataset dataset = Dataset.Open(directory);
        dataset.ReadDeadLetters(out _);
        dataset.ReadSoundDeadLetters();
        _ = dataset.Missing(64).Count();
    }

    private IEnumerable<FuzzTarget> Files() =>
    [
        new("npy", FuzzForm.Binary, input => Npy.Read(new MemoryStream(input)), typeof(InvalidDataException)),
        new("npz", FuzzForm.Binary, input => Npz.Read(new MemoryStream(input)), typeof(InvalidDataException)),
        .. new[] { CameraDialect.TransformsJson, CameraDialect.OpenCvJson, CameraDialect.AxesJson }.Select(Cameras),
    ];

    private FuzzTarget Cameras(CameraDialect dialect) => new($"cameras-{dialect}".ToLowerInvariant(), FuzzForm.Json, input =>
    {
        string name = dialect switch
        {
            CameraDialect.TransformsJson => "transforms.json",
            CameraDialect.OpenCvJson => "opencv_cameras.json",
            _ => "00000/00000.json",
        };
        Directory.CreateDirectory(_home["00000"]);
        FileOf(input, name);
        CameraFiles.Read(dialect, _home.Path, NoCamera);
    }, typeof(InvalidDataException), typeof(FileNotFoundException))
    { Mutations = 300 };
}
