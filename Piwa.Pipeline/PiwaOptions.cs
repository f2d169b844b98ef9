using System.Diagnostics.Metrics;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Piwa.Chain.Provenance;
using Piwa.Kernels.Buffers;
using Piwa.Kernels.Devices;
using Piwa.Pipeline.Flow;
using Piwa.Pipeline.Sinks;
using Piwa.Pipeline.Stages;

namespace Piwa.Pipeline;

/// <summary>How a pipeline runs. What it makes is the <see cref="Campaign"/>'s business.</summary>
public sealed class PiwaOptions
{
    /// <summary>Most assets that <see cref="BatchAssets"/> = 0 stands for on the host: enough to keep all cores at work.</summary>
    public const int LargestDefaultBatch = 8;

    /// <summary>
    /// Most assets that <see cref="BatchAssets"/> = 0 stands for on a GPU: a block that it packs takes one warp 20 ms, and it takes as long for
    /// one asset as for sixty.
    /// </summary>
    public const int LargestDefaultGpuBatch = 64;

    /// <summary>Memory of a GPU that <see cref="BatchAssets"/> = 0 stays below: the host holds almost as much for its batches.</summary>
    private const long DefaultGpuBytes = 8L << 30;

    /// <summary>Bytes of views in a batch that <see cref="BatchAssets"/> = 0 stays below where it can: little enough that memory stays small.</summary>
    private const long DefaultBatchBytes = 1 << 26;

    private bool _choosesBatch;

    /// <summary>Default of <see cref="BatchCount"/>: one batch in each device stage, one sealed, one waiting.</summary>
    public const int DefaultBatchCount = 4;

    /// <summary>Default of <see cref="UnmintedShards"/>.</summary>
    public const int DefaultUnmintedShards = 64;

    /// <summary>Default of <see cref="MaximumDeadShare"/>.</summary>
    public const double DefaultMaximumDeadShare = 0.2;

    /// <summary>Default of <see cref="LeastFreeBytes"/>.</summary>
    public const long DefaultLeastFreeBytes = 256_000_000;

    /// <summary>Default of <see cref="TelemetryInterval"/>: that of RNP-011.</summary>
    public static readonly TimeSpan DefaultTelemetryInterval = TimeSpan.FromHours(12);

    private static readonly TimeSpan LeastTelemetryInterval = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan MostTelemetryInterval = TimeSpan.FromDays(7);

    /// <summary>Directory of the data set; created when it is not there.</summary>
    /// <value>Default <c>dataset</c>.</value>
    public string OutputDirectory { get; set; } = "dataset";

    /// <summary>What the data set is made of.</summary>
    /// <value>Default: 12 views at 256 x 256 of the preset <c>piwa</c>.</value>
    public Campaign Campaign { get; set; } = new();

    /// <summary>Device to run on: an id of <see cref="DeviceCatalog.List"/>, or <c>auto</c>.</summary>
    /// <value>Default <c>auto</c>: the first GPU whose bits are right, else the CPU.</value>
    public string Device { get; set; } = DeviceCatalog.Auto;

    /// <summary>Threads for kernels on the CPU, and for sealing; 0 for one on each core.</summary>
    /// <value>Default 0.</value>
    public int Threads { get; set; }

    /// <summary>Assets in a batch. It decides memory and speed, not what is made.</summary>
    /// <value>1 to 4,096; default 0: 8, and 64 on a GPU, or fewer where views are many or large.</value>
    public int BatchAssets { get; set; }

    /// <summary>Batches that hold device memory at once: with the batch's size this bounds memory.</summary>
    /// <value>2 to 64; default 4.</value>
    public int BatchCount { get; set; } = DefaultBatchCount;

    /// <summary>The operator's keypair file; created, readable by its owner alone, when it is not there.</summary>
    /// <value>Default: <c>piwa/wallet.json</c> in the user's configuration directory.</value>
    public string WalletPath { get; set; } = OperatorWallet.DefaultPath;

    /// <summary>Address of the oracle that checks the shards and signs for them, http or https.</summary>
    /// <value>Default null: the data set's own, in this process, whose key is the operator's wallet.</value>
    public Uri? OracleAddress { get; set; }

