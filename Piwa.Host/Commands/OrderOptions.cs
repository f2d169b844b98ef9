using System.CommandLine;
using Piwa.Pipeline;
using Piwa.Pipeline.Stores;

namespace Piwa.Host.Commands;

/// <summary>Options that say what a fleet makes.</summary>
internal sealed class OrderOptions
{
    private readonly CampaignOptions _campaign = new();

    private readonly Option<int> _shardAssets = new("--shard-assets")
    {
        Description = "Assets in a work unit, which becomes a shard. A node that is killed loses at most those that it is at.",
        DefaultValueFactory = _ => Campaign.DefaultShardAssets,
    };

    private readonly Option<ChainPolicy> _chain = new("--chain")
    {
        Description = "What is to go on the ledger once it is gathered: mint (each asset), anchor (the root of each shard), or both.",
        DefaultValueFactory = _ => ChainPolicy.Mint,
    };

    public void AddTo(Command command)
    {
        _campaign.AddTo(command);
        command.Add(_shardAssets);
        command.Add(_chain);
    }

    /// <summary>What a command line orders, not validated yet.</summary>
    /// <param name="parsed">The command line.</param>
    /// <param name="assets">Assets that it asks for; null if it does not say.</param>
    /// <param name="store">The store, for the message; null where it cannot be opened, which is said elsewhere.</param>
    /// <param name="faults">What is wrong is added here.</param>
    public WorkOrder Read(ParseResult parsed, ulong? assets, IShardStore? store, List<string> faults)
    {
        Campaign campaign = _campaign.Read(parsed, parsed.GetRequiredValue(_shardAssets), faults) with { Chain = parsed.GetRequiredValue(_chain) };
        if (assets.GetValueOrDefault() == 0 && store is not null)
            faults.Add($"--assets must say how many assets the fleet makes, at least 1: there is no work in {store} yet.");
        return new WorkOrder(campaign, assets ?? 0);
    }
}
