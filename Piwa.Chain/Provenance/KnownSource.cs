using Piwa.Chain.Keys;

namespace Piwa.Chain.Provenance;

/// <summary>A source of high reputation, whose contents are known before anybody uploads them.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Owner">The wallet that its contents belong to, whoever uploads them first.</param>
public sealed record KnownSource(string Name, PublicKey Owner);
