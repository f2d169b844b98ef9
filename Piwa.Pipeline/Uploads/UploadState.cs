namespace Piwa.Pipeline.Uploads;

/// <summary>Where an upload stands in a queue.</summary>
public enum UploadState
{
    /// <summary>It waits for its turn.</summary>
    Waiting,

    /// <summary>It is made an asset.</summary>
    Working,

    /// <summary>What became of it is known.</summary>
    Ended,

    /// <summary>The uploader has called it back before its turn.</summary>
    Cancelled,

    /// <summary>The host could not do it; it can be uploaded again.</summary>
    Failed,
}
