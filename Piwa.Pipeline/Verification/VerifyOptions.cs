using Piwa.Kernels.Devices;
using Piwa.Pipeline.Encoding;

namespace Piwa.Pipeline.Verification;

/// <summary>How thoroughly a data set is verified.</summary>
public sealed record VerifyOptions
{
    /// <summary>Default of <see cref="Samples"/>.</summary>
    public const int DefaultSamples = 2;

    /// <summary>Assets of each shard that are made again from their recipes.</summary>
    /// <value>0 or more; default 2. Who fakes a share f of a shard is caught with probability 1 - (1 - f)^samples.</value>
    public int Samples { get; init; } = DefaultSamples;

    /// <summary>Seed of the choice of samples; null for one that nobody can foresee.</summary>
    public int? SampleSeed { get; init; }

    /// <summary>The root that the data set must have, see <see cref="Shards.DatasetTree"/>; null for any.</summary>
    public ContentHash? Root { get; init; }

    /// <summary>Whether the ledger is left out: shards that were fetched or gathered have none with them.</summary>
    /// <value>False by default: a data set without its ledger is not sound.</value>
    public bool LeavesLedgerOut { get; init; }

    /// <summary>Device that makes the samples: an id of <see cref="DeviceCatalog.List"/>, or <c>auto</c>.</summary>
    public string Device { get; init; } = DeviceCatalog.Auto;

    /// <summary>Threads of the CPU; 0 for one on each core.</summary>
    public int Threads { get; init; }
}
