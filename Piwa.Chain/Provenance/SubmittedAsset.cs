using Piwa.Chain.Hashing;

namespace Piwa.Chain.Provenance;

/// <summary>The digests of one asset, as a node submits them.</summary>
/// <param name="Index">The asset's index in its campaign.</param>
/// <param name="Mesh">Hash of the mesh.</param>
/// <param name="Texture">Hash of the material set.</param>
/// <param name="Scene">Hash of cameras and light.</param>
/// <param name="Views">Hash of the hashes of all views.</param>
/// <param name="Asset">Hash of the four others.</param>
/// <param name="Labels">Hash of the labels; null where the campaign has none.</param>
public sealed record SubmittedAsset(
    ulong Index, Hash256 Mesh, Hash256 Texture, Hash256 Scene, Hash256 Views, Hash256 Asset, Hash256? Labels = null)
{
    /// <summary>What is entered into the registry of first uploads.</summary>
    internal IEnumerable<ContentClaim> Claims =>
    [
        new(ContentKind.Mesh, Mesh), new(ContentKind.Texture, Texture), new(ContentKind.Scene, Scene), new(ContentKind.Asset, Asset),
    ];
}
