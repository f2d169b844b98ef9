using System.Buffers;
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
        ContentHash[] level = ArrayPool<ContentHash>.Shared.Rent(assets.Length);
        assets.CopyTo(level);
        ContentHash root = Fold(level.AsSpan(0, assets.Length));
        ArrayPool<ContentHash>.Shared.Return(level);
        return root;
    }

    /// <summary>The root of the rows of a shard.</summary>
    internal static ContentHash Root(IReadOnlyList<ShardAsset> rows)
    {
        ContentHash[] level = ArrayPool<ContentHash>.Shared.Rent(rows.Count);
        for (int i = 0; i < rows.Count; i++)
            level[i] = rows[i].Hash;
        ContentHash root = Fold(level.AsSpan(0, rows.Count));
        ArrayPool<ContentHash>.Shared.Return(level);
        return root;
    }

    private static ContentHash Fold(Span<ContentHash> level)
    {
        if (level.IsEmpty)
            return default;

        foreach (ref ContentHash asset in level)
            asset = Blake3.Hash(LeafDomain, asset.Bytes);
        for (int count = level.Length; count > 1; count = (count + 1) / 2)
        {
            for (int i = 0; i < count / 2; i++)
                level[i] = Blake3.Hash(NodeDomain, MemoryMarshal.AsBytes(level.Slice(2 * i, 2)));
            if (count % 2 != 0)
                level[count / 2] = level[count - 1];
        }

        return level[0];
    }
}
