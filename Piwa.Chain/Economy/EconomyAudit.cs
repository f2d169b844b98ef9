using Piwa.Chain.Keys;
using Piwa.Chain.Storage;

namespace Piwa.Chain.Economy;

/// <summary>Derives every entry of a ledger of value again, from the entries before it and from counts of shards that come from
/// elsewhere.</summary>
public static class EconomyAudit
{
    /// <summary>The first difference; null if there is none.</summary>
    /// <param name="path">The ledger's file; it may be in use.</param>
    /// <param name="facts">By epoch, from 0, what the shards say. An epoch that was closed and is not here is a difference.</param>
    /// <exception cref="ValueLedgerException">The file is damaged, or its chain of hashes is broken.</exception>
    /// <exception cref="IOException">It cannot be read.</exception>
    public static AuditDifference? FindDifference(string path, IReadOnlyDictionary<long, EpochFacts> facts)
    {
        using ValueLog log = new(FileLogStorage.OpenReadOnly(path), new ValueBalances());
        return FindDifference(log.Entries, facts);
    }

    internal static AuditDifference? FindDifference(IReadOnlyList<ValueEntry> entries, IReadOnlyDictionary<long, EpochFacts> facts)
    {
        ValueBalances balances = new();
        EconomyState state = new(balances);
        foreach (ValueEntry entry in entries)
        {
            long epoch = state.Epoch;
            try
            {
                if (DifferenceOf(entry, epoch, facts) is { } difference)
                    return new AuditDifference(entry, epoch, difference);
                state.Replay(entry);
            }
            catch (Exception error) when (error is EconomyException or WireFormatException)
            {
                return new AuditDifference(entry, epoch, error.Message);
            }

            balances.Apply(entry.Postings);
        }

        return null;
    }

    /// <summary>In what the facts of an epoch's end differ from those of the shards; null of other entries.</summary>
    private static string? DifferenceOf(ValueEntry entry, long epoch, IReadOnlyDictionary<long, EpochFacts> facts)
    {
        if (entry.Cause != ValueCause.Epoch)
            return null;
        if (!facts.TryGetValue(epoch, out EpochFacts? given))
            return $"nothing is given for epoch {epoch}.";
        EpochFacts entered = EpochClosing.Decode(EconomyAction.Of(entry).Payload.Span).Facts;
        if (entered.AssetCount != given.AssetCount)
            return $"the shards have {given.AssetCount} assets, and the ledger {entered.AssetCount}.";
        return DifferenceOf("node", given.Nodes, entered.Nodes, each => each.Node)
            ?? DifferenceOf("uploader", given.Uploads, entered.Uploads, each => each.Wallet)
            ?? DifferenceOf("labeller", given.Labels, entered.Labels, each => each.Wallet);
    }

    private static string? DifferenceOf<T>(string what, IReadOnlyList<T> given, IReadOnlyList<T> entered, Func<T, PublicKey> walletOf)
        where T : struct
    {
        Dictionary<PublicKey, T> ours = given.ToDictionary(walletOf), theirs = entered.ToDictionary(walletOf);
        foreach (PublicKey wallet in ours.Keys.Union(theirs.Keys).Order(WalletOrder.Instance))
        {
            string one = ours.TryGetValue(wallet, out T counted) ? counted.ToString()! : "nothing";
            string other = theirs.TryGetValue(wallet, out T said) ? said.ToString()! : "nothing";
            if (!counted.Equals(said))
                return $"of {what} {wallet} the shards say {one}, and the ledger {other}.";
        }

        return null;
    }
}
