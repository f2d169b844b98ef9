using Piwa.Chain.Hashing;

namespace Piwa.Chain.Provenance.Sources;

/// <summary>Hashes by their bytes.</summary>
internal sealed class HashOrder : IComparer<Hash256>
{
    public static HashOrder Instance { get; } = new();

    public int Compare(Hash256 x, Hash256 y) => Hash256.AsSpan(in x).SequenceCompareTo(Hash256.AsSpan(in y));
}
