using System.Globalization;
using Piwa.Kernels.Recipes;
using Piwa.Kernels.Views;
using Piwa.Pipeline.Labelling;
using Piwa.Pipeline.Shards;

namespace Piwa.Pipeline.Packaging;

/// <summary>What both forms of a data card say.</summary>
internal sealed class CardFacts
{
    private const string ProceduralOrigin =
        "All geometry, materials, light and cameras are procedural: made by a program from a seed. "
        + "Nothing of third parties is in it: no scanned or downloaded meshes, no textures, no images, no people.";

    private const string UploadedOrigin =
        "The meshes and their materials were uploaded, by the holder of the wallet; light and cameras are procedural. What rights there are in the "
        + "meshes is the uploader's to say; `uploads.jsonl` has who brought which first, and what is like an earlier upload.";

    private const string ProceduralBiases =
        "The shapes are abstract: combinations of primitives, not the objects of the world. They have no categories, names or captions, and "
        + "their statistics are those of the preset, not of photographs.";

    private const string UploadedBiases = "The shapes are those that were uploaded: no distribution was aimed at.";

    public const string Uses =
        "Training and evaluating models that make 3D from text or images, multi-view and novel-view synthesis, depth and normal estimation, "
        + "shape autoencoders, inverse procedural modelling.";

    private static readonly string[] CommonLimits =
    [
        "Images are renderings with direct light, a sky, soft shadows and ambient occlusion; there are no indirect reflections, no transparency and no photographs.",
        "Each asset stands alone, centred, its longest side 1, on no ground and before no background: backgrounds are to be composed by alpha.",
    ];

    private static readonly string[] ProceduralLimits =
    [
        "One mesh is one closed surface; parts are labels of triangles and pixels, not meshes of their own.",
        "A split is not given. Assets are independent draws, so any range of indices is one; an asset and its twins belong in the same.",
    ];

    private static readonly string[] UploadedLimits =
    [
        "A mesh need not be closed: its defects are counted in the columns `defect_*`, and `volume` means nothing where there are any. Parts are its materials.",
        "Textures are not drawn: a surface has the factors of its material. `uploads.jsonl` says for each asset what of its file is not in it.",
    ];

    /// <summary>Where the arrangements of cameras were published.</summary>
    private static readonly Dictionary<string, string> RigSources = new()
    {
        [CameraRig.Objaverse12.Name] = "allenai/objaverse-rendering",
        [CameraRig.Lrm32.Name] = "TencentARC/InstantMesh, the rig of LRM",
        [CameraRig.Zeroverse32.Name] = "desaixie/zeroverse",
        [CameraRig.Trellis150.Name] = "microsoft/TRELLIS",
        [CameraRig.TrellisCond24.Name] = "microsoft/TRELLIS",
        [CameraRig.Zero123Plus6.Name] = "SUDO-AI-3D/zero123plus",
        [CameraRig.SyncDreamer16.Name] = "liuyuan-pal/SyncDreamer",
        [CameraRig.GObjaverse40.Name] = "modelscope/richdreamer",
    };

    public CardFacts(Dataset dataset, CardDetails details)
    {
        Campaign = dataset.Campaign;
        Rows = dataset.Shards.Sum(shard => (long)shard.Rows);
        Dead = dataset.Shards.Sum(shard => (long)shard.Dead.Count);
        Bytes = dataset.Shards.Sum(shard => shard.Bytes);
        Shards = dataset.Shards.Count;
        Title = details.Name ?? Path.GetFileName(Path.TrimEndingDirectorySeparator(Path.GetFullPath(dataset.DirectoryPath)));
        Creator = details.Creator ?? CreatorOf(dataset);
        Columns = CardColumn.Of(Campaign.RowLayout);
        using LabelBook labels = LabelBook.OpenReadOnly(dataset.DirectoryPath);
        Labels = LabelStatistics.Collect(labels.ByAsset());
    }

    /// <summary>What people say of the assets.</summary>
    public LabelStatistics Labels { get; }

    public Campaign Campaign { get; }

    /// <summary>Where the content comes from, and whose it is.</summary>
    public string Origin => Campaign.IsOfUploads ? UploadedOrigin : ProceduralOrigin;

    public string Biases => Campaign.IsOfUploads ? UploadedBiases : ProceduralBiases;

    public IReadOnlyList<string> Limits => [.. CommonLimits, .. Campaign.IsOfUploads ? UploadedLimits : ProceduralLimits];

    /// <summary>What the preset is.</summary>
    public string Preset => Campaign.IsOfUploads ? "files of the uploader's own, see `uploads.jsonl`" : Kernels.Recipes.Preset.Find(Campaign.Preset).Description;

    public string Title { get; }

    public string Creator { get; }

    public long Rows { get; }

    public long Dead { get; }

    public long Bytes { get; }

    public int Shards { get; }

    public IReadOnlyList<CardColumn> Columns { get; }

    public string Rig => Campaign.CustomRig.Length > 0
        ? $"{Campaign.Rig}, whose cameras are in campaign.json"
        : RigSources.TryGetValue(Campaign.Rig, out string? source) ? $"{Campaign.Rig} (as in {source})" : $"{Campaign.Rig} (Piwa's own)";

    public string Depth => Campaign.DepthKind == DepthKind.Z ? "along the optical axis (z)" : "along the pixel's ray";

    public string Summary => string.Create(
        CultureInfo.InvariantCulture,
        $"{Rows:N0} {(Campaign.IsOfUploads ? "uploaded 3D assets, each a mesh" : "procedural 3D assets, each a closed mesh")} with materials, its recipe, and {Campaign.ViewCount} calibrated views of "
        + $"{Campaign.ImageResolution} x {Campaign.ImageResolution} pixels ({ImageChannel.Format(Campaign.Channels).Replace(",", ", ", StringComparison.Ordinal)}).");

    /// <summary>Of uploads that a host takes there are many: the host signs, and made nothing.</summary>
    private static string CreatorOf(Dataset dataset)
    {
        if (dataset.Shards is not [{ Wallet: var signer }, ..])
            return "Unknown";
        string[] uploaders = [.. dataset.ReadUploads().Select(upload => upload.Wallet).Distinct()];
        return uploaders.Length == 0 || uploaders is [var one] && one == signer
            ? $"Holder of the Solana wallet {signer}"
            : string.Create(CultureInfo.InvariantCulture, $"Holders of {uploaders.Length} Solana wallets, see uploads.jsonl");
    }

    public string Process => string.Create(
        CultureInfo.InvariantCulture,
        $"Made by Piwa, generator version {Campaign.GeneratorVersion}: preset {Campaign.Preset}, cameras {Rig}, seed {Campaign.Seed}, "
        + $"{(Campaign.IsOfUploads ? "from meshes that lie in `meshes`" : $"{Campaign.TargetTriangles} triangles aimed at")}. The same campaign gives the "
        + $"same assets on every machine; each one can be made again from its recipe and compared by its hashes.");
}
