using System.CommandLine;
using System.Net;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Piwa.Chain.Keys;
using Piwa.Host.Configuration;
using Piwa.Host.Observability;
using Piwa.Host.Pages.Fleet;
using Piwa.Host.Serving;
using Piwa.Host.Terminal;
using Piwa.Pipeline.Economy;
using Piwa.Pipeline.Fleet;
using Piwa.Pipeline.Stores;

namespace Piwa.Host.Commands;

/// <summary><c>piwa coordinator</c>: gives work to nodes that need not trust each other.</summary>
internal static class CoordinatorCommand
{
    private static readonly IPEndPoint DefaultListen = new(IPAddress.Loopback, 8930);

    public static Command Create()
    {
        var store = new Option<string>("--store") { Description = "Where finished units go: a directory, or s3://BUCKET/PREFIX.", Required = true };
        var assets = new Option<ulong?>("--assets", "-n") { Description = "Assets that the fleet makes; needed once, with the options of the campaign." };
        var database = new Option<string?>("--database")
        {
            Description = $"How PostgreSQL is reached, such as 'Host=localhost;Username=piwa;Database=piwa'. Better in {EnvironmentSource.Database}: others see a command line.",
        };
        var schema = new Option<string>("--schema") { Description = "Schema of the tables; made when it is not there.", DefaultValueFactory = _ => new FleetOptions().Schema };
        var listen = new Option<string>("--listen")
        {
            Description = "Address, with or without a port, to listen at. Nothing but loopback is reached from elsewhere.",
            DefaultValueFactory = _ => DefaultListen.ToString(),
        };
        var certificate = new Option<string?>("--certificate") { Description = "Certificate chain in PEM: serves HTTPS." };
        var certificateKey = new Option<string?>("--certificate-key") { Description = "Its private key in PEM." };
        var scratch = new Option<string?>("--scratch") { Description = "Directory for shards on their way to the store. Default: the temporary directory." };
        var relay = new Option<bool>("--relay")
        {
            Description = "Shards go through the coordinator also where the store is a bucket; else nodes put them there, at addresses that are signed for one object each.",
        };
        var publicEndpoint = new Option<string?>("--public-endpoint") { Description = "Where nodes reach the bucket's server, if not where the coordinator does." };
        var untilDone = new Option<bool>("--until-done") { Description = "Ends when all units are in the store." };
        var requests = new Option<int>("--requests-per-minute") { Description = "Requests of one address in a minute; more are turned away.", DefaultValueFactory = _ => 6000 };
        var economy = new Option<string?>("--economy") { Description = "A ledger of value, or the directory of a market: work is handed out by the stakes that stand there, read every minute." };
        var rules = new FleetRuleOptions();
        var wallet = new Option<string?>("--wallet") { Description = "Keypair file of the operator; created when it is not there. The same for all coordinators of a fleet." };
        var command = new Command("coordinator", "Gives work units to nodes of strangers, has them check each other, and puts what they agree on into a store.")
        {
            store, assets, database, schema, listen, certificate, certificateKey, scratch, relay, publicEndpoint, untilDone, requests, economy,
        };
        rules.AddTo(command);
        var observation = new ObservationOptions();
        observation.AddTo(command);
        var page = new PageArguments(new Option<string?>("--page")
        {
            Description = $"Show the fleet as a web page, at this address or {PageArguments.Default}.",
            Arity = ArgumentArity.ZeroOrOne,
        });
        page.AddTo(command);
        Option[] own = [.. command.Options];
        var order = new OrderOptions();
        order.AddTo(command);
        Option[] describing = [.. command.Options.Except(own)];
        command.Add(wallet);
        command.SetAction((parsed, _) => Errors.GuardAsync(async token =>
        {
            List<string> faults = [];
            IShardStore? shared = Faults.Gather(
                () => ShardStore.Open(parsed.GetRequiredValue(store), new S3StoreOptions { PublicEndpoint = parsed.GetValue(publicEndpoint) }), null!, faults);
            using var held = shared as IDisposable;
            WorkOrder? there = shared is null ? null : await FleetGatherer.FindOrderAsync(shared, token).ConfigureAwait(false);
            bool isDescribed = parsed.GetValue(assets) is not null || describing.Any(option => parsed.GetResult(option) is { Implicit: false });
            WorkOrder? asked = there is not null && !isDescribed ? null : order.Read(parsed, parsed.GetValue(assets) ?? there?.Assets, shared, faults);
            IPEndPoint endPoint = Faults.Gather(() => ListenAddress.Parse("--listen", parsed.GetRequiredValue(listen), DefaultListen), DefaultListen, faults);
            IPEndPoint? metrics = Faults.Gather(() => observation.Read(parsed), null, faults);
            Faults.Gather(() => page.Asks(parsed) ? page.Read(parsed) : null, null, faults);
            string? connection = parsed.GetValue(database) ?? Environment.GetEnvironmentVariable(EnvironmentSource.Database);
            if (string.IsNullOrWhiteSpace(connection))
                faults.Add($"{EnvironmentSource.Database} or --database must say how PostgreSQL is reached, such as 'Host=localhost;Username=piwa;Database=piwa'.");
            int rate = parsed.GetRequiredValue(requests);
            if (rate < 1)
                faults.Add($"--requests-per-minute is {rate}; it must be at least 1.");
            FleetRules fleetRules = rules.Read(parsed);
            Faults.Gather(() => { fleetRules.Validate(); return true; }, false, faults);
            using ServerCertificate? tls = Faults.Gather(
                () => ServerCertificate.Read(parsed.GetValue(certificate), parsed.GetValue(certificateKey)), null, faults);
            Faults.Throw(faults);

            using Keypair key = OperatorKey.Open(parsed.GetValue(wallet));
            var options = new FleetOptions
            {
                Database = connection!,
                Schema = parsed.GetRequiredValue(schema),
                Store = shared,
                Operator = key,
                Scratch = parsed.GetValue(scratch) ?? Path.GetTempPath(),
                RelaysUploads = parsed.GetValue(relay),
                Rules = fleetRules,
            };
            Directory.CreateDirectory(options.Scratch);
            FleetCoordinator coordinator = await FleetCoordinator.OpenAsync(options, asked, token).ConfigureAwait(false);
            await using (coordinator.ConfigureAwait(false))
            {
                var request = new ServeRequest(endPoint, tls, rate, metrics, parsed.GetValue(untilDone), page.Asks(parsed) ? AddPage : null, parsed.GetValue(economy) is { } ledger ? new StakeFeed(ledger) : null);
                return await ServeAsync(coordinator, request, shared!, token).ConfigureAwait(false);
            }

            void AddPage(IServiceCollection services, FleetCoordinator shown, Func<Uri?> address) => page.AddTo(
                services, parsed, shown, new FleetAbout(shown.Order, shown.Address.ToString(), $"{shared}", address), Console.WriteLine);
        }));
        return command;
    }

