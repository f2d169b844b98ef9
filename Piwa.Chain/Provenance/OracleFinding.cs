namespace Piwa.Chain.Provenance;

/// <summary>Something that an oracle found wrong.</summary>
/// <param name="Kind">What sort of thing.</param>
/// <param name="Text">What it is, and where.</param>
public sealed record OracleFinding(OracleFindingKind Kind, string Text);
