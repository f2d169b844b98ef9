using Piwa.Kernels.Devices;

namespace Piwa.Pipeline.Verification;

/// <summary>What is replayed of a data set's dead letters.</summary>
public sealed record ReplayOptions
{
    /// <summary>Index of the only asset to replay; null for all.</summary>
    public ulong? Asset { get; init; }

    /// <summary>Device that makes the assets: an id of <see cref="DeviceCatalog.List"/>, or <c>auto</c>.</summary>
    public string Device { get; init; } = DeviceCatalog.Auto;

    /// <summary>Threads of the CPU; 0 for one on each core.</summary>
    public int Threads { get; init; }
}
