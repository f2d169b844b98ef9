using Piwa.Pipeline.Shards;

namespace Piwa.Pipeline.Uploads;

/// <summary>What became of an upload that a queue has taken.</summary>
public sealed record UploadEnding
{
    /// <summary>What became of the file; null where the host could not do it, or it was called back.</summary>
    public UploadOutcome? Outcome { get; init; }

    /// <summary>A sentence for the uploader.</summary>
    public required string Message { get; init; }

    /// <summary>Index of the asset that it is; null for none.</summary>
    public ulong? Asset { get; init; }

    /// <summary>Whether the asset is rendered and lies in a shard.</summary>
    public bool IsRendered { get; init; }

    /// <summary>Whose its contents are.</summary>
    public IReadOnlyList<ContentAnswer> Contents { get; init; } = [];

    /// <summary>Earlier uploads that it is like, nearest first.</summary>
    public IReadOnlyList<NearCopy> NearCopies { get; init; } = [];

    /// <summary>What of the file is not in the asset, and what was changed; a sentence each.</summary>
    public IReadOnlyList<string> Notes { get; init; } = [];

    /// <summary>Vertices of the normalised mesh.</summary>
    public int Vertices { get; init; }

    /// <summary>Triangles of the normalised mesh.</summary>
    public int Triangles { get; init; }

    /// <summary>Its defects.</summary>
    public int Defects { get; init; }

    /// <summary>When this was known: milliseconds since 1970, UTC.</summary>
    public required long Time { get; init; }
}
