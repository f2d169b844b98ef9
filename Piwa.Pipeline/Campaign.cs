using System.Text.Json.Serialization;
using Piwa.Chain.Keys;
using Piwa.Kernels.Buffers;
using Piwa.Kernels.Devices;
using Piwa.Kernels.Meshes;
using Piwa.Kernels.Recipes;
using Piwa.Kernels.Views;
using Piwa.Pipeline.Shards;

namespace Piwa.Pipeline;

/// <summary>
/// What a data set is made of: everything that decides the bytes of its shards. Two runs of one campaign, on any machines, make the
/// same files.
/// </summary>
public sealed record Campaign
{
    /// <summary>Default of <see cref="ShardAssets"/>.</summary>
    public const int DefaultShardAssets = 256;

    /// <summary>Largest <see cref="ShardAssets"/>.</summary>
    public const int MaxShardAssets = 131_072;

    /// <summary>What <see cref="Preset"/> says where the assets are not sampled but uploaded.</summary>
    public const string Uploads = "uploads";

    private const int MaxTwins = 255;

    private const string HintOfOwn = " One of your own has to be registered first, with Preset.Register, in the process that is to find it.";

    /// <summary>Version of the generator that made the data set.</summary>
    /// <value>Default: <see cref="Generator.Version"/>.</value>
    [JsonRequired]
    public int GeneratorVersion { get; init; } = Generator.Version;

    /// <summary>Name of the distribution of recipes.</summary>
    /// <value>Default: <c>piwa</c>; <see cref="Uploads"/> where they are made from uploaded files, which lie in the data set.</value>
    [JsonRequired]
    public string Preset { get; init; } = Kernels.Recipes.Preset.Piwa.Name;

    /// <summary>Name of the camera rig.</summary>
    /// <value>Default: <c>objaverse12</c>; <c>custom:...</c> for that of <see cref="CustomRig"/>.</value>
    [JsonRequired]
    public string Rig { get; init; } = CameraRig.Objaverse12.Name;

    /// <summary>The cameras of a custom rig as JSON, see <see cref="CameraRig.Parse"/>.</summary>
    /// <value>Empty where <see cref="Rig"/> names a published one.</value>
    [JsonRequired]
    public string CustomRig { get; init; } = "";

    /// <summary>Seed of all randomness.</summary>
    /// <value>Default 1.</value>
    [JsonRequired]
    public ulong Seed { get; init; } = 1;

    /// <summary>Pixels along a side of a view.</summary>
    /// <value>A multiple of 16, 64 to 1,024; default 256.</value>
    [JsonRequired]
    public int ImageResolution { get; init; } = 256;

    /// <summary>The channels of a view.</summary>
    /// <value>Default: colour, depth, normal.</value>
    [JsonRequired, JsonConverter(typeof(ChannelsJsonConverter))]
    public ViewChannels Channels { get; init; } = ViewChannels.Color | ViewChannels.Depth | ViewChannels.Normal;

    /// <summary>What depths are.</summary>
    /// <value>Default: along the optical axis.</value>
    [JsonRequired]
    public DepthKind DepthKind { get; init; }

    /// <summary>The frame of the views' normals.</summary>
    /// <value>Default: the world's.</value>
    [JsonRequired]
    public NormalSpace NormalSpace { get; init; }

    /// <summary>How shards hold images.</summary>
    /// <value>Default: Zstandard frames.</value>
    [JsonRequired]
    public ImageFormat ImageFormat { get; init; } = ImageFormat.Zstd;

    /// <summary>Whether rows have labels of the shape: samples with distances, boxes of parts, the program.</summary>
    /// <value>Default false.</value>
    [JsonRequired]
    public bool HasLabels { get; init; }

    /// <summary>
    /// Counterfactual twins of each recipe: with n of them, n + 1 assets in a row are one recipe and its twins, in this order.
    /// </summary>
    /// <value>Up to 255 as <see cref="Twin.Parse"/> reads them, all different, separated by commas; default none.</value>
    [JsonRequired]
    public string Twins { get; init; } = "";

    /// <summary>Triangles aimed at; uploads have what they have.</summary>
    /// <value>100 to 20,000; default 10,000.</value>
    [JsonRequired]
    public int TargetTriangles { get; init; } = MeshOptions.DefaultTargetTriangles;

    /// <summary>Assets of a work unit: one shard holds that many, but for the campaign's last one.</summary>
    /// <value>1 to 131,072; default 256.</value>
    [JsonRequired]
    public int ShardAssets { get; init; } = DefaultShardAssets;

    /// <summary>What goes on the ledger. It decides no byte of an asset.</summary>
    /// <value>Default: each asset, as a compressed NFT.</value>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public ChainPolicy Chain { get; init; }

    /// <summary>Address of the oracle that signs for what goes on the ledger. It decides no byte of an asset.</summary>
    /// <value>Default null: the data set's own, whose key is the operator's wallet.</value>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public string? Oracle { get; init; }

    /// <summary>Whether the assets are made from uploaded files.</summary>
    [JsonIgnore]
    public bool IsOfUploads => Preset == Uploads;

    /// <summary>Views of an asset.</summary>
    [JsonIgnore]
    public int ViewCount => FindRig(Rig).ViewCount;

