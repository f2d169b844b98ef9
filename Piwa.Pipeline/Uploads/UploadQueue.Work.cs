using Piwa.Chain.Keys;
using Piwa.Chain.Provenance;
using Piwa.Kernels.Devices;
using Piwa.Pipeline.Shards;
using Piwa.Pipeline.Verification;

namespace Piwa.Pipeline.Uploads;

/// <content>The work on what waits.</content>
public sealed partial class UploadQueue
{
    /// <summary>How often an upload is tried that fails for the host's sake: a disk that is full, a device that is gone.</summary>
    private const int MaximumAttempts = 3;

    private static readonly TimeSpan RetryPause = TimeSpan.FromSeconds(10);

    private async Task WorkAsync(CancellationToken stop)
    {
        // Whoever starts the queue goes on.
        await Task.Yield();
        while (!stop.IsCancellationRequested)
        {
            if (_book.Begin() is { } ticket)
                await WorkOffAsync(ticket, stop).ConfigureAwait(false);
            else
                await _signal.WaitAsync(stop).ConfigureAwait(false);
        }
    }

    private async Task WorkOffAsync(UploadTicket ticket, CancellationToken stop)
    {
        bool isKnown = false;
        try
        {
            (UploadState state, UploadEnding? ending) = await TryAsync(ticket, stop).ConfigureAwait(false);
            if (ending is null)
                return;
            _book.End(ticket.Id, state, ending);
            isKnown = true;
            File.Delete(FileOf(ticket.Id));
        }
        finally
        {
            if (!isKnown)
                _book.Return(ticket.Id);
        }
    }

    private async Task<(UploadState State, UploadEnding? Ending)> TryAsync(UploadTicket ticket, CancellationToken stop)
    {
        for (int attempt = 1; ; attempt++)
        {
            try
            {
                return (UploadState.Ended, await MakeAsync(ticket, stop).ConfigureAwait(false));
            }
            catch (Exception fault) when (IsOfTheHost(fault) && !stop.IsCancellationRequested)
            {
                if (attempt == MaximumAttempts)
                {
                    return (UploadState.Failed, new UploadEnding
                    {
                        Message = $"The host could not do it, and has tried {MaximumAttempts} times: {fault.Message} Upload it again later.",
                        Time = Now(),
                    });
                }

                await Task.Delay(RetryPause, _options.TimeProvider, stop).ConfigureAwait(false);
            }
        }
    }

    /// <summary>Makes an asset of an upload; null if it was stopped before.</summary>
    private async Task<UploadEnding?> MakeAsync(UploadTicket ticket, CancellationToken stop)
    {
        UploadFile file = new(FileOf(ticket.Id), ticket.Name) { Uploader = ticket.Wallet, FileName = ticket.File };
        var follow = new Telemetry.Relay<UploadProgress>(progress => _book.Tell(ticket.Id, progress.Run));
        UploadReport report = await _pipeline.UploadAsync([file], follow, stop).ConfigureAwait(false);
        if (report.WasCancelled || report.Files is not [var result])
            return null;
        bool isRendered = result.Asset is { } asset && await CertifyAsync(ticket, result, asset, stop).ConfigureAwait(false);
        return new UploadEnding
        {
            Outcome = result.Outcome,
            Message = result.Asset is null || isRendered
                ? result.Message.Replace(FileOf(ticket.Id), ticket.File, StringComparison.Ordinal)
                : "It is registered as yours, and cannot be rendered: see the host's dead letters.",
            Asset = result.Asset?.Asset,
            IsRendered = isRendered,
            Contents = result.Contents,
            NearCopies = result.Asset?.NearCopies ?? [],
            Notes = result.Asset?.Notes ?? [],
            Vertices = result.Vertices,
            Triangles = result.Triangles,
            Defects = result.Defects.Total,
            Time = Now(),
        };
    }

    /// <summary>Writes the certificate of an asset.</summary>
    /// <returns>False if the asset is not there: it could not be rendered.</returns>
    private async Task<bool> CertifyAsync(UploadTicket ticket, UploadResult result, UploadedAsset asset, CancellationToken cancellationToken)
    {
        using Dataset dataset = Dataset.Open(DatasetDirectory);
        using AssetProver prover = AssetProver.Open(dataset);
        if (await prover.ProveAsync(asset.Asset, cancellationToken).ConfigureAwait(false) is not { } proof)
            return false;
        using Keypair host = OperatorWallet.Open(_pipeline.Options.WalletPath);
        FirstUploadRecord record = new()
        {
            Uploader = asset.Wallet,
            FileHash = ticket.FileHash,
            FileBytes = ticket.Bytes,
            Contents = [.. result.Contents.Select(content => new ContentFirst(content.Content, content.Hash, content.Wallet, content.Time?.ToUnixTimeMilliseconds() ?? 0))],
            Campaign = dataset.CampaignHash,
            Asset = asset.Asset,
            AssetHash = proof.Asset.Hash,
            Nft = proof.Minted?.Asset.AssetId.ToString(),
            Tree = proof.Minted?.Asset.Tree.ToString(),
            Host = host.PublicKey.ToString(),
            Time = Now(),
        };
        DurableFile.Write(
            CertificateOf(ticket.Id), FirstUploadCertificate.Write(await FirstUploadCertificate.SignAsync(record, host, cancellationToken).ConfigureAwait(false)));
        return true;
    }

    /// <summary>What the host is to blame for, and may be mended: the upload is not.</summary>
    private static bool IsOfTheHost(Exception fault) => fault
        is RunFailedException or DeviceException or IOException or UnauthorizedAccessException or ManifestException or DatasetMismatchException
        or UploadRegistryInUseException or UploadRegistryCorruptedException or KeypairFileException or OracleException or ShardFormatException;
}
