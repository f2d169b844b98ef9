namespace Piwa.Chain.Storage;

/// <summary>The rest of a write that a crash cut off; it was never acknowledged. Opening the log to write removes it.</summary>
/// <param name="RecordNumber">The number of the record that was being written, from 0.</param>
/// <param name="Offset">Where it began, in bytes from the start of the log.</param>
/// <param name="Length">How many bytes of it there were.</param>
/// <param name="SavedTo">The file that the bytes were moved to; null if the log was opened to be read, and they are where they were, or
/// if it is in memory.</param>
public sealed record TornTail(ulong RecordNumber, long Offset, long Length, string? SavedTo);
