namespace Piwa.Pipeline.Uploads;

/// <summary>Where an upload stands.</summary>
/// <param name="FilesRead">Files that were read and registered.</param>
/// <param name="FileCount">Files that were given.</param>
/// <param name="Run">The run that renders them, once it has begun.</param>
public sealed record UploadProgress(int FilesRead, int FileCount, RunProgress? Run);
