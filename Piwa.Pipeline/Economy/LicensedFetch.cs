using Piwa.Chain.Economy.Licensing;
using Piwa.Chain.Requests;
using Piwa.Pipeline.Shards;
using Piwa.Pipeline.Stores;

namespace Piwa.Pipeline.Economy;

/// <summary>Copies what a licence is for into a directory, each shard verified on its way. Run again, it goes on.</summary>
public static class LicensedFetch
{
    /// <summary>Name of the licence in the directory of what was fetched by it.</summary>
    public const string LicenceFileName = "licence.json";

    /// <summary>Copies the shards of one data set of a licence.</summary>
    /// <param name="market">The market.</param>
    /// <param name="licence">The licence, of the market's wallet.</param>
    /// <param name="range">Which of its data sets.</param>
    /// <param name="directory">The data set that they become; created when it is not there.</param>
    /// <param name="progress">Told behind each shard.</param>
    /// <param name="time">The clock; the system's if null.</param>
    /// <param name="cancellationToken">Stops it; what came stays.</param>
    /// <exception cref="RequestException">The market refuses: above all, the licence has ended. Shards that came whole stay.</exception>
    /// <exception cref="DatasetMismatchException">The directory holds another campaign.</exception>
    /// <exception cref="ManifestException">A shard is not what its record says.</exception>
    /// <exception cref="IOException">The directory cannot be written, or the market not be read.</exception>
    public static async Task<GatherReport> RunAsync(
        MarketClient market,
        Licence licence,
        LicensedRange range,
        string directory,
        IProgress<GatherReport>? progress = null,
        TimeProvider? time = null,
        CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(market);
        ArgumentNullException.ThrowIfNull(licence);
        ArgumentNullException.ThrowIfNull(range);
        ArgumentException.ThrowIfNullOrEmpty(directory);
        using MarketSource source = await MarketSource.OpenAsync(market, licence, range, time ?? TimeProvider.System, cancellationToken).ConfigureAwait(false);
        GatherReport report = await FleetGatherer.FetchAsync(
            source, directory, range.FirstAsset, range.LastAsset - range.FirstAsset + 1, progress, cancellationToken).ConfigureAwait(false);
        Common.DurableFile.Write(Path.Combine(directory, LicenceFileName), LicenceFile.Write(licence));
        return report;
    }
}
