namespace Piwa.Chain.Provenance;

/// <summary>A compiled message to sign, as JSON; bytes as base64.</summary>
internal sealed record WireMessage(byte[] Message);