    /// <summary>What the rows hold.</summary>
    [JsonIgnore]
    public RowLayout RowLayout => new(ViewCount, Channels, ImageFormat, HasLabels);

    /// <summary>Bytes of an asset's views, unpacked.</summary>
    [JsonIgnore]
    internal long ViewBytes => (long)ViewCount * ImageResolution * ImageResolution * ImageChannel.Of(Channels).Sum(channel => channel.PixelBytes);

    /// <summary>Checks all values.</summary>
    /// <exception cref="ArgumentException">Values are out of their ranges; the message names all that are.</exception>
    public void Validate()
    {
        List<string> faults = [];
        if (GeneratorVersion != Generator.Version)
            faults.Add($"The data set is of generator version {GeneratorVersion}; this Piwa makes version {Generator.Version}.");
        if (IsOfUploads)
            CheckUploads(faults);
        else if (KnownPresets.All(name => name != Preset))
            faults.Add(Suggestion.Unknown("preset", Preset, KnownPresets) + HintOfOwn);
        bool isRigKnown = CheckRig(faults);
        if (ShardAssets is < 1 or > MaxShardAssets)
            faults.Add($"ShardAssets is {ShardAssets}; it must be 1 to {MaxShardAssets}.");
        if (!Enum.IsDefined(ImageFormat))
            faults.Add($"ImageFormat is {ImageFormat}; it must be one of {string.Join(", ", Enum.GetNames<ImageFormat>())}.");
        if (!Enum.IsDefined(Chain))
            faults.Add($"Chain is {Chain}; it must be one of {string.Join(", ", Enum.GetNames<ChainPolicy>())}.");
        if (Oracle is not null && !PublicKey.TryParse(Oracle, out _))
            faults.Add($"Oracle is '{Oracle}'; it must be an address.");
        try
        {
            Twin[] twins = ParseTwins();
            if (twins.Length > MaxTwins || twins.Distinct().Count() < twins.Length || twins.Contains(Twin.None))
                faults.Add($"Twins is '{Twins}'; it must name at most {MaxTwins}, all different, and none of them 'none'.");
        }
        catch (ArgumentException fault)
        {
            faults.Add(fault.Message);
        }

        LaneOptions(assetCapacity: 1, isRigKnown ? ViewCount : 1).Validate(faults);
        if (faults.Count > 0)
            throw new ArgumentException(string.Join(" ", faults));
    }

    /// <summary>The rig of a name: a published one, or the campaign's own.</summary>
    /// <exception cref="ArgumentException">No rig has that name.</exception>
    public CameraRig FindRig(string name) => CustomRig.Length > 0 && name == Rig ? CameraRig.Parse(CustomRig) : CameraRig.Find(name);

    /// <summary>The recipes of this campaign.</summary>
    /// <exception cref="InvalidOperationException">It is one of uploads: what they are made from lies in the data set.</exception>
    public IRecipeSource CreateSource() => IsOfUploads
        ? throw new InvalidOperationException("The recipes of uploads are made from what lies in their data set.")
        : new PresetSource(Kernels.Recipes.Preset.Find(Preset), FindRig(Rig), Seed, ParseTwins());

    /// <summary>Sizes of a lane for this campaign.</summary>
    /// <param name="assetCapacity">Most assets in a batch.</param>
    public LaneOptions LaneOptions(int assetCapacity) => LaneOptions(assetCapacity, ViewCount);

    private static IEnumerable<string> KnownPresets =>
        Kernels.Recipes.Preset.All.Concat(Kernels.Recipes.Preset.Registered).Select(preset => preset.Name);

    private void CheckUploads(List<string> faults)
    {
        if (HasLabels)
            faults.Add("HasLabels is true; there are no labels of uploads, for they have no program.");
        if (Twins.Length > 0)
            faults.Add($"Twins is '{Twins}'; there are no twins of uploads.");
        if (Oracle is not null)
            faults.Add("Oracle is another's; uploads are checked by the data set's own, which has what they are made from.");
    }

    private bool CheckRig(List<string> faults)
    {
        if (CustomRig.Length == 0)
        {
            bool isKnown = CameraRig.All.Any(rig => rig.Name == Rig);
            if (!isKnown)
                faults.Add(Suggestion.Unknown("camera rig", Rig, CameraRig.All.Select(rig => rig.Name)));
            return isKnown;
        }

        try
        {
            string name = CameraRig.Parse(CustomRig).Name;
            if (name != Rig)
                faults.Add($"Rig is '{Rig}', but CustomRig is '{name}'.");
            return name == Rig;
        }
        catch (RecipeFormatException fault)
        {
            faults.Add($"CustomRig: {fault.Message}");
            return false;
        }
    }

    private Twin[] ParseTwins() =>
        [.. Twins.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries).Select(Twin.Parse)];

    private LaneOptions LaneOptions(int assetCapacity, int viewCount) => new()
    {
        AssetCapacity = assetCapacity,
        ViewCount = viewCount,
        ImageResolution = ImageResolution,
        Channels = Channels,
        DepthKind = DepthKind,
        NormalSpace = NormalSpace,

        // Uploads have as many triangles as they have: room for the most.
        Mesh = new MeshOptions { TargetTriangles = IsOfUploads ? MeshOptions.MaxTargetTriangles : TargetTriangles },
    };
}
