using System.CommandLine;
using System.Net;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Piwa.Host.Serving;
using Piwa.Host.Terminal;
using Piwa.Pipeline;
using Piwa.Pipeline.Encoding;
using Piwa.Pipeline.Stores;

namespace Piwa.Host.Commands;

/// <summary><c>piwa work</c>: makes a share of a fleet's work.</summary>
internal static class WorkCommand
{
    public static Command Create()
    {
        var store = new Option<string>("--store") { Description = "Directory that all nodes see, or s3://BUCKET/PREFIX: what is made goes there.", Required = true };
        var assets = new Option<ulong?>("--assets", "-n") { Description = "Assets that the whole fleet makes. Who begins says it; the others need not." };
        var partition = new Option<string?>("--partition")
        {
            Description = "The share of this node, index/count, such as 0/4; in an array job of Slurm or an indexed job of Kubernetes its task's, else all.",
        };
        var scratch = new Option<string?>("--scratch") { Description = "Directory of this node alone, for shards on their way. Default: one in the temporary directory." };
        var shardAssets = new Option<int>("--shard-assets")
        {
            Description = "Assets in a work unit, which becomes a shard. A node that is killed loses at most those that it is at.",
            DefaultValueFactory = _ => Campaign.DefaultShardAssets,
        };
        var chain = new Option<ChainPolicy>("--chain")
        {
            Description = "What is to go on the ledger once it is gathered: mint (each asset), anchor (the root of each shard), or both.",
            DefaultValueFactory = _ => ChainPolicy.Mint,
        };
        var wallet = new Option<string?>("--wallet") { Description = "Keypair file of the operator; created when it is not there. The same on all nodes." };
        var quiet = new Option<bool>("--quiet", "-q") { Description = "No progress, only the result." };
        var command = new Command("work", "Makes a share of a fleet's work units and puts them into a store. Units that it has are skipped; see gather.")
        {
            store, assets, partition, scratch,
        };
        Option[] own = [.. command.Options];
        var campaign = new CampaignOptions();
        campaign.AddTo(command);
        command.Add(shardAssets);
        command.Add(chain);
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
            IShardStore? shared = Faults.Gather<IShardStore?>(() => ShardStore.Open(parsed.GetRequiredValue(store)), null, faults);
            using var held = shared as IDisposable;
            WorkPartition share = Faults.Gather(() => parsed.GetValue(partition) is { } text
                ? WorkPartition.Parse(text)
                : WorkPartition.FromEnvironment(Environment.GetEnvironmentVariable) ?? WorkPartition.Whole, WorkPartition.Whole, faults);
            WorkOrder? there = shared is null ? null : await FleetGatherer.FindOrderAsync(shared, token).ConfigureAwait(false);
            bool isDescribed = describing.Any(option => parsed.GetResult(option) is { Implicit: false });
            Campaign asked = there is not null && !isDescribed
                ? there.Campaign
                : campaign.Read(parsed, parsed.GetRequiredValue(shardAssets), faults) with { Chain = parsed.GetRequiredValue(chain) };
            ulong count = parsed.GetValue(assets) ?? there?.Assets ?? 0;
            if (count == 0 && shared is not null)
                faults.Add($"--assets must say how many assets the fleet makes, at least 1: there is no work in {shared} yet.");
            (string deviceId, int threads) = device.Read(parsed);
            IPEndPoint? metrics = Faults.Gather(() => observation.Read(parsed), null, faults);
            Faults.Gather(PiwaPipeline.CreateBuilder().Configure(Configure).Build, null!, faults);
            Faults.Throw(faults);

            OutputMode mode = Output.Choose(parsed.GetValue(quiet), json: false);
            HostApplicationBuilder builder = ServiceHost.CreateBuilder(token);
            builder.Services
                .AddObservation(metrics, address => Output.TellMetrics(mode, address), Environment.GetEnvironmentVariable)
                .AddServiceManager(Environment.GetEnvironmentVariable)
                .AddDisplay(mode)
                .AddWork(new WorkRequest(shared!, count, share), Configure);
            using IHost host = builder.Build();
            await ServiceHost.RunAsync(host).ConfigureAwait(false);
            WorkReport report = host.Services.GetRequiredService<WorkService>().Report;
            return report.Run is { WasCancelled: true } ? ExitCode.Stopped : report.IsDone ? ExitCode.Done : ExitCode.Failed;

            void Configure(PiwaOptions options)
            {
                options.Campaign = asked;
                options.OutputDirectory = parsed.GetValue(scratch) ?? DefaultScratch(shared, share);
                options.Device = deviceId;
                options.Threads = threads;
                options.WalletPath = parsed.GetValue(wallet) ?? options.WalletPath;
            }
        }));
        return command;
    }

    /// <summary>By store and share: a task that is started again on the same node finds what it left.</summary>
    private static string DefaultScratch(IShardStore? store, WorkPartition share) => Path.Combine(
        Path.GetTempPath(), $"piwa-work-{Blake3.Hash(System.Text.Encoding.UTF8.GetBytes(PlaceOf(store))).ToString()[..12]}-{share.Index}-{share.Count}");

    private static string PlaceOf(IShardStore? store) => store is S3Store remote ? $"{remote} {remote.Endpoint}" : $"{store}";
}
