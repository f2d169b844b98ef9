using Piwa.Chain.Keys;
using Piwa.Chain.Provenance;
using Piwa.Kernels.Devices;
using Piwa.Pipeline.Shards;
using Piwa.Pipeline.Verification;

namespace Piwa.Pipeline;

/// <summary>The oracle of a data set: in this process, with the wallet as its key, or another's.</summary>
internal sealed class OracleAccess : IDisposable
{
    /// <summary>Shards whose approvals the data set's own oracle remembers: it signs for one right after it has approved it.</summary>
    private const int RememberedShards = 16;

    private readonly IUploadRegistry? _uploads;
    private readonly ShardExaminer? _examiner;

    private OracleAccess(IOracle oracle, IUploadRegistry? uploads, ShardExaminer? examiner)
    {
        Oracle = oracle;
        _uploads = uploads;
        _examiner = examiner;
    }

    public IOracle Oracle { get; }

    /// <summary>Asks another's oracle for its address.</summary>
    /// <param name="address">Where it is.</param>
    /// <param name="wallet">The operator's wallet.</param>
    /// <param name="expected">Its address; null for a new data set.</param>
    /// <param name="clock">The clock.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="OracleException">It cannot be reached, or is another than expected.</exception>
    public static async Task<OracleAccess> OpenRemoteAsync(
        Uri address, ISigner wallet, string? expected, TimeProvider clock, CancellationToken cancellationToken)
    {
        OracleClientOptions options = new()
        {
            Address = address,
            Wallet = wallet,
            ExpectedKey = expected is null ? null : PublicKey.Parse(expected),
            TimeProvider = clock,
        };
        return new OracleAccess(await OracleClient.OpenAsync(options, cancellationToken).ConfigureAwait(false), null, null);
    }

    /// <summary>Opens a data set's own oracle.</summary>
    /// <param name="dataset">The data set, open for writing.</param>
    /// <param name="wallet">The operator's wallet.</param>
    /// <param name="device">Gives the device that makes samples, once one is to be made.</param>
    /// <param name="options">How the pipeline runs.</param>
    /// <exception cref="OracleRecordException">Its record is damaged.</exception>
    /// <exception cref="UploadRegistryCorruptedException">Its registry is damaged.</exception>
    public static OracleAccess OpenLocal(Dataset dataset, ISigner wallet, Func<Device> device, PiwaOptions options)
    {
        UploadRegistry uploads = OpenRegistry(dataset, options);
        ShardExaminer examiner = new(device, _ => dataset.CreateSource(), new AssetOwners(dataset));
        try
        {
            Oracle oracle = new(new OracleOptions
            {
                Signer = wallet,
                Uploads = uploads,
                Examiner = examiner,
                KnownSources = options.KnownSources,
                Samples = options.OracleSamples,
                MaximumApprovedAssets = RememberedShards * dataset.Campaign.ShardAssets,
                RecordPath = dataset.OracleRecordPath,

                // A machine need not be warned of its owner; it is of its device, and the run stops.
                MismatchesUntilBarred = 0,
                TimeProvider = options.TimeProvider,
            });
            return new OracleAccess(oracle, uploads, examiner);
        }
        catch
        {
            examiner.Dispose();
            uploads.Dispose();
            throw;
        }
    }

    /// <summary>Opens the registry of first uploads: the data set's own, or one that several share.</summary>
    public static UploadRegistry OpenRegistry(Dataset dataset, PiwaOptions options) => UploadRegistry.Open(
        options.RegistryDirectory is { } shared ? Path.Combine(shared, Path.GetFileName(dataset.UploadsPath)) : dataset.UploadsPath,
        new UploadRegistryOptions { MemoryBytes = UploadRegistryOptions.MinimumMemoryBytes, TimeProvider = options.TimeProvider });

    public void Dispose()
    {
        Oracle.Dispose();
        _examiner?.Dispose();
        _uploads?.Dispose();
    }
}
