using Piwa.Chain.Hashing;
using Piwa.Chain.Keys;
using Piwa.Chain.Provenance;

namespace Piwa.Pipeline.Fleet;

/// <content>What it tells of its fleet's past.</content>
public sealed partial class FleetCoordinator
{
    /// <summary>What has happened in the fleet, what was last first: nodes that joined, strikes, quarrels, what the operator has said.</summary>
    /// <param name="most">Of how much to tell, at least 1.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="FleetDatabaseException">The database is away.</exception>
    public Task<IReadOnlyList<FleetEvent>> EventsAsync(int most, CancellationToken cancellationToken = default)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(most, 1);
        return _book.EventsAsync(most, cancellationToken);
    }

    /// <summary>The fleet's strikes as verdicts that the operator has signed, what was last first: for a market, which punishes who was caught.</summary>
    /// <remarks>What a node said of its shard was not kept, so rows, root and samples are 0. Strikes that were pardoned are left out.</remarks>
    /// <param name="most">Of how many to tell, at least 1.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="FleetDatabaseException">The database is away.</exception>
    public async Task<IReadOnlyList<SignedShardVerdict>> VerdictsAsync(int most, CancellationToken cancellationToken = default)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(most, 1);
        List<SignedShardVerdict> verdicts = [];
        foreach (FleetStrike strike in await _book.StrikesAsync(most, cancellationToken).ConfigureAwait(false))
        {
            var verdict = new ShardVerdict
            {
                Validator = Address,
                Node = strike.Node,
                Campaign = new Hash256(_units.CampaignHash.Bytes),
                FirstAsset = Order.UnitAt((ulong)strike.Unit).FirstAsset,
                Finding = ShardFinding.Caught,
                At = DateTimeOffset.FromUnixTimeMilliseconds(strike.At.ToUnixTimeMilliseconds()),
            };
            verdicts.Add(await SignedShardVerdict.SignAsync(verdict, _options.Operator!, cancellationToken).ConfigureAwait(false));
        }

        return verdicts;
    }

    /// <summary>Where a node stands.</summary>
    /// <param name="node">The node's wallet.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>Where it stands; null if the node is not known.</returns>
    /// <exception cref="FleetDatabaseException">The database is away.</exception>
    public Task<FleetNodeStatus?> FindNodeAsync(PublicKey node, CancellationToken cancellationToken = default) => _book.FindNodeAsync(node, cancellationToken);

    /// <summary>What the fleet has found of a node's work, signed by the operator.</summary>
    /// <param name="node">The node's wallet.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>The record; null if the node is not known.</returns>
    /// <exception cref="FleetDatabaseException">The database is away.</exception>
    public async Task<SignedValidationRecord?> FindRecordAsync(PublicKey node, CancellationToken cancellationToken = default)
    {
        if (await _book.FindNodeAsync(node, cancellationToken).ConfigureAwait(false) is not { } status)
            return null;
        var record = new ValidationRecord
        {
            Operator = Address,
            Node = node,
            Since = status.Joined,
            At = Clock.GetUtcNow(),
            Units = status.Units,
            Assets = status.Assets,
            Sampled = status.Sampled,
            Equal = status.Equal,
            Checks = status.Checks,
            Lapsed = status.Lapsed,
            Strikes = status.Strikes,
            Barred = status.Barred,
        };
        return await SignedValidationRecord.SignAsync(record, _options.Operator!, cancellationToken).ConfigureAwait(false);
    }
}
