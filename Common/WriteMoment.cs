namespace Piwa.Common;

/// <summary>Where a write to disk stands.</summary>
internal enum WriteMoment
{
    /// <summary>Nothing is written yet.</summary>
    Begins,

    /// <summary>A part of what belongs together is written.</summary>
    Begun,

    /// <summary>All is handed to the system; nothing of it need be on disk.</summary>
    Written,

    /// <summary>The bytes are on disk; the file does not have its name yet, if it gets another.</summary>
    Flushed,

    /// <summary>The file has its name; the name need not be on disk.</summary>
    Renamed,

    /// <summary>All is on disk.</summary>
    Done,
}
