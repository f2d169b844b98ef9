namespace Piwa.Chain.Provenance;

/// <summary>What an oracle says of itself, as JSON.</summary>
/// <param name="Address">The address of the key that it signs with.</param>
/// <param name="Samples">Assets of each shard that are made again.</param>
internal sealed record WireOracle(string Address, int Samples);