    /// <summary>Assets of each shard that the data set's own oracle makes again before it signs for them.</summary>
    /// <value>0 to 131,072; default 1.</value>
    public int OracleSamples { get; set; } = 1;

    /// <summary>
    /// Committed shards that may wait for the oracle and the ledger. While these are away minting alone stops; with this many shards waiting
    /// the run holds still, and goes on by itself when they are back.
    /// </summary>
    /// <value>1 to 4,096; default 64. Each takes some 250 bytes of memory for each of its assets.</value>
    public int UnmintedShards { get; set; } = DefaultUnmintedShards;

    /// <summary>
    /// The share of assets that may be dead letters. A shard with which there are more, of 100 assets or more that the run has made, is not
    /// committed: the run fails, and says why the last of them could not be made.
    /// </summary>
    /// <value>0 to 1; default 0.2.</value>
    public double MaximumDeadShare { get; set; } = DefaultMaximumDeadShare;

    /// <summary>Bytes that are to stay free on the data set's disk: with less, the run waits before it begins a shard until there is room.</summary>
    /// <value>Default 256 MB; 0 does not look.</value>
    public long LeastFreeBytes { get; set; } = DefaultLeastFreeBytes;

    /// <summary>
    /// Time between posts of telemetry: what the node was up, wrote and made, signed by the wallet, in the data set and on its ledger. A run
    /// posts when it begins and when it ends as well. Runs of uploads post nothing.
    /// </summary>
    /// <value>1 minute to 7 days; default 12 hours. 0 posts nothing.</value>
    public TimeSpan TelemetryInterval { get; set; } = DefaultTelemetryInterval;

    /// <summary>
    /// Directory of the registry of first uploads and of the forms of what was uploaded, which several data sets can share, one at a time.
    /// </summary>
    /// <value>Default null: the data set's own.</value>
    public string? RegistryDirectory { get; set; }

    /// <summary>Contents of known sources, which nobody else may bring; not disposed.</summary>
    /// <value>Default null: none are known.</value>
    public IKnownSources? KnownSources { get; set; }

    /// <summary>Receive the committed shards, one after the other; not disposed.</summary>
    /// <value>Default: none.</value>
    public IReadOnlyList<IShardSink> ShardSinks { get; set; } = [];

    /// <summary>Receive the sealed assets before their shard is written, one after the other; not disposed.</summary>
    /// <value>Default: none.</value>
    public IReadOnlyList<IRowSink> RowSinks { get; set; } = [];

    /// <summary>Where messages go.</summary>
    /// <value>Default: nowhere.</value>
    public ILoggerFactory LoggerFactory { get; set; } = NullLoggerFactory.Instance;

    /// <summary>The scope of the meter <c>Piwa.Pipeline</c>: whose measurements its instruments are.</summary>
    /// <value>Default null: everybody's in this process.</value>
    public IMeterFactory? MeterFactory { get; set; }

    /// <summary>The clock.</summary>
    /// <value>Default: the system's.</value>
    public TimeProvider TimeProvider { get; set; } = TimeProvider.System;

    /// <summary>Puts another source of recipes in the preset's place: how tests make assets fail.</summary>
    internal Func<IRecipeSource, IRecipeSource> RecipeSource { get; set; } = preset => preset;

    /// <summary>Opens a device: how tests make one fail.</summary>
    internal Func<string, int, Device> OpenDevice { get; set; } = DeviceCatalog.OpenVerified;

    /// <summary>Told, on the stage's thread, that a stage has worked on an item, and how long: a soak slows one here.</summary>
    internal Action<string, TimeSpan>? Worked { get; set; }

    /// <summary>The meter in its scope; null for the one that all share.</summary>
    internal Meter? CreateMeter() => MeterFactory?.Create(FlowInstruments.MeterName);

    /// <summary>The same on another device.</summary>
    internal PiwaOptions On(string device)
    {
        var copy = (PiwaOptions)MemberwiseClone();
        copy.Device = device;
        return copy;
    }

