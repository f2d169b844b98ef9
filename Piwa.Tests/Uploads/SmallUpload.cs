using Piwa.Kernels.Views;
using Piwa.Pipeline;
using Piwa.Pipeline.Uploads;
using Piwa.Pipeline.Verification;

namespace Piwa.Tests.Uploads;

/// <summary>Uploads into data sets whose views are small.</summary>
internal static class SmallUpload
{
    public static readonly Campaign Campaign = new()
    {
        Preset = Campaign.Uploads,
        Rig = "ortho6",
        ImageResolution = 64,
        ShardAssets = 4,
        Channels = ViewChannels.Color | ViewChannels.Depth,
    };

    /// <summary>A pipeline that uploads into a directory, by the wallet beside it.</summary>
    public static PiwaPipeline Pipeline(string directory, Action<PiwaOptions>? change = null) => PiwaPipeline.CreateBuilder().Configure(options =>
    {
        options.OutputDirectory = directory;
        options.WalletPath = directory + ".wallet.json";
        options.Campaign = Campaign;
        options.Device = "host";
        options.Threads = 2;
        options.BatchAssets = 2;
        change?.Invoke(options);
    }).Build();

    public static async Task<UploadReport> RunAsync(string directory, string[] files, Action<PiwaOptions>? change = null) =>
        await Pipeline(directory, change).UploadAsync([.. files.Select(file => new UploadFile(file))], null, TestContext.Current.CancellationToken);

    /// <summary>Verifies a data set and makes all of its assets again.</summary>
    public static Task<VerifyReport> VerifyAsync(string directory) => DatasetVerifier.VerifyAsync(
        directory, new VerifyOptions { Device = "host", Samples = 20, SampleSeed = 1 }, null, TestContext.Current.CancellationToken);
}
