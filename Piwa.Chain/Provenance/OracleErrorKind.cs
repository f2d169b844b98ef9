namespace Piwa.Chain.Provenance;

/// <summary>Why an oracle did not do what it was asked.</summary>
public enum OracleErrorKind
{
    /// <summary>The oracle cannot be reached, or has no room.</summary>
    Unavailable,

    /// <summary>The request is no request, or of another kind than this oracle knows.</summary>
    Malformed,

    /// <summary>The request's signature, time or nonce do not hold.</summary>
    Unauthorized,

    /// <summary>The shard, or the transaction, was looked at and refused.</summary>
    Refused,
}
