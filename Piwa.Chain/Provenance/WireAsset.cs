namespace Piwa.Chain.Provenance;

/// <summary>A <see cref="SubmittedAsset"/> as JSON.</summary>
/// <param name="Index">The asset's index.</param>
/// <param name="Hashes">Mesh, texture, scene, views, asset and, where there are labels, labels: 32 bytes each, one after the other.</param>
internal sealed record WireAsset(ulong Index, byte[] Hashes);
