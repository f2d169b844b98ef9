using System.CommandLine;
using System.Net;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Piwa.Chain.Keys;
using Piwa.Host.Serving;
using Piwa.Host.Terminal;
using Piwa.Pipeline;
using Piwa.Pipeline.Encoding;
using Piwa.Pipeline.Fleet;
using Piwa.Pipeline.Stores;

namespace Piwa.Host.Commands;

/// <summary><c>piwa work</c>: makes a share of a fleet's work, or what a coordinator gives.</summary>
internal static class WorkCommand
{
    public static Command Create()
    {
        var store = new Option<string?>("--store") { Description = "Directory that all nodes see, or s3://BUCKET/PREFIX: what is made goes there." };
        Option<string> coordinator = FleetCommand.CoordinatorOption(isRequired: false);
        var assets = new Option<ulong?>("--assets", "-n") { Description = "Assets that the whole fleet makes. Who begins says it; the others need not." };
        var partition = new Option<string?>("--partition")
        {
            Description = "The share of this node, index/count, such as 0/4; in an array job of Slurm or an indexed job of Kubernetes its task's, else all.",
        };
        var scratch = new Option<string?>("--scratch") { Description = "Directory of this node alone, for shards on their way. Default: one in the temporary directory." };
        var wallet = new Option<string?>("--wallet")
        {
            Description = "Keypair file; created when it is not there. With --store the operator's, the same on all nodes; with --coordinator the node's own.",
        };
        var quiet = new Option<bool>("--quiet", "-q") { Description = "No progress, only the result." };
        var command = new Command(
            "work", "Makes a share of a fleet's work units and puts them into a store (see gather), or works for a coordinator (see coordinator).")
        {
            store, coordinator, assets, partition, scratch,
        };
        Option[] own = [.. command.Options];
        var order = new OrderOptions();
        order.AddTo(command);
        Option[] describing = [.. command.Options.Except(own)];
        var device = new DeviceOptions();
        var observation = new ObservationOptions();
        device.AddTo(command);
        observation.AddTo(command);
        command.Add(wallet);
        command.Add(quiet);
        command.SetAction((parsed, _) => Errors.GuardAsync(async token =>
        {
            List<string> faults = [];
            Uri? address = Faults.Gather(() => FleetCommand.Read(parsed.GetValue(coordinator)), null, faults);
            if (parsed.GetValue(store) is null == parsed.GetValue(coordinator) is null)
                faults.Add("Give either --store, a directory that all nodes see, or --coordinator, an address.");
            if (parsed.GetValue(coordinator) is not null)
                faults.AddRange(describing.Append(assets).Append(partition).Where(IsGiven).Select(option => $"{option.Name} is the coordinator's to say."));
            (string deviceId, int threads) = device.Read(parsed);
            IPEndPoint? metrics = Faults.Gather(() => observation.Read(parsed), null, faults);
            if (address is not null)
            {
                Faults.Throw(faults);
                return await WorkForAsync(address, metrics, token).ConfigureAwait(false);
            }

            IShardStore? shared = Faults.Gather(() => parsed.GetValue(store) is { } place ? ShardStore.Open(place) : null, null, faults);
            using var held = shared as IDisposable;
            WorkPartition share = Faults.Gather(() => parsed.GetValue(partition) is { } text
                ? WorkPartition.Parse(text)
                : WorkPartition.FromEnvironment(Environment.GetEnvironmentVariable) ?? WorkPartition.Whole, WorkPartition.Whole, faults);
            WorkOrder? there = shared is null ? null : await FleetGatherer.FindOrderAsync(shared, token).ConfigureAwait(false);
            WorkOrder asked = there is not null && !describing.Any(IsGiven)
                ? there with { Assets = parsed.GetValue(assets) ?? there.Assets }
                : order.Read(parsed, parsed.GetValue(assets) ?? there?.Assets, shared, faults);
            Action<PiwaOptions> configure = Configure(asked.Campaign, DefaultScratch($"{PlaceOf(shared)}\n{share}"));
            Faults.Gather(PiwaPipeline.CreateBuilder().Configure(configure).Build, null!, faults);
            Faults.Throw(faults);
            HostApplicationBuilder builder = Begin(metrics, token);
            builder.Services.AddWork<WorkService>(configure).AddSingleton(new WorkRequest(shared!, asked.Assets, share));
            using IHost host = builder.Build();
            await ServiceHost.RunAsync(host).ConfigureAwait(false);
            WorkReport report = host.Services.GetRequiredService<WorkService>().Report;
            return ExitOf(report);

            bool IsGiven(Option option) => parsed.GetResult(option) is { Implicit: false };

            HostApplicationBuilder Begin(IPEndPoint? metrics, CancellationToken cancellationToken)
            {
                OutputMode mode = Output.Choose(parsed.GetValue(quiet), json: false);
                HostApplicationBuilder builder = ServiceHost.CreateBuilder(cancellationToken);
                builder.Services
                    .AddObservation(metrics, address => Output.TellMetrics(mode, address), Environment.GetEnvironmentVariable)
                    .AddServiceManager(Environment.GetEnvironmentVariable)
                    .AddDisplay(mode);
                return builder;
            }

            Action<PiwaOptions> Configure(Campaign campaign, string defaultScratch) => options =>
            {
                options.Campaign = campaign;
                options.OutputDirectory = parsed.GetValue(scratch) ?? defaultScratch;
                options.Device = deviceId;
                options.Threads = threads;
                options.WalletPath = parsed.GetValue(wallet) ?? options.WalletPath;
            };

            async Task<int> WorkForAsync(Uri address, IPEndPoint? metrics, CancellationToken cancellationToken)
            {
                using Keypair key = OperatorKey.Open(parsed.GetValue(wallet));
                using FleetClient fleet = await FleetClient.OpenAsync(address, key, TimeProvider.System, cancellationToken).ConfigureAwait(false);
                HostApplicationBuilder builder = Begin(metrics, cancellationToken);
                builder.Services.AddWork<FleetWorkService>(Configure(fleet.Order.Campaign, DefaultScratch($"{fleet.Address}\n{key.PublicKey}"))).AddSingleton(fleet);
                using IHost host = builder.Build();
                await ServiceHost.RunAsync(host).ConfigureAwait(false);
                return host.Services.GetRequiredService<FleetWorkService>().Report.Run.WasCancelled ? ExitCode.Stopped : ExitCode.Done;
            }
        }));
        return command;
    }

    /// <summary>What a caller is told of a share. It may be done though it was asked to stop: all of it was under way then.</summary>
    internal static int ExitOf(WorkReport report) =>
        report.IsDone ? ExitCode.Done : report.Run is { WasCancelled: true } ? ExitCode.Stopped : ExitCode.Failed;

    /// <summary>By what is worked for: a task that is started again on the same node finds what it left.</summary>
    private static string DefaultScratch(string what) =>
        Path.Combine(Path.GetTempPath(), $"piwa-work-{Blake3.Hash(System.Text.Encoding.UTF8.GetBytes(what)).ToString()[..16]}");

    private static string PlaceOf(IShardStore? store) => store is S3Store remote ? $"{remote} {remote.Endpoint}" : $"{store}";
}
