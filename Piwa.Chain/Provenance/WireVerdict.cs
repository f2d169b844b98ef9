namespace Piwa.Chain.Provenance;

/// <summary>An <see cref="OracleVerdict"/> as JSON.</summary>
internal sealed record WireVerdict(bool Approved, IReadOnlyList<OracleFinding> Findings, int Sampled, int Duplicates);
