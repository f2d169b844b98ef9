using Piwa.Chain.Economy;
using Piwa.Chain.Keys;
using Piwa.Pipeline.Fleet;

namespace Piwa.Pipeline.Economy;

/// <summary>Tells a fleet what is staked with its nodes, as a ledger of value has it: work is handed out by that.</summary>
/// <remarks>
/// <para>
/// The stakes that count are those of now, and not those of the epoch's begin: RNP-011's one sanction is that stakers leave a bad node, and
/// that is to be felt at once. Only nodes that are in the fleet are told of; a stake lets nobody in.
/// </para>
/// <para>The ledger is read, and never written; it may be in use. Not thread-safe.</para>
/// </remarks>
public sealed class StakeFeed
{
    /// <summary>How often a fleet is told, unless its ledger has not changed and nobody has come.</summary>
    public static readonly TimeSpan Interval = TimeSpan.FromMinutes(1);

    private readonly string _path;
    private long _length = -1;
    private IReadOnlyDictionary<PublicKey, Amount> _stakes = new Dictionary<PublicKey, Amount>();

    /// <summary>Creates a feed. Nothing is read yet.</summary>
    /// <param name="path">The ledger of value, or the directory of the market that has it.</param>
    public StakeFeed(string path)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        _path = Directory.Exists(path) ? Path.Combine(path, "economy.log") : path;
    }

    /// <summary>Tells a fleet of what has changed.</summary>
    /// <param name="fleet">Its coordinator.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>Nodes whose stake is another now.</returns>
    /// <exception cref="ValueLedgerException">The ledger is damaged, or was changed.</exception>
    /// <exception cref="IOException">It cannot be read, or the fleet's database is away. The fleet keeps the stakes that it has.</exception>
    public async Task<int> ApplyAsync(FleetCoordinator fleet, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(fleet);

        // It only grows: as long as it is, it says the same.
        long length = new FileInfo(_path).Length;
        if (length != _length)
        {
            _stakes = EconomyReading.Read(_path).Stakes();
            _length = length;
        }

        int changed = 0;
        FleetStatus status = await fleet.StatusAsync(cancellationToken).ConfigureAwait(false);
        Dictionary<PublicKey, FleetNodeStatus> nodes = status.Nodes.ToDictionary(node => PublicKey.Parse(node.Wallet));
        foreach (PublicKey staked in _stakes.Keys.Where(node => !nodes.ContainsKey(node)))
        {
            // A status tells of those that have made most; a node that is new may have a stake all the same.
            if (await fleet.FindNodeAsync(staked, cancellationToken).ConfigureAwait(false) is { } node)
                nodes.Add(staked, node);
        }

        foreach ((PublicKey wallet, FleetNodeStatus node) in nodes)
        {
            long stake = _stakes.GetValueOrDefault(wallet).Units;
            if (stake == node.Stake)
                continue;
            await fleet.AllowAsync(wallet, new NodeChange(Stake: stake), cancellationToken).ConfigureAwait(false);
            changed++;
        }

        return changed;
    }
}
