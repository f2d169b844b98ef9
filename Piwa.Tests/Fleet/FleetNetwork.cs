using System.Net;
using Piwa.Chain.Keys;
using Piwa.Host.Serving;
using Piwa.Kernels.Buffers;
using Piwa.Pipeline;
using Piwa.Pipeline.Fleet;
using Piwa.Pipeline.Stores;
using Piwa.Tests.Infrastructure;

namespace Piwa.Tests.Fleet;

/// <summary>A fleet over real HTTP, on a real PostgreSQL: coordinators and nodes in this process.</summary>
internal sealed class FleetNetwork : IAsyncDisposable
{
    public const ulong Assets = 52;
    public const int Units = 7;

    private readonly TemporaryDirectory _home = new();
    private readonly PostgresServer _server;
    private readonly string _schema;
    private readonly List<(FleetCoordinator Coordinator, FleetService Service, FleetServer Server, CancellationTokenSource Stop, Task Commits)> _coordinators = [];
    private readonly List<Keypair> _keys = [];

    public FleetNetwork(PostgresServer server)
    {
        Assert.SkipWhen(server.Missing is not null, server.Missing ?? "");
        _server = server;
        _schema = server.NewSchema();
        Operator = KeypairFile.LoadOrCreate(_home["operator.json"]);
        Store = new DirectoryStore(_home["store"]);
        _keys.Add(Operator);
    }

    public Keypair Operator { get; }

    public FleetRules Rules { get; } = new() { IsOpen = true, LeaseTime = TimeSpan.FromSeconds(3), Samples = 3 };

    /// <summary>Where finished units go; a directory unless it is set. Whoever sets it disposes it.</summary>
    public IShardStore Store { get; set; }

    public bool RelaysUploads { get; set; }

    public string Home => _home.Path;

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    public Keypair NewKey()
    {
        var key = Keypair.Generate();
        _keys.Add(key);
        return key;
    }

    /// <summary>Starts a coordinator; at the same port as one before, if that is given.</summary>
    public async Task<(FleetCoordinator Coordinator, Uri Address)> StartAsync(int port = 0)
    {
        FleetCoordinator coordinator = await FleetCoordinator.OpenAsync(Options(), new WorkOrder(SmallRun.Campaign, Assets), Stop);
        var service = new FleetService(coordinator);
        var server = new FleetServer(service, new IPEndPoint(IPAddress.Loopback, port), null, requestsPerMinute: 100_000, null);
        await server.StartAsync(Stop);
        var stop = new CancellationTokenSource();
        _coordinators.Add((coordinator, service, server, stop, CommitAsync(coordinator, stop.Token)));
        return (coordinator, server.Address);
    }

    public FleetOptions Options() => new()
    {
        Database = _server.Connection,
        Schema = _schema,
        Store = Store,
        Operator = Operator,
        Rules = Rules,
        RelaysUploads = RelaysUploads,
        Scratch = Directory.CreateDirectory(_home["scratch"]).FullName,
    };

    /// <summary>Stops a coordinator, however it stands.</summary>
    public async Task StopAsync(FleetCoordinator coordinator)
    {
        int at = _coordinators.FindIndex(each => each.Coordinator == coordinator);
        (FleetCoordinator _, FleetService service, FleetServer server, CancellationTokenSource stop, Task commits) = _coordinators[at];
        _coordinators.RemoveAt(at);
        await server.DisposeAsync();
        service.Dispose();
        await stop.CancelAsync();
        await commits;
        stop.Dispose();
        await coordinator.DisposeAsync();
    }

    /// <summary>Runs a node until the fleet is done, or it is stopped.</summary>
    public async Task<FleetReport> RunNodeAsync(
        Uri address, string name, Keypair? key = null, Func<IRecipeSource, IRecipeSource>? forge = null, IProgress<RunProgress>? progress = null,
        CancellationTokenSource? stop = null)
    {
        using FleetClient client = await FleetClient.OpenAsync(address, key ?? NewKey(), TimeProvider.System, Stop);
        FleetReport report = await Node(name, forge).WorkForAsync(client, progress, stop?.Token ?? Stop);
        SmallRun.AssertLaw(report.Run.Progress);
        return report;
    }

    public PiwaPipeline Node(string name, Func<IRecipeSource, IRecipeSource>? forge = null) => SmallRun.Pipeline(_home[name], options =>
    {
        options.Threads = 2;
        if (forge is not null)
            options.RecipeSource = forge;
    });

    /// <summary>The set of the fleet is the one that a single machine makes.</summary>
    public async Task AssertSameSetAsync()
    {
        GatherReport gathered = await FleetGatherer.GatherAsync(Store, _home["nodes/dataset"], null, Stop);
        Assert.True(gathered.IsComplete);
        File.Copy(_home["operator.json"], _home["nodes/wallet.json"]);
        await SmallRun.RunAsync(_home["nodes/dataset"], Assets, options => options.TelemetryInterval = TimeSpan.Zero);
        Directory.CreateDirectory(_home["alone"]);
        File.Copy(_home["operator.json"], _home["alone/wallet.json"]);
        await SmallRun.RunAsync(_home["alone/dataset"], Assets, options => options.TelemetryInterval = TimeSpan.Zero);
        Assert.Equal(await DatasetDigest.OfAsync(_home["alone/dataset"]), await DatasetDigest.OfAsync(_home["nodes/dataset"]));
    }

    /// <summary>Each unit is paid for once to whoever made it.</summary>
    public static async Task AssertPaidOnceAsync(FleetCoordinator coordinator)
    {
        IReadOnlyList<FleetCredit> credits = await coordinator.Book.CreditsAsync(Stop);
        Assert.Equal(Enumerable.Range(0, Units).Select(unit => (long)unit), credits.Where(credit => credit.IsMaker).Select(credit => credit.Unit).Order());
        Assert.Equal((long)Assets, credits.Where(credit => credit.IsMaker).Sum(credit => credit.Assets));
        Assert.All(credits.GroupBy(credit => (credit.Unit, credit.Node, credit.IsMaker)), both => Assert.Single(both));
    }

    public async ValueTask DisposeAsync()
    {
        foreach (FleetCoordinator coordinator in _coordinators.Select(each => each.Coordinator).ToArray())
            await StopAsync(coordinator);
        foreach (Keypair key in _keys)
            key.Dispose();
        _home.Dispose();
    }

    private static async Task CommitAsync(FleetCoordinator coordinator, CancellationToken cancellationToken)
    {
        while (!cancellationToken.IsCancellationRequested)
        {
            try
            {
                await coordinator.CommitAsync(cancellationToken);
                await Task.Delay(50, cancellationToken);
            }
            catch (Exception fault) when (fault is FleetDatabaseException or OperationCanceledException)
            {
                await Task.Delay(50, CancellationToken.None);
            }
        }
    }
}
