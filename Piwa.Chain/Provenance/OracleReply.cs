namespace Piwa.Chain.Provenance;

/// <summary>What an oracle answers to a request.</summary>
/// <param name="Status">The status of HTTP.</param>
/// <param name="Json">The body: JSON in UTF-8.</param>
public sealed record OracleReply(int Status, ReadOnlyMemory<byte> Json);
