using Piwa.Chain.Hashing;
using Piwa.Chain.Keys;
using Piwa.Pipeline.Encoding;

namespace Piwa.Pipeline.Economy;

/// <summary>What came of an audit.</summary>
public sealed record MarketAuditReport
{
    /// <summary>The first thing that is not as it has to be; null if there is none.</summary>
    public string? Difference { get; init; }

    /// <summary>Entries of the ledger of value, each derived again.</summary>
    public long Entries { get; init; }

    /// <summary>The hash of the last entry: whoever keeps it sees next time whether anything up to it was changed.</summary>
    public Hash256 LastHash { get; init; }

    /// <summary>Epochs that are closed.</summary>
    public long Epochs { get; init; }

    /// <summary>The hash of the last statement.</summary>
    public ContentHash LastStatement { get; init; }

    /// <summary>Shards that statements count, each found in a data set, with the signatures of its node and of a validator.</summary>
    public long Shards { get; init; }

    /// <summary>Of these, shards that were validated in an earlier epoch than the one that counts them: their data set came late.</summary>
    public long Late { get; init; }

    /// <summary>Shards that fell away as gone, and that a data set has.</summary>
    public long Returned { get; init; }

    /// <summary>Whose word on shards the statements go by.</summary>
    public IReadOnlyList<PublicKey> Validators { get; init; } = [];

    /// <summary>What was asked about payments on the chain; null if nothing was.</summary>
    public string? Chain { get; init; }

    /// <summary>Every account that has earned something, by kind and owner.</summary>
    public IReadOnlyList<AuditedAccount> Accounts { get; init; } = [];

    /// <summary>Whether nothing is wrong.</summary>
    public bool IsSound => Difference is null;
}
