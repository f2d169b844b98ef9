using System.Security.Cryptography;

namespace Piwa.Kernels.Recipes;

/// <summary>A named arrangement of cameras: as published data sets use it, or one's own.</summary>
/// <remarks>Immutable; any number of threads may use it. The cameras of an asset are a pure function of campaign seed and index.</remarks>
public sealed partial class CameraRig
{
    /// <summary>How names of custom rigs begin; 16 hexadecimal digits follow, the first of a SHA-256 over the cameras.</summary>
    public const string CustomPrefix = "custom:";

    private readonly Func<ulong, ulong, Camera[]> _create;
    private readonly Camera[]? _fixed;

    private CameraRig(string name, int viewCount, Func<ulong, ulong, Camera[]> create)
    {
        Name = name;
        ViewCount = viewCount;
        _create = create;
    }

    private CameraRig(string name, Camera[] cameras)
        : this(name, cameras.Length, (_, _) => cameras)
    {
    }

    private CameraRig(Camera[] cameras)
        : this(NameOf(cameras), cameras) => _fixed = cameras;

    /// <summary>The rig's name, as commands and recipes write it.</summary>
    public string Name { get; }

    /// <summary>How many cameras it has.</summary>
    public int ViewCount { get; }

    /// <summary>Whether the rig was parsed, rather than one of <see cref="All"/>. Its cameras are the same for every asset.</summary>
    public bool IsCustom => _fixed is not null;

    /// <summary>The rig of that name, out of <see cref="All"/>.</summary>
    /// <exception cref="ArgumentException">No rig has that name.</exception>
    public static CameraRig Find(string name) => All.FirstOrDefault(rig => rig.Name == name)
        ?? throw new ArgumentException($"There is no camera rig '{name}'. Rigs: {string.Join(", ", All.Select(rig => rig.Name))}.");

    /// <summary>
    /// Reads a custom rig: an object with a list <c>cameras</c>. Each has <c>position</c>; either <c>right</c>, <c>down</c>,
    /// <c>forward</c>, or <c>target</c> (default: the origin) and <c>up</c> (default: z; y for a camera that looks along z); either
    /// <c>focalLength</c>, as <see cref="Camera.FocalLength"/>, or <c>fov</c>, degrees from side to side, perspective only; and, where the
    /// defaults do not suit, <c>projection</c> (<c>perspective</c>, <c>orthographic</c>), <c>near</c> and <c>far</c> (default: round the
    /// asset's bounding sphere). World frame and units as those of <see cref="Camera"/>. Comments are allowed.
    /// </summary>
    /// <param name="json">The text, at most <see cref="RecipeJson.MaxLength"/> characters.</param>
    /// <exception cref="RecipeFormatException">The text is no rig; the message names every fault with its line and column.</exception>
    public static CameraRig Parse(string json)
    {
        ArgumentNullException.ThrowIfNull(json);
        return new CameraRig(CameraRigJson.Read(json));
    }

    /// <summary>
    /// The canonical text of a custom rig: every camera with all of its numbers, written so that reading gives the same bits and
    /// the same <see cref="Name"/>.
    /// </summary>
    /// <exception cref="InvalidOperationException">The rig is one of <see cref="All"/>, whose cameras depend on the asset.</exception>
    public string ToJson() => CameraRigJson.Write(
        _fixed ?? throw new InvalidOperationException($"'{Name}' is a preset; only custom rigs have a text of their own."));

    /// <summary>The cameras of one asset.</summary>
    public IReadOnlyList<Camera> CreateCameras(ulong campaignSeed, ulong assetIndex) => _create(campaignSeed, assetIndex);

    private static string NameOf(Camera[] cameras)
    {
        const int NameBytes = 8;
        byte[] hash = SHA256.HashData(RecipeCodec.EncodeCameras(cameras));
        return CustomPrefix + Convert.ToHexStringLower(hash.AsSpan(0, NameBytes));
    }
}
