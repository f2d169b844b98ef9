using Piwa.Chain.Keys;
using Piwa.Pipeline.Encoding;

namespace Piwa.Pipeline.Uploads;

/// <summary>An upload in a queue, as it stood when it was asked for.</summary>
public sealed record UploadTicket
{
    /// <summary>What the upload is called by: nobody can guess it.</summary>
    public required string Id { get; init; }

    /// <summary>The uploader.</summary>
    public required PublicKey Wallet { get; init; }

    /// <summary>Name of the file, without its folders.</summary>
    public required string File { get; init; }

    /// <summary>What the uploader calls it.</summary>
    public required string Name { get; init; }

    /// <summary>Length of the file.</summary>
    public required long Bytes { get; init; }

    /// <summary>BLAKE3 of the file.</summary>
    public required ContentHash FileHash { get; init; }

    /// <summary>When it was received.</summary>
    public required DateTimeOffset ReceivedAt { get; init; }

    /// <summary>Where it stands.</summary>
    public UploadState State { get; init; }

    /// <summary>How many are worked off until its turn has come, itself among them; 0 where it does not wait.</summary>
    public int Place { get; init; }

    /// <summary>How far the work is; null where there is none.</summary>
    public RunProgress? Run { get; init; }

    /// <summary>What became of it; null until that is known.</summary>
    public UploadEnding? Ending { get; init; }
}
