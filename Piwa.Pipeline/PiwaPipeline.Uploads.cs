using Piwa.Chain.Keys;
using Piwa.Chain.Provenance;
using Piwa.Kernels.Devices;
using Piwa.Pipeline.Shards;
using Piwa.Pipeline.Telemetry;
using Piwa.Pipeline.Uploads;

namespace Piwa.Pipeline;

/// <content>Assets that are uploaded instead of sampled.</content>
public sealed partial class PiwaPipeline
{
    /// <summary>
    /// Makes assets of files: each is validated, normalised, hashed and registered, and those that are new are rendered by the same kernels as
    /// any asset, and minted. The first to bring a file's content owns it: the wallet of
    /// the pipeline, or the one that the file names. The campaign's preset must be <see cref="Campaign.Uploads"/>.
    /// </summary>
    /// <remarks>
    /// A file that cannot be taken does not keep the others from it; the report says why. Run again after a crash, with the same files, it goes
    /// on where it was. Without files it renders and mints what was registered before.
    /// </remarks>
    /// <param name="files">The files.</param>
    /// <param name="progress">Told several times a second where it stands.</param>
    /// <param name="cancellationToken">Stops it; what is registered stays, and the report says so. Not an exception.</param>
    /// <exception cref="InvalidOperationException">The campaign is none of uploads.</exception>
    /// <exception cref="RunFailedException">The run could not go on; what is done is kept.</exception>
    /// <exception cref="DeviceException">The device cannot be used.</exception>
    /// <exception cref="DatasetMismatchException">The directory holds another campaign, or another wallet's assets.</exception>
    /// <exception cref="ManifestException">What the data set, or the registry's directory, says of itself is damaged.</exception>
    /// <exception cref="UploadRegistryInUseException">Another process has the registry open.</exception>
    /// <exception cref="UploadRegistryCorruptedException">The registry is damaged.</exception>
    /// <exception cref="IOException">The directory cannot be written, or another process writes to it.</exception>
    /// <exception cref="KeypairFileException">The wallet is not safe, or damaged.</exception>
    public async Task<UploadReport> UploadAsync(
        IReadOnlyList<UploadFile> files, IProgress<UploadProgress>? progress = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(files);
        if (!_options.Campaign.IsOfUploads)
            throw new InvalidOperationException($"The campaign's preset is '{_options.Campaign.Preset}'; it must be '{Campaign.Uploads}'.");

        List<UploadResult> results = [];
        ulong assets = await TakeAsync(files, results, progress, cancellationToken).ConfigureAwait(false);
        if (cancellationToken.IsCancellationRequested || assets == 0)
            return new UploadReport(results, null, cancellationToken.IsCancellationRequested);

        var follow = new Relay<RunProgress>(run => progress?.Report(new UploadProgress(results.Count, files.Count, run)));
        RunReport report = await RunAsync(assets, follow, cancellationToken).ConfigureAwait(false);
        return new UploadReport(results, report, report.WasCancelled);
    }

    /// <summary>Registers files; returns how many assets the data set is to have.</summary>
    private async Task<ulong> TakeAsync(
        IReadOnlyList<UploadFile> files, List<UploadResult> results, IProgress<UploadProgress>? progress, CancellationToken cancellationToken)
    {
        using Keypair wallet = OperatorWallet.Open(_options.WalletPath);
        using Dataset dataset = Dataset.OpenForWriting(_options.OutputDirectory, _options.Campaign);
        OperatorWallet.Check(dataset, wallet, _options.WalletPath);
        bool takesOthers = files.Count == 0 || files.Any(file => file.Uploader is not null);
        using var desk = new UploadDesk(dataset, wallet.PublicKey, takesOthers, _options);
        foreach (UploadFile file in files)
        {
            if (cancellationToken.IsCancellationRequested)
                break;
            try
            {
                results.Add(await desk.TakeAsync(file, cancellationToken).ConfigureAwait(false));
            }
            catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
            {
                break;
            }

            progress?.Report(new UploadProgress(results.Count, files.Count, null));
        }

        return desk.AssetCount;
    }
}
