using Piwa.Chain.Keys;
using Piwa.Chain.Provenance;
using Piwa.Kernels.Devices;
using Piwa.Pipeline.Verification;

namespace Piwa.Pipeline;

/// <summary>An oracle of Piwa's shards with all that it works with: a device, a registry of first uploads, a record.</summary>
/// <remarks>Owns these. Whoever opens it disposes it; the key stays theirs.</remarks>
public sealed class OracleSetup : IDisposable
{
    private readonly Device _device;
    private readonly IUploadRegistry _uploads;
    private readonly ShardExaminer _examiner;

    private OracleSetup(Device device, IUploadRegistry uploads, ShardExaminer examiner, Oracle oracle)
    {
        _device = device;
        _uploads = uploads;
        _examiner = examiner;
        Oracle = oracle;
    }

    /// <summary>The oracle.</summary>
    public Oracle Oracle { get; }

    /// <summary>The device that makes samples.</summary>
    public string DeviceName => $"{_device.Info.Id} ({_device.Info.Name})";

    /// <summary>Opens an oracle.</summary>
    /// <param name="directory">Where the registry is, in <c>uploads</c>; created when it is not there.</param>
    /// <param name="key">Signs for what is approved; not disposed.</param>
    /// <param name="device">Device that makes samples: an id of <see cref="DeviceCatalog.List"/>, or <c>auto</c>.</param>
    /// <param name="threads">Threads of the CPU; 0 for one on each core.</param>
    /// <param name="configure">Changes the oracle's options; signer, examiner and registry are set.</param>
    /// <exception cref="ArgumentException">The options are invalid; the message names all violations.</exception>
    /// <exception cref="DeviceException">The device cannot be used.</exception>
    /// <exception cref="UploadRegistryCorruptedException">The registry is damaged.</exception>
    /// <exception cref="IOException">Registry or record cannot be opened: another oracle may have them.</exception>
    public static OracleSetup Open(string directory, ISigner key, string device, int threads, Action<OracleOptions>? configure = null)
    {
        ArgumentException.ThrowIfNullOrEmpty(directory);
        ArgumentNullException.ThrowIfNull(key);
        OracleOptions options = new() { Signer = key };
        UploadRegistry uploads = UploadRegistry.Open(Path.Combine(directory, "uploads"));
        Device? opened = null;
        ShardExaminer? examiner = null;
        try
        {
            opened = DeviceCatalog.OpenVerified(device, threads);
            examiner = new ShardExaminer(opened) { RequiresProof = true };
            options.Uploads = uploads;
            options.Examiner = examiner;
            configure?.Invoke(options);
            return new OracleSetup(opened, uploads, examiner, new Oracle(options));
        }
        catch
        {
            examiner?.Dispose();
            opened?.Dispose();
            uploads.Dispose();
            throw;
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        Oracle.Dispose();
        _examiner.Dispose();
        _device.Dispose();
        _uploads.Dispose();
    }
}
