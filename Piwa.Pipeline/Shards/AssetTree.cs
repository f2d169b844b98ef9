using System.Runtime.InteropServices;
using Piwa.Pipeline.Encoding;

namespace Piwa.Pipeline.Shards;

/// <summary>
/// Merkle tree over the asset hashes of a shard, in the order of its rows. Leaves and nodes are hashed in different domains; a level
/// of odd length hands its last node up as it is (so no leaf counts twice).
/// </summary>
public static class AssetTree
{
    private static readonly Blake3Domain LeafDomain = Blake3Domain.DeriveKey("Piwa 2026-11 shard leaf");
    private static readonly Blake3Domain NodeDomain = Blake3Domain.DeriveKey("Piwa 2026-11 shard node");

    /// <summary>The root; all zeros for no assets.</summary>
    public static ContentHash Root(ReadOnlySpan<ContentHash> assets)
    {
        if (assets.IsEmpty)
            return default;

        var level = new ContentHash[assets.Length];
        for (int i = 0; i < level.Length; i++)
            level[i] = Blake3.Hash(LeafDomain, assets[i].Bytes);
        for (int count = level.Length; count > 1; count = (count + 1) / 2)
        {
            for (int i = 0; i < count / 2; i++)
                level[i] = Blake3.Hash(NodeDomain, MemoryMarshal.AsBytes(level.AsSpan(2 * i, 2)));
            if (count % 2 != 0)
                level[count / 2] = level[count - 1];
        }

        return level[0];
    }
}
