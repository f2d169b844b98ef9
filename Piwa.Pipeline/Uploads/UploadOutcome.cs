namespace Piwa.Pipeline.Uploads;

/// <summary>What became of an uploaded file.</summary>
public enum UploadOutcome
{
    /// <summary>It is an asset of the data set now.</summary>
    Taken,

    /// <summary>It was an asset of the data set before.</summary>
    There,

    /// <summary>Its content was uploaded before, by somebody else or to another data set. Nothing was made.</summary>
    Duplicate,

    /// <summary>Some of its content belongs to a known source. Nothing was made.</summary>
    KnownSource,

    /// <summary>It cannot be read, or be made an asset.</summary>
    Refused,
}
