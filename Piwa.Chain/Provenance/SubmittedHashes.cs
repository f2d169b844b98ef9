using System.Collections;
using Piwa.Chain.Hashing;

namespace Piwa.Chain.Provenance;

/// <summary>The hashes of submitted assets.</summary>
/// <param name="assets">The assets.</param>
internal sealed class SubmittedHashes(IReadOnlyList<SubmittedAsset> assets) : IReadOnlyList<Hash256>
{
    public int Count => assets.Count;

    public Hash256 this[int index] => assets[index].Asset;

    public IEnumerator<Hash256> GetEnumerator()
    {
        for (int i = 0; i < Count; i++)
            yield return this[i];
    }

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
}
