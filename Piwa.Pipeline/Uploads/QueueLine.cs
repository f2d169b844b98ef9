using Piwa.Pipeline.Encoding;

namespace Piwa.Pipeline.Uploads;

/// <summary>A line of a queue's file: an upload was received, or what became of it is known.</summary>
internal sealed record QueueLine
{
    public required string Id { get; init; }

    /// <summary>Where the upload stands now.</summary>
    public required UploadState State { get; init; }

    /// <summary>The uploader; of a line of receipt, as what follows.</summary>
    public string? Wallet { get; init; }

    public string? File { get; init; }

    public string? Name { get; init; }

    public long? Bytes { get; init; }

    public ContentHash? FileHash { get; init; }

    /// <summary>When it was received: milliseconds since 1970, UTC.</summary>
    public long? Time { get; init; }

    public UploadEnding? Ending { get; init; }
}
