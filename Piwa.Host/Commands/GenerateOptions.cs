using System.CommandLine;
using System.Net;
using Piwa.Host.Serving;
using Piwa.Pipeline;

namespace Piwa.Host.Commands;

/// <summary>Options of <c>piwa generate</c> that say what is made and how; all of them are settings.</summary>
internal sealed class GenerateOptions
{
    private const long BytesOfMegabyte = 1_000_000;

    private readonly Option<ulong> _assets = new("--assets", "-n")
    {
        Description = "Assets that the data set is to have.",
        DefaultValueFactory = _ => 200,
    };

    private readonly Option<string> _directory = new("--out", "-o")
    {
        Description = "Directory of the data set.",
        DefaultValueFactory = _ => "dataset",
    };

    private readonly Option<int> _shardAssets = new("--shard-assets")
    {
        Description = "Assets in a shard. A run that is stopped loses at most the shard it is at.",
        DefaultValueFactory = _ => Campaign.DefaultShardAssets,
    };

    private readonly Option<ChainPolicy> _chain = new("--chain")
    {
        Description = "What goes on the ledger: mint (each asset, as a compressed NFT), anchor (the root of each shard, which proves its "
            + "assets; see promote), or both.",
        DefaultValueFactory = _ => ChainPolicy.Mint,
    };

    private readonly Option<int> _oracleSamples = new("--oracle-samples")
    {
        Description = "Assets of each shard that the data set's own oracle makes again before it signs for them.",
        DefaultValueFactory = _ => 1,
    };

    private readonly Option<int> _batch = new("--batch")
    {
        Description = "Assets in a batch; 0 chooses by the device and the size of the views.",
        DefaultValueFactory = _ => 0,
    };

    private readonly Option<string?> _wallet = new("--wallet")
    {
        Description = "Keypair file of the operator; created when it is not there.",
    };

    private readonly Option<int> _unmintedShards = new("--unminted-shards")
    {
        Description = "Committed shards that may wait for the oracle and the ledger while these are away; with so many the run holds "
            + "still.",
        DefaultValueFactory = _ => PiwaOptions.DefaultUnmintedShards,
    };

    private readonly Option<double> _deadShare = new("--max-dead-share")
    {
        Description = "The share of assets that may be dead letters; with more the run fails.",
        DefaultValueFactory = _ => PiwaOptions.DefaultMaximumDeadShare,
    };

    private readonly Option<long> _freeDisk = new("--min-free-disk")
    {
        Description = "MB that are to stay free on the disk; with less the run waits for room. 0 does not look.",
        DefaultValueFactory = _ => PiwaOptions.DefaultLeastFreeBytes / BytesOfMegabyte,
    };

    private readonly Option<int> _telemetry = new("--telemetry-hours")
    {
        Description = "Hours between posts of telemetry, signed and put on the ledger, 1 to 168; 0 posts nothing.",
        DefaultValueFactory = _ => (int)PiwaOptions.DefaultTelemetryInterval.TotalHours,
    };

    private readonly CampaignOptions _campaign = new();
    private readonly OracleOption _oracle = new();
    private readonly DeviceOptions _device = new();
    private readonly ObservationOptions _observation = new();

    /// <summary>The web page beside the run.</summary>
    public PageArguments Page { get; } = new(new Option<string?>("--page")
    {
        Description = $"Show the run and the data set as a web page while it runs, at this address or {PageArguments.Default}.",
        Arity = ArgumentArity.ZeroOrOne,
    });

    public void AddTo(Command command)
    {
        command.Add(_assets);
        command.Add(_directory);
        _campaign.AddTo(command);
        command.Add(_shardAssets);
        command.Add(_chain);
        _oracle.AddTo(command);
        command.Add(_oracleSamples);
        _device.AddTo(command);
        _observation.AddTo(command);
        command.Add(_batch);
        command.Add(_wallet);
        command.Add(_unmintedShards);
        command.Add(_deadShare);
        command.Add(_freeDisk);
        command.Add(_telemetry);
        Page.AddTo(command);
    }

    /// <summary>Reads them.</summary>
    /// <param name="parsed">The command line.</param>
    /// <param name="faults">What is wrong is added here; if there is anything, what is returned is not for use.</param>
    /// <returns>What is asked for; what sets how it is made; and where metrics are served, null for nowhere.</returns>
    public (RunRequest Request, Action<PiwaOptions> Configure, IPEndPoint? Metrics) Read(ParseResult parsed, List<string> faults)
    {
        RunRequest request = new(parsed.GetRequiredValue(_assets), parsed.GetRequiredValue(_directory), parsed.GetRequiredValue(_chain));
        if (request.Assets == 0)
            faults.Add("--assets is 0; it must be at least 1.");

        (string deviceId, int threads) = _device.Read(parsed);
        Campaign campaign = _campaign.Read(parsed, parsed.GetRequiredValue(_shardAssets), faults) with { Chain = request.Chain };
        Uri? oracle = Faults.Gather(() => _oracle.Read(parsed), null, faults);
        IPEndPoint? metrics = Faults.Gather(() => _observation.Read(parsed), null, faults);
        Faults.Gather(() => Page.Asks(parsed) ? Page.Read(parsed) : null, null, faults);
        Faults.Gather(PiwaPipeline.CreateBuilder().Configure(Configure).Build, null!, faults);
        return (request, Configure, metrics);

        void Configure(PiwaOptions options)
        {
            options.OutputDirectory = request.Directory;
            options.Campaign = campaign;
            options.Device = deviceId;
            options.Threads = threads;
            options.BatchAssets = parsed.GetRequiredValue(_batch);
            options.OracleAddress = oracle;
            options.OracleSamples = parsed.GetRequiredValue(_oracleSamples);
            options.UnmintedShards = parsed.GetRequiredValue(_unmintedShards);
            options.MaximumDeadShare = parsed.GetRequiredValue(_deadShare);
            options.LeastFreeBytes = parsed.GetRequiredValue(_freeDisk) * BytesOfMegabyte;
            options.TelemetryInterval = TimeSpan.FromHours(parsed.GetRequiredValue(_telemetry));
            options.WalletPath = parsed.GetValue(_wallet) ?? options.WalletPath;
        }
    }
}
