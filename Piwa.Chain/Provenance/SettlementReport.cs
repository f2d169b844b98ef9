namespace Piwa.Chain.Provenance;

/// <summary>What <see cref="FirstUploadSettlement"/> did.</summary>
/// <param name="RecordCount">Records of all inputs.</param>
/// <param name="RepeatedCount">Records that another one equals in all, as when a shard was given twice; they are in neither output.</param>
/// <param name="FirstCount">Different hashes: records of first uploads.</param>
/// <param name="DuplicateCount">Records of content that another record brings first.</param>
/// <param name="RunCount">Sorted runs that did not fit into memory together.</param>
public sealed record SettlementReport(long RecordCount, long RepeatedCount, long FirstCount, long DuplicateCount, int RunCount);
