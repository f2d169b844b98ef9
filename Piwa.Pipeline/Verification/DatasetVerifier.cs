using Piwa.Kernels.Devices;
using Piwa.Pipeline.Shards;
using Piwa.Pipeline.Stores;

namespace Piwa.Pipeline.Verification;

/// <summary>
/// Checks a data set against itself, against the ledger and against its recipes.
/// </summary>
/// <remarks>
/// First campaign, manifest, dead letters and ledger. Then for each shard: the signature of its record, if it has one; (1) the file's length and hash; (2) its rows against the
/// manifest: number, indices, Merkle root; (3) of every row, that its asset hash follows from its components' and its blobs unpack;
/// (4) of every row, its leaf and the leaf's inclusion proof, or its anchor and the proof in two levels, or both, against the ledger;
/// (5) of random rows, every component's hash against the asset made again. At last the promotions and
/// the posts of telemetry. A shard whose file is damaged is named
/// and not read further. Nothing is written.
/// </remarks>
public static class DatasetVerifier
{
    /// <summary>Verifies a data set.</summary>
    /// <param name="directory">Its directory; or <c>s3://bucket/prefix</c>: each shard is copied to a temporary directory then, and deleted before the next.</param>
    /// <param name="options">How thoroughly; null for the defaults.</param>
    /// <param name="progress">Told after each shard; null if nobody is to be told.</param>
    /// <param name="cancellationToken">Stops it.</param>
    /// <returns>What was found; a damaged campaign or manifest is a finding like others, and the only one.</returns>
    /// <exception cref="DirectoryNotFoundException">There is no data set.</exception>
    /// <exception cref="IOException">The data set lies in a bucket that cannot be read.</exception>
    /// <exception cref="DeviceException">The device cannot be used.</exception>
    public static async Task<VerifyReport> VerifyAsync(
        string directory,
        VerifyOptions? options = null,
        IProgress<VerifyProgress>? progress = null,
        CancellationToken cancellationToken = default)
    {
        options ??= new VerifyOptions();
        ArgumentOutOfRangeException.ThrowIfNegative(options.Samples);
        Dataset dataset;
        try
        {
            dataset = await DatasetMirror.OpenAsync(directory, cancellationToken).ConfigureAwait(false);
        }
        catch (ManifestException fault)
        {
            return new VerifyReport(0, 0, 0, 0, 0, 0, 0, 0, [fault.Message]);
        }

        return await VerifyAsync(dataset, options, progress, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Verifies an open data set, and disposes it.</summary>
    internal static async Task<VerifyReport> VerifyAsync(
        Dataset dataset, VerifyOptions options, IProgress<VerifyProgress>? progress, CancellationToken cancellationToken)
    {
        using (dataset)
        {
            if (!options.LeavesLedgerOut)
                await dataset.BringLedgerAsync(cancellationToken).ConfigureAwait(false);
            if (dataset.Campaign.IsOfUploads)
                await dataset.BringSourcesAsync(cancellationToken).ConfigureAwait(false);
            using Device device = DeviceCatalog.OpenVerified(options.Device, options.Threads);
            using var run = new VerificationRun(dataset, options, device);
            return await run.RunAsync(progress, cancellationToken).ConfigureAwait(false);
        }
    }
}
