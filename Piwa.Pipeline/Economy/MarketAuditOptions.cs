using Piwa.Chain.Hashing;
using Piwa.Chain.Keys;

namespace Piwa.Pipeline.Economy;

/// <summary>What a market is audited against.</summary>
public sealed class MarketAuditOptions
{
    /// <summary>Directory of the market: <c>economy.log</c> and <c>epochs/</c>.</summary>
    /// <value>Must be set.</value>
    public string MarketDirectory { get; set; } = "";

    /// <summary>Data sets and stores of fleets, all that have ever counted: directories, or <c>s3://bucket/prefix</c>.</summary>
    /// <value>Empty by default.</value>
    public IReadOnlyList<string> Sources { get; set; } = [];

    /// <summary>Files of verdicts, see <see cref="EpochCountOptions.VerdictFiles"/>: what was left out is found by them. Those that statements go by
    /// stand in these.</summary>
    /// <value>Empty by default.</value>
    public IReadOnlyList<string> VerdictFiles { get; set; } = [];

    /// <summary>Whose word on shards the auditor takes.</summary>
    /// <value>Empty by default: of those that the statements name.</value>
    public IReadOnlyList<PublicKey> Validators { get; set; } = [];

    /// <summary>The hash of a last entry that was kept before: the ledger must have it still.</summary>
    /// <value>Null by default.</value>
    public Hash256? KnownHash { get; set; }

    /// <summary>Knows the chain.</summary>
    /// <value>Null by default: it is not asked.</value>
    public IPayoutEvidence? Evidence { get; set; }

    internal string LedgerPath => Path.Combine(MarketDirectory, "economy.log");

    internal string StatementsPath => Path.Combine(MarketDirectory, "epochs");
}
