namespace Piwa.Chain.Requests;

/// <summary>Why a request is not taken for what it says.</summary>
public enum RequestFault
{
    /// <summary>It is.</summary>
    None,

    /// <summary>It is not signed, or not in this scheme.</summary>
    NotSigned,

    /// <summary>It was made too long ago, or its time is to come: a clock is wrong.</summary>
    OutOfTime,

    /// <summary>The signature does not hold for this request, this body and this audience.</summary>
    BadSignature,

    /// <summary>It came before.</summary>
    Replayed,

    /// <summary>More requests came within the window than are remembered.</summary>
    TooMany,
}
