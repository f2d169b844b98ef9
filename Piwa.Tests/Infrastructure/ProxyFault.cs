namespace Piwa.Tests.Infrastructure;

/// <summary>What <see cref="FaultyProxy"/> does to a request.</summary>
internal enum ProxyFault
{
    /// <summary>Nothing.</summary>
    None,

    /// <summary>The connection is cut before the server hears of it.</summary>
    Drop,

    /// <summary>503 with <c>SlowDown</c>; the server hears nothing.</summary>
    Busy,

    /// <summary>200, with an error in the answer, as servers say it that have begun to answer too early; the server hears nothing.</summary>
    ErrorWithin,

    /// <summary>There is no answer; the server hears nothing.</summary>
    Hang,

    /// <summary>A bit of the body changes on its way to the server.</summary>
    Corrupt,

    /// <summary>The server does it, and the connection is cut before its answer.</summary>
    CutBehind,

    /// <summary>The server does it, and 500 is answered.</summary>
    FailBehind,

    /// <summary>The connection is cut in the middle of the answer.</summary>
    Truncate,

    /// <summary>What the server refuses because its condition does not hold is said to be done.</summary>
    Unconditional,

    /// <summary>What the server refuses because its checksum is wrong is said to be taken.</summary>
    Unchecked,
}
