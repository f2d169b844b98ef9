namespace Piwa.Chain.Provenance;

/// <summary>What an oracle says of a shard.</summary>
/// <param name="Findings">What is wrong; the shard is approved if there is nothing.</param>
/// <param name="Sampled">Assets that were made again.</param>
/// <param name="Duplicates">Components (meshes, material sets, scenes) that were brought before, in another shard or by somebody else. No
/// fault: two assets may share a component.</param>
public sealed record OracleVerdict(IReadOnlyList<OracleFinding> Findings, int Sampled, int Duplicates)
{
    /// <summary>The most findings that are told.</summary>
    public const int MaximumFindings = 20;

    /// <summary>Whether the oracle signs for the shard's assets.</summary>
    public bool IsApproved => Findings.Count == 0;
}
