using Piwa.Kernels.Meshes;
using Piwa.Kernels.Views;

namespace Piwa.Kernels.Devices;

/// <summary>Sizes of a lane's buffers. Memory is taken once, when the lane opens.</summary>
public sealed record LaneOptions
{
    /// <summary>Smallest <see cref="ImageResolution"/>.</summary>
    public const int MinImageResolution = 64;

    /// <summary>Largest <see cref="ImageResolution"/>.</summary>
    public const int MaxImageResolution = 1024;

    /// <summary>Largest <see cref="AssetCapacity"/>.</summary>
    public const int MaxAssetCapacity = 4096;

    /// <summary>Largest <see cref="ViewCount"/>.</summary>
    public const int MaxViewCount = 256;

    internal const ViewChannels AllChannels = ViewChannels.Color | ViewChannels.Depth | ViewChannels.Normal | ViewChannels.Albedo
        | ViewChannels.Material | ViewChannels.Part | ViewChannels.Position;

    /// <summary>Most assets in a batch.</summary>
    /// <value>1 to 4,096; default 8.</value>
    public int AssetCapacity { get; init; } = 8;

    /// <summary>Views of an asset.</summary>
    /// <value>1 to 256; default 12.</value>
    public int ViewCount { get; init; } = 12;

    /// <summary>Pixels along a side of a view.</summary>
    /// <value>A multiple of 16, 64 to 1,024; default 256.</value>
    public int ImageResolution { get; init; } = 256;

    /// <summary>The image planes that views have.</summary>
    /// <value>Default: colour, depth, normal.</value>
    public ViewChannels Channels { get; init; } = ViewChannels.Color | ViewChannels.Depth | ViewChannels.Normal;

    /// <summary>What depths are.</summary>
    /// <value>Default: along the optical axis.</value>
    public DepthKind DepthKind { get; init; }

    /// <summary>The frame of normals.</summary>
    /// <value>Default: the world's.</value>
    public NormalSpace NormalSpace { get; init; }

    /// <summary>
    /// Keys of the content hashes, where the device is to hash and pack assets itself. The host does not: its pipeline has vectors for that.
    /// </summary>
    /// <value>Default: null, it is not to.</value>
    public SealKeys? Seal { get; init; }

    /// <summary>Channels whose planes are read back from the device: those that something on the host looks at.</summary>
    /// <value>Default: all. Ignored where <see cref="Seal"/> is not given.</value>
    public ViewChannels ReadBack { get; init; } = AllChannels;

    /// <summary>How finely assets are meshed.</summary>
    public MeshOptions Mesh { get; init; } = new();

    /// <summary>Adds a sentence for each value that is out of its range.</summary>
    public void Validate(ICollection<string> faults)
    {
        const int Multiple = 16; // rows are whole vectors of the widest kind
        ArgumentNullException.ThrowIfNull(faults);
        if (AssetCapacity is < 1 or > MaxAssetCapacity)
            faults.Add($"AssetCapacity is {AssetCapacity}; it must be 1 to {MaxAssetCapacity}.");
        if (ViewCount is < 1 or > MaxViewCount)
            faults.Add($"ViewCount is {ViewCount}; it must be 1 to {MaxViewCount}.");
        if (ImageResolution is < MinImageResolution or > MaxImageResolution || ImageResolution % Multiple != 0)
        {
            faults.Add($"ImageResolution is {ImageResolution}; it must be a multiple of {Multiple} "
                + $"from {MinImageResolution} to {MaxImageResolution}.");
        }

        if (Channels == ViewChannels.None || (Channels & ~AllChannels) != 0)
            faults.Add($"Channels is {Channels}; it must be one or more of {AllChannels}.");
        if (!Enum.IsDefined(DepthKind))
            faults.Add($"DepthKind is {DepthKind}; it must be one of {string.Join(", ", Enum.GetNames<DepthKind>())}.");
        if (!Enum.IsDefined(NormalSpace))
            faults.Add($"NormalSpace is {NormalSpace}; it must be one of {string.Join(", ", Enum.GetNames<NormalSpace>())}.");
        Mesh.Validate(faults);
    }

    /// <exception cref="ArgumentException">A value is out of its range; the message names all that are.</exception>
    internal void Validate()
    {
        List<string> faults = [];
        Validate(faults);
        if (faults.Count > 0)
            throw new ArgumentException(string.Join(" ", faults));
    }

    /// <summary>The largest batch that a GPU takes: the capacity, halved until it fits.</summary>
    /// <param name="deviceBytes">Memory of the device that the lane may have.</param>
    /// <returns>Assets, 1 at least: it is not said that one fits.</returns>
    public int LargestBatch(long deviceBytes)
    {
        int assets = AssetCapacity;
        while (assets > 1 && !LaneNeeds.Of(this with { AssetCapacity = assets }).FitsInto(deviceBytes))
            assets /= 2;
        return assets;
    }
}
