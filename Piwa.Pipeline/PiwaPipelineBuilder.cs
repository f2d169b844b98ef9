using Microsoft.Extensions.Logging;

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
}
