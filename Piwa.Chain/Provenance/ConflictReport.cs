namespace Piwa.Chain.Provenance;

/// <summary>Where tables of known sources and others disagree.</summary>
/// <param name="Count">How many hashes there are that two claim for different owners; one is counted for each other claim.</param>
/// <param name="Conflicts">The first of them, in ascending order of the hashes of each table.</param>
public sealed record ConflictReport(long Count, IReadOnlyList<ProvenanceConflict> Conflicts);
