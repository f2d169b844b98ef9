namespace Piwa.Chain.Provenance;

/// <summary>How a wallet stands with an oracle.</summary>
/// <param name="Wallet">The wallet.</param>
/// <param name="Shards">Approvals: a shard that comes again after the oracle was restarted is sampled anew, and counts again.</param>
/// <param name="Refused">Shards that were refused.</param>
/// <param name="Sampled">Assets that were made again.</param>
/// <param name="Mismatched">Of these, how many came out otherwise.</param>
/// <param name="MismatchedShards">Shards with such an asset since the wallet was last pardoned.</param>
public sealed record WalletStanding(
    string Wallet, long Shards, long Refused, long Sampled, long Mismatched, int MismatchedShards)
{
    /// <summary>The share of samples that came out equal; null if none was taken.</summary>
    public double? Accuracy => Sampled == 0 ? null : 1 - ((double)Mismatched / Sampled);

    internal WalletStanding With(OracleRecord entry) => entry.Shard is null
        ? this with { MismatchedShards = 0 }
        : this with
        {
            Shards = Shards + (entry.IsApproved ? 1 : 0),
            Refused = Refused + (entry.IsApproved ? 0 : 1),
            Sampled = Sampled + entry.Sampled,
            Mismatched = Mismatched + entry.Mismatched,
            MismatchedShards = MismatchedShards + (entry.Mismatched > 0 ? 1 : 0),
        };
}
