namespace Piwa.Pipeline.Stores;

/// <summary>Where a copy stands.</summary>
/// <param name="Files">Files that are copied, or were there.</param>
/// <param name="TotalFiles">Files in all.</param>
/// <param name="Bytes">Bytes of the first.</param>
/// <param name="TotalBytes">Bytes in all.</param>
public sealed record StoreSyncProgress(long Files, long TotalFiles, long Bytes, long TotalBytes);
