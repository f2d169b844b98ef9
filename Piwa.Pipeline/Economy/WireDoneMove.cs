namespace Piwa.Pipeline.Economy;

/// <summary>What was entered.</summary>
/// <param name="Entry">Number of the entry in the ledger of value.</param>
/// <param name="Hash">Its hash.</param>
/// <param name="At">When, in milliseconds since 1970.</param>
internal sealed record WireDoneMove(long Entry, string Hash, long At);
