namespace Piwa.Pipeline.Uploads;

/// <summary>Why a queue does not take a file.</summary>
public enum UploadRefusal
{
    /// <summary>Name or file are not what they must be.</summary>
    Malformed,

    /// <summary>The file is too long.</summary>
    TooLong,

    /// <summary>As many wait as may, of this wallet or of all.</summary>
    Full,

    /// <summary>The wallet has uploaded as much in a day as it may.</summary>
    TooMany,
}
