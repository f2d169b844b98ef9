using Microsoft.Extensions.Logging;
using Piwa.Kernels.Recipes;
using Piwa.Pipeline.Sinks;

namespace Piwa.Pipeline;

/// <summary>Puts a pipeline together. Nothing is opened before the pipeline runs.</summary>
public sealed class PiwaPipelineBuilder
{
    private readonly PiwaOptions _options = new();

    internal PiwaPipelineBuilder()
    {
    }

    /// <summary>Sets the data set's directory.</summary>
    public PiwaPipelineBuilder WriteTo(string directory) => Configure(options => options.OutputDirectory = directory);

    /// <summary>Sets the distribution of recipes and the seed of all randomness.</summary>
    /// <param name="name">A preset's name: <c>piwa</c>, <c>zeroverse</c>.</param>
    /// <param name="seed">Seed of the campaign.</param>
    public PiwaPipelineBuilder UsePreset(string name, ulong seed = 1) =>
        Configure(options => options.Campaign = options.Campaign with { Preset = name, Seed = seed });

    /// <summary>Sets a distribution of recipes of one's own, and registers it in this process; see <see cref="Preset.Register"/>.</summary>
    /// <param name="preset">The preset, see <see cref="Preset.Create"/>.</param>
    /// <param name="seed">Seed of the campaign.</param>
    /// <exception cref="ArgumentException">Another preset has that name.</exception>
    public PiwaPipelineBuilder UseOwnPreset(Preset preset, ulong seed = 1)
    {
        ArgumentNullException.ThrowIfNull(preset);
        Preset.Register(preset);
        return UsePreset(preset.Name, seed);
    }

    /// <summary>Sets the cameras.</summary>
    /// <param name="name">A rig's name: <c>objaverse12</c>, <c>lrm32</c>.</param>
    /// <param name="resolution">Pixels along a side of a view: a multiple of 16, 64 to 1,024.</param>
    public PiwaPipelineBuilder UseRig(string name, int resolution = 256) =>
        Configure(options => options.Campaign = options.Campaign with { Rig = name, ImageResolution = resolution });

    /// <summary>Sets the device.</summary>
    /// <param name="id">An id of <see cref="Kernels.Devices.DeviceCatalog.List"/>, or <c>auto</c>.</param>
    public PiwaPipelineBuilder UseDevice(string id) => Configure(options => options.Device = id);

    /// <summary>Sets the operator's keypair file.</summary>
    public PiwaPipelineBuilder UseWallet(string path) => Configure(options => options.WalletPath = path);

    /// <summary>Sets where messages go.</summary>
    public PiwaPipelineBuilder UseLogging(ILoggerFactory factory) => Configure(options => options.LoggerFactory = factory);

    /// <summary>Adds a receiver of committed shards.</summary>
    public PiwaPipelineBuilder SendShardsTo(IShardSink sink) => Configure(options => options.ShardSinks = [.. options.ShardSinks, sink]);

    /// <summary>Adds a receiver of sealed assets.</summary>
    public PiwaPipelineBuilder SendRowsTo(IRowSink sink) => Configure(options => options.RowSinks = [.. options.RowSinks, sink]);

    /// <summary>Changes any option.</summary>
    public PiwaPipelineBuilder Configure(Action<PiwaOptions> change)
    {
        ArgumentNullException.ThrowIfNull(change);
        change(_options);
        return this;
    }

    /// <summary>Checks all options and makes the pipeline.</summary>
    /// <exception cref="ArgumentException">Options are out of their ranges; the message names all that are.</exception>
    public PiwaPipeline Build() => new(_options.ValidatedCopy());

    /// <summary>Checks all options and makes a generator of assets in memory; what is said of files, wallet and ledger does not count.</summary>
    /// <param name="viewCount">Views of an asset, for recipes of one's own; 0: as many as the rig has cameras.</param>
    /// <exception cref="ArgumentException">Options are out of their ranges; the message names all that are.</exception>
    /// <exception cref="InvalidOperationException">The campaign is one of uploads: what they are made from lies in a data set.</exception>
    public AssetGenerator BuildGenerator(int viewCount = 0) => new(_options.ValidatedCopy(), viewCount);
}
