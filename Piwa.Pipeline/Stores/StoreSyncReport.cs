namespace Piwa.Pipeline.Stores;

/// <summary>What came of a copy. All of it was verified.</summary>
/// <param name="Files">Files that are there now.</param>
/// <param name="Bytes">Their bytes.</param>
/// <param name="CopiedFiles">Of these, those that were copied now; the others were there and the same.</param>
/// <param name="CopiedBytes">Their bytes.</param>
/// <param name="OtherFiles">Files at the target that the source does not have; they were left alone.</param>
/// <param name="Verification">How it was made sure that the target has what the source has.</param>
public sealed record StoreSyncReport(long Files, long Bytes, long CopiedFiles, long CopiedBytes, long OtherFiles, string Verification);
