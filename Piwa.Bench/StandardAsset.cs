using Piwa.Kernels.Recipes;
using Piwa.Kernels.Views;
using Piwa.Pipeline;
using Piwa.Pipeline.Shards;

namespace Piwa.Bench;

/// <summary>
/// The asset that every figure is of: one of the preset <c>piwa</c> at its default resolution, 12 views at 256² with color, depth and
/// normal, full shading, all hashes, LZ4 (the product's default is Zstandard), in a shard. All is written out here, so that changing a
/// default does not change what is measured without anybody noticing.
/// </summary>
internal static class StandardAsset
{
    /// <summary>Pixels along a side of a view.</summary>
    public const int ImageResolution = 256;

    /// <summary>Fewer mean triangles are no standard asset: its rates do not compare.</summary>
    public const int LeastMeanTriangles = 8_000;

    /// <summary>Small enough that a run of a few minutes commits several shards, and a window over whole shards can be measured.</summary>
    public const int ShardAssets = 64;

    /// <summary>Channels of a view.</summary>
    public const ViewChannels Channels = ViewChannels.Color | ViewChannels.Depth | ViewChannels.Normal;

    private const ulong Seed = 1;

    /// <summary>The cameras of the product's data sets.</summary>
    public static CameraRig Rig => CameraRig.Objaverse12;

    /// <summary>The data set that such assets make.</summary>
    public static Campaign Campaign { get; } = new()
    {
        Preset = Preset.Piwa.Name,
        Rig = Rig.Name,
        Seed = Seed,
        ImageResolution = ImageResolution,
        Channels = Channels,
        ImageFormat = ImageFormat.Lz4,
        HasLabels = false,
        ShardAssets = ShardAssets,
    };

    /// <summary>What stands above every table.</summary>
    /// <param name="meanTriangles">Mean triangles of the assets that were measured.</param>
    public static string Describe(double meanTriangles)
    {
        string warning = meanTriangles < LeastMeanTriangles ? $" (NOT STANDARD: fewer than {LeastMeanTriangles:N0})" : "";
        string channels = ImageChannel.Format(Channels).Replace(",", " + ", StringComparison.Ordinal);
        return $"Standard asset: preset {Campaign.Preset}, generator {Campaign.GeneratorVersion}, "
            + $"{meanTriangles:N0} triangles in the mean{warning}, {Rig.ViewCount} views ({Rig.Name}) at {ImageResolution}², {channels}, "
            + $"full shading, all hashes, LZ4, shards of {ShardAssets}.";
    }
}