    /// <summary>Checks all options.</summary>
    /// <param name="faults">Receives a sentence for each value that is out of its range.</param>
    internal void Validate(ICollection<string> faults)
    {
        if (string.IsNullOrWhiteSpace(OutputDirectory))
            faults.Add("OutputDirectory is empty.");
        else if (OutputDirectory.Contains("://", StringComparison.Ordinal))
            faults.Add($"OutputDirectory is '{OutputDirectory}', which is no directory. Make the data set in one, and copy it with: piwa sync DIRECTORY {OutputDirectory}");
        if (string.IsNullOrWhiteSpace(WalletPath))
            faults.Add("WalletPath is empty.");
        if (string.IsNullOrWhiteSpace(Device))
            faults.Add("Device is empty.");
        if (Threads is < 0 or > 1024)
            faults.Add($"Threads is {Threads}; it must be 0 to 1024.");
        if (BatchAssets is < 0 or > LaneOptions.MaxAssetCapacity)
            faults.Add($"BatchAssets is {BatchAssets}; it must be 0 to {LaneOptions.MaxAssetCapacity}.");
        if (BatchCount is < 2 or > 64)
            faults.Add($"BatchCount is {BatchCount}; it must be 2 to 64.");
        if (OracleAddress is not (null or { IsAbsoluteUri: true, Scheme: "http" or "https" }))
            faults.Add($"OracleAddress is '{OracleAddress}'; it must be an http or https address.");
        if (RegistryDirectory is not null && string.IsNullOrWhiteSpace(RegistryDirectory))
            faults.Add("RegistryDirectory is empty.");
        if (OracleSamples is < 0 or > Campaign.MaxShardAssets)
            faults.Add($"OracleSamples is {OracleSamples}; it must be 0 to {Campaign.MaxShardAssets}.");
        if (UnmintedShards is < 1 or > 4096)
            faults.Add($"UnmintedShards is {UnmintedShards}; it must be 1 to 4096.");
        if (!(MaximumDeadShare is >= 0 and <= 1))
            faults.Add($"MaximumDeadShare is {MaximumDeadShare}; it must be 0 to 1.");
        if (ShardSinks is null || ShardSinks.Contains(null!))
            faults.Add("ShardSinks is null, or one of them is.");
        if (RowSinks is null || RowSinks.Contains(null!))
            faults.Add("RowSinks is null, or one of them is.");
        if (TelemetryInterval != TimeSpan.Zero && (TelemetryInterval < LeastTelemetryInterval || TelemetryInterval > MostTelemetryInterval))
            faults.Add($"TelemetryInterval is {TelemetryInterval}; it must be 0, or 1 minute to 7 days.");
        if (LeastFreeBytes < 0)
            faults.Add($"LeastFreeBytes is {LeastFreeBytes}; it must be 0 or more.");
        try
        {
            Campaign.Validate();
        }
        catch (ArgumentException fault)
        {
            faults.Add(fault.Message);
        }
    }

    /// <summary>A copy that nobody changes any more.</summary>
    /// <exception cref="ArgumentException">Options are out of their ranges; the message names all that are.</exception>
    internal PiwaOptions ValidatedCopy()
    {
        List<string> faults = [];
        Validate(faults);
        if (faults.Count > 0)
            throw new ArgumentException(string.Join(" ", faults));

        var copy = (PiwaOptions)MemberwiseClone();
        copy._choosesBatch = BatchAssets == 0;
        if (copy._choosesBatch)
            copy.BatchAssets = (int)Math.Clamp(DefaultBatchBytes / Campaign.ViewBytes, 1, LargestDefaultBatch);
        return copy;
    }

    /// <summary>These options, with batches for a device where their size was not chosen.</summary>
    internal PiwaOptions For(DeviceInfo device)
    {
        if (!_choosesBatch || !device.IsGpu)
            return this;

        var copy = (PiwaOptions)MemberwiseClone();
        copy.BatchAssets = SealStage.Ask(Campaign.LaneOptions(LargestDefaultGpuBatch), Campaign.ImageFormat)
            .LargestBatch(Math.Min(device.MemoryBytes / 2, DefaultGpuBytes));
        return copy;
    }
}
