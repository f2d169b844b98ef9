namespace Piwa.Chain.Provenance;

/// <summary>An oracle did not do what it was asked; the message says why and what to do.</summary>
public sealed class OracleException : Exception
{
    /// <summary>Creates an exception.</summary>
    /// <param name="kind">Why.</param>
    /// <param name="message">What happened.</param>
    /// <param name="innerException">What caused it.</param>
    public OracleException(OracleErrorKind kind, string message, Exception? innerException = null)
        : base(message, innerException) => Kind = kind;

    /// <summary>Why.</summary>
    public OracleErrorKind Kind { get; }
}
