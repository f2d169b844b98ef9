namespace Piwa.Pipeline.Uploads;

/// <summary>A file to upload.</summary>
/// <param name="Path">Where it lies: a binary glTF 2.0 (.glb).</param>
/// <param name="Name">What to call the asset; null for the file's name.</param>
public sealed record UploadFile(string Path, string? Name = null);
