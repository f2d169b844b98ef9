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
public readonly record struct SubmittedAsset(
    ulong Index, Hash256 Mesh, Hash256 Texture, Hash256 Scene, Hash256 Views, Hash256 Asset, Hash256? Labels = null)
{
    /// <summary>How many contents are entered into the registry of first uploads.</summary>
    internal const int ClaimCount = 4;

    /// <summary>What is entered into the registry of first uploads.</summary>
    /// <param name="number">0 to <see cref="ClaimCount"/> - 1; the last is the asset itself.</param>
    internal ContentClaim Claim(int number) => number switch
    {
        0 => new ContentClaim(ContentKind.Mesh, Mesh),
        1 => new ContentClaim(ContentKind.Texture, Texture),
        2 => new ContentClaim(ContentKind.Scene, Scene),
        _ => new ContentClaim(ContentKind.Asset, Asset),
    };
}
