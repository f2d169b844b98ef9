using Piwa.Pipeline.Encoding;

namespace Piwa.Pipeline;

/// <summary>What a run did.</summary>
/// <param name="Progress">The counts at its end.</param>
/// <param name="DirectoryPath">Directory of the data set.</param>
/// <param name="Device">Device it ran on.</param>
/// <param name="Wallet">Address of the operator's wallet, which owns the assets.</param>
/// <param name="Minted">Assets of the data set that are compressed NFTs, earlier runs included.</param>
/// <param name="Anchored">Assets of the data set whose shards are anchored, earlier runs included.</param>
/// <param name="WasCancelled">Whether the caller asked it to stop before it ended. What was left then, which may be nothing, is for the next run.</param>
public sealed record RunReport(
    RunProgress Progress, string DirectoryPath, string Device, string Wallet, long Minted, long Anchored, bool WasCancelled)
{
    /// <summary>Root of the data set's shards, earlier runs' included; see <see cref="Shards.DatasetTree"/>.</summary>
    public ContentHash Root { get; init; }

    /// <summary>Assets completed in a second.</summary>
    public double AssetsPerSecond => Progress.Completed / Math.Max(Progress.Elapsed.TotalSeconds, 1e-9);
}
