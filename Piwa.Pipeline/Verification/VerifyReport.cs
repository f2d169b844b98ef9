using Piwa.Pipeline.Encoding;

namespace Piwa.Pipeline.Verification;

/// <summary>What a verification found.</summary>
/// <param name="Shards">Shards that were checked.</param>
/// <param name="Rows">Rows that were checked.</param>
/// <param name="DeadLetters">Assets that the manifest says could not be made.</param>
/// <param name="Bytes">Bytes that were hashed.</param>
/// <param name="ProofsVerified">Inclusion proofs of compressed NFTs that lead to the ledger's root.</param>
/// <param name="AnchorsVerified">Proofs in two levels, by the shard's root, that lead to the ledger's root.</param>
/// <param name="PromotionsVerified">Promoted assets that are what was anchored.</param>
/// <param name="Regenerated">Assets that were made again and came out the same in every component.</param>
/// <param name="Findings">Everything that is wrong, each with where.</param>
public sealed record VerifyReport(
    int Shards,
    long Rows,
    long DeadLetters,
    long Bytes,
    long ProofsVerified,
    long AnchorsVerified,
    int PromotionsVerified,
    int Regenerated,
    IReadOnlyList<string> Findings)
{
    /// <summary>Shards whose record is signed by its wallet; see <see cref="ProofOfRender"/>.</summary>
    public int ShardsSigned { get; init; }

    /// <summary>Root of the data set, by its manifest; see <see cref="Shards.DatasetTree"/>.</summary>
    public ContentHash Root { get; init; }

    /// <summary>Posts of telemetry that were checked; see <see cref="TelemetryVerifier"/>.</summary>
    public int TelemetryPosts { get; init; }

    /// <summary>Whether nothing is wrong.</summary>
    public bool IsSound => Findings.Count == 0;
}