    private sealed record ServeRequest(
        IPEndPoint Listen, ServerCertificate? Certificate, int RequestsPerMinute, IPEndPoint? Metrics, bool EndsWhenDone,
        Action<IServiceCollection, FleetCoordinator, Func<Uri?>>? AddPage, StakeFeed? Stakes);

    private static async Task<int> ServeAsync(FleetCoordinator coordinator, ServeRequest request, IShardStore store, CancellationToken cancellationToken)
    {
        using var service = new FleetService(coordinator);
        Uri? reached = null;
        HostApplicationBuilder builder = ServiceHost.CreateBuilder(cancellationToken);
        builder.Services
            .AddSingleton(_ => new CoordinatorHealth(TimeProvider.System))
            .AddObservation<CoordinatorHealth>(
                request.Metrics, address => Console.WriteLine($"metrics      {address}metrics"), Environment.GetEnvironmentVariable)
            .AddHostedService(_ => new FleetServer(service, request.Listen, request.Certificate, request.RequestsPerMinute, Tell));
        if (request.Stakes is { } stakes)
            builder.Services.AddHostedService(_ => new FleetStakes(stakes, coordinator, Console.WriteLine, TimeProvider.System));
        request.AddPage?.Invoke(builder.Services, coordinator, () => reached);
        builder.Services
            .AddSingleton(provider => new FleetCommits(
                coordinator, request.EndsWhenDone, provider.GetRequiredService<CoordinatorHealth>(), Console.WriteLine,
                provider.GetRequiredService<IHostApplicationLifetime>(), TimeProvider.System))
            .AddHostedService(provider => provider.GetRequiredService<FleetCommits>());
        using IHost host = builder.Build();
        FleetCommits commits = host.Services.GetRequiredService<FleetCommits>();
        await ServiceHost.RunAsync(host).ConfigureAwait(false);
        Console.WriteLine(commits.IsDone
            ? $"Done.  {Self.Command} gather --store {store} --out dataset"
            : "Stopped. The same command goes on.");
        return request.EndsWhenDone && !commits.IsDone ? ExitCode.Stopped : ExitCode.Done;

        void Tell(Uri address)
        {
            reached = address;
            Console.WriteLine($"""
                coordinator  {address.OriginalString.TrimEnd('/')}
                operator     {coordinator.Address}
                store        {store}: {coordinator.Order.Assets} assets in {coordinator.Order.Units} units

                  piwa work --coordinator {address.OriginalString.TrimEnd('/')}
                  piwa fleet status --coordinator {address.OriginalString.TrimEnd('/')}

                Ctrl+C stops.
                """);
        }
    }
}
