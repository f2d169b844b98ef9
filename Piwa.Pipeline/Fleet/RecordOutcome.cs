namespace Piwa.Pipeline.Fleet;

/// <summary>What came of asking a fleet about a wallet.</summary>
internal enum RecordOutcome
{
    /// <summary>It has a record.</summary>
    Known,

    /// <summary>It has one, and is barred.</summary>
    Barred,

    /// <summary>The fleet does not know it.</summary>
    Unknown,

    /// <summary>What came was forged, old, or of another.</summary>
    Refused,

    /// <summary>The fleet did not answer.</summary>
    Away,
}
