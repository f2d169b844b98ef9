using System.Net;
using Piwa.Chain.Keys;
using Piwa.Host.Pages;
using Piwa.Host.Pages.Market;
using Piwa.Kernels.Views;
using Piwa.Pipeline.Labelling;
using Piwa.Pipeline.Uploads;
using Piwa.Tests.Infrastructure;
using Piwa.Tests.Uploads;

namespace Piwa.Tests.Host.Pages.Market;

/// <summary>A market with all its pages: a data set to look at and to label, a queue of uploads, an operator.</summary>
internal sealed class MarketHost : IAsyncDisposable
{
    /// <summary>Assets of the data set.</summary>
    public const int Assets = 4;

    private readonly TemporaryDirectory _home = new();

    private MarketHost()
    {
    }

    public Keypair Operator { get; } = Keypair.Generate();

    public UploadQueue Queue { get; private set; } = null!;

    public LabelBook Labels { get; private set; } = null!;

    public MarketServer Server { get; private set; } = null!;

    public string DatasetDirectory => _home["dataset"];

    /// <summary>Makes the data set and starts the server; the queue stands still.</summary>
    public static async Task<MarketHost> StartAsync()
    {
        var host = new MarketHost();
        await SmallRun.RunAsync(host.DatasetDirectory, Assets, options => options.Campaign = SmallRun.Campaign with
        {
            ImageResolution = 128,
            TargetTriangles = 2000,
            Channels = ViewChannels.Color | ViewChannels.Depth,
        });
        host.Queue = UploadQueue.Open(
            SmallUpload.Pipeline(host._home["uploads"], options => options.Campaign = SmallUpload.Campaign with { ImageResolution = 128 }),
            new UploadQueueOptions { Directory = host._home["queue"], MaximumBytes = 1 << 20 });
        host.Labels = LabelBook.Open(host.DatasetDirectory);
        host.Server = await new MarketServer(
            new MarketServerOptions
            {
                Listen = new IPEndPoint(IPAddress.Loopback, 0),
                Operators = new HashSet<PublicKey> { host.Operator.PublicKey },
                SignInsPerMinute = 10_000,
            },
            [
                new DatasetRoutes(new PageRoutes(host.DatasetDirectory, null, TimeProvider.System, host.Labels)),
                new DatasetRoutes(new PageRoutes(host.Queue.DatasetDirectory, null, TimeProvider.System), "uploaded/"),
                new UploadRoutes(host.Queue),
                new LabelRoutes(host.DatasetDirectory, new LabelDesk(host.Labels), TimeProvider.System),
            ]).StartedAsync();
        return host;
    }

    public async ValueTask DisposeAsync()
    {
        await Server.DisposeAsync();
        await Queue.DisposeAsync();
        Labels.Dispose();
        Operator.Dispose();
        _home.Dispose();
    }
}
