using Piwa.Chain.Economy;
using Piwa.Chain.Keys;

namespace Piwa.Pipeline.Economy;

/// <summary>What stakers choose a node by.</summary>
/// <remarks>
/// Assets, stake and earnings follow from shards and ledger, and anybody can derive them. Samples are what validators say. Uptime, bandwidth and
/// compute are what the node says of itself, signed: of a node that posts no telemetry they are null.
/// </remarks>
public sealed record NodeMetrics
{
    /// <summary>The node's wallet.</summary>
    public required PublicKey Node { get; init; }

    /// <summary>What is staked with it.</summary>
    public Amount Stake { get; init; }

    /// <summary>Validated assets of it, at the end of the last epoch.</summary>
    public long Assets { get; init; }

    /// <summary>Of these, those that were new in it.</summary>
    public long NewAssets { get; init; }

    /// <summary>All that it has earned, without what went to its stakers.</summary>
    public Amount Earned { get; init; }

    /// <summary>What went to its stakers.</summary>
    public Amount ToStakers { get; init; }

    /// <summary>What is held back of its earnings.</summary>
    public Amount HeldBack { get; init; }

    /// <summary>What it has lost because it was caught.</summary>
    public Amount Forfeited { get; init; }

    /// <summary>Shards at which it was caught.</summary>
    public long Caught { get; init; }

    /// <summary>Its assets that were made again.</summary>
    public long Sampled { get; init; }

    /// <summary>Of these, those that came out the same.</summary>
    public long Equal { get; init; }

    /// <summary>Share of samples that came out the same; null if none was taken.</summary>
    public double? Verified => Sampled == 0 ? null : (double)Equal / Sampled;

    /// <summary>Share of the time since its first post in which it was up, 0 to 1; null if it posts none.</summary>
    public double? Uptime { get; init; }

    /// <summary>Bytes that it wrote in a second, by its last post that says so; null if none does.</summary>
    public double? BytesPerSecond { get; init; }

    /// <summary>Assets that it made in a second, by its last post that says so; null if none does.</summary>
    public double? AssetsPerSecond { get; init; }

    /// <summary>When it was last heard of, by a post or by its fleet; null if never.</summary>
    public DateTimeOffset? Seen { get; init; }

    /// <summary>Why its fleet gives it no more work; null if it does, or there is none.</summary>
    public string? Barred { get; init; }
}
