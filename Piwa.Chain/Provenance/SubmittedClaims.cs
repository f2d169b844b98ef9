using System.Collections;

namespace Piwa.Chain.Provenance;

/// <summary>The contents of submitted assets, as a registry of first uploads takes them: those of one asset after the
/// other's.</summary>
/// <param name="assets">The assets.</param>
internal sealed class SubmittedClaims(IReadOnlyList<SubmittedAsset> assets) : IReadOnlyList<ContentClaim>
{
    public int Count => assets.Count * SubmittedAsset.ClaimCount;

    public ContentClaim this[int index] => AssetOf(index).Claim(index % SubmittedAsset.ClaimCount);

    public static int RowOf(int index) => index / SubmittedAsset.ClaimCount;

    public SubmittedAsset AssetOf(int index) => assets[RowOf(index)];

    public IEnumerator<ContentClaim> GetEnumerator()
    {
        for (int i = 0; i < Count; i++)
            yield return this[i];
    }

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
}
