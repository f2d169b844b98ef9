using Piwa.Chain.Keys;

namespace Piwa.Pipeline.Uploads;

/// <summary>A file to upload.</summary>
/// <param name="Path">Where it lies: a binary glTF 2.0 (.glb).</param>
/// <param name="Name">What to call the asset; null for the file's name.</param>
public sealed record UploadFile(string Path, string? Name = null)
{
    /// <summary>Who uploads it and will own the asset, where a host takes files of others and signs for them.</summary>
    /// <value>Default: null, for the wallet that signs.</value>
    public PublicKey? Uploader { get; init; }

    /// <summary>The name of the file, where it does not lie under its own.</summary>
    /// <value>Default: null, for the name that it lies under.</value>
    public string? FileName { get; init; }
}
