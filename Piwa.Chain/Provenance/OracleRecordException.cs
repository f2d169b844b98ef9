namespace Piwa.Chain.Provenance;

/// <summary>The record of an oracle is damaged, or cannot be written; the message says what to do.</summary>
/// <param name="message">What happened.</param>
/// <param name="innerException">What caused it.</param>
public sealed class OracleRecordException(string message, Exception? innerException = null) : IOException(message, innerException);
