namespace Piwa.Chain.Provenance;

/// <summary>A signature as JSON, in base58.</summary>
internal sealed record WireSignature(string Signature);
