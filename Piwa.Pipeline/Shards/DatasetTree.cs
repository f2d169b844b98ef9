using System.Buffers.Binary;
using System.Numerics;
using System.Runtime.InteropServices;
using Piwa.Pipeline.Encoding;

namespace Piwa.Pipeline.Shards;

/// <summary>Merkle tree over the shards of a data set: one root for the same shards, whoever made them, in whatever order they came.</summary>
/// <remarks>
/// <para>
/// A radix tree over the shards' first assets: below a node are all shards whose first assets have the same bits above some bit, to the left
/// those with 0 there, to the right those with 1; a node with one child is none. So its form follows from the set of shards alone. A shard comes
/// in anywhere with at most 64 hashes, and in a tree of n shards of one length with about log2 n.
/// </para>
/// <para>A leaf says what the shard is, and not who made it: see <see cref="LeafOf"/>. Some 100 bytes of memory a shard. Not thread-safe.</para>
/// </remarks>
public sealed class DatasetTree
{
    private const int Bits = 64;

    private static readonly Blake3Domain LeafDomain = Blake3Domain.DeriveKey("Piwa 2026-11 data set leaf");
    private static readonly Blake3Domain NodeDomain = Blake3Domain.DeriveKey("Piwa 2026-11 data set node");

    /// <summary>Leaves and nodes by their numbers; of a child that is a leaf the complement of its number stands in its node.</summary>
    private readonly List<Leaf> _leaves;
    private readonly List<Node> _nodes;
    private int _top = -1;

    /// <summary>Creates an empty tree.</summary>
    /// <param name="capacity">Shards to expect; more may come.</param>
    public DatasetTree(int capacity = 0)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(capacity);
        _leaves = new List<Leaf>(capacity);
        _nodes = new List<Node>(Math.Max(capacity - 1, 0));
    }

    /// <summary>Shards in it.</summary>
    public int Count => _leaves.Count;

    /// <summary>The root; all zeros for no shards. What has changed since it was last asked for is hashed now.</summary>
    public ContentHash Root => _leaves.Count == 0 ? default : HashOf(_top);

    /// <summary>What stands for a shard: campaign, generator, range of assets, rows, dead, length and hash of its file, root of its assets.</summary>
    /// <remarks>Not its device, wallet, time and signature, nor the file's name: who makes the same bytes again has the same shard.</remarks>
    /// <param name="shard">The shard.</param>
    public static ContentHash LeafOf(ShardRecord shard)
    {
        ArgumentNullException.ThrowIfNull(shard);
        const int Hash = ContentHash.ByteCount, Long = sizeof(long), Int = sizeof(int);
        Span<byte> content = stackalloc byte[(4 * Hash) + (2 * Long) + (3 * Int)];
        Span<byte> rest = content;
        shard.Campaign.CopyTo(Take(ref rest, Hash));
        BinaryPrimitives.WriteInt32LittleEndian(Take(ref rest, Int), shard.Generator);
        BinaryPrimitives.WriteUInt64LittleEndian(Take(ref rest, Long), shard.FirstAsset);
        BinaryPrimitives.WriteInt32LittleEndian(Take(ref rest, Int), shard.Assets);
        BinaryPrimitives.WriteInt32LittleEndian(Take(ref rest, Int), shard.Rows);
        ProofOfRender.HashOf(shard.Dead).CopyTo(Take(ref rest, Hash));
        BinaryPrimitives.WriteInt64LittleEndian(Take(ref rest, Long), shard.Bytes);
        shard.FileHash.CopyTo(Take(ref rest, Hash));
        shard.Root.CopyTo(Take(ref rest, Hash));
        return Blake3.Hash(LeafDomain, content);

        static Span<byte> Take(ref Span<byte> rest, int count)
        {
            Span<byte> taken = rest[..count];
            rest = rest[count..];
            return taken;
        }
    }

    /// <summary>Adds a shard.</summary>
    /// <param name="shard">The shard.</param>
    /// <returns>False if this very shard is there already.</returns>
    /// <exception cref="ArgumentException">Another shard begins with the same asset.</exception>
    public bool Add(ShardRecord shard)
    {
        ArgumentNullException.ThrowIfNull(shard);
        return Add(shard.FirstAsset, LeafOf(shard));
    }

    /// <summary>What a shard was said to be when it was added; null if none begins with the asset.</summary>
    /// <param name="firstAsset">Its first asset.</param>
    public ContentHash? Find(ulong firstAsset) =>
        Count > 0 && _leaves[Nearest(firstAsset)] is var leaf && leaf.FirstAsset == firstAsset ? leaf.Hash : null;

    /// <summary>What leads from a shard to the root.</summary>
    /// <param name="firstAsset">The shard's first asset.</param>
    /// <exception cref="ArgumentException">No shard begins with it.</exception>
    public DatasetProof Prove(ulong firstAsset)
    {
        if (Find(firstAsset) is null)
            throw new ArgumentException($"No shard begins with asset {firstAsset}.", nameof(firstAsset));
        List<DatasetProofStep> steps = [];
        for (int at = _top; at >= 0;)
        {
            Node node = _nodes[at];
            bool isRight = (firstAsset >> node.Bit & 1) != 0;
            steps.Add(new DatasetProofStep(!isRight, HashOf(isRight ? node.Left : node.Right)));
            at = isRight ? node.Right : node.Left;
        }

        steps.Reverse();
        return new DatasetProof(steps);
    }

    internal static ContentHash Combine(ContentHash left, ContentHash right)
    {
        Span<ContentHash> both = [left, right];
        return Blake3.Hash(NodeDomain, MemoryMarshal.AsBytes(both));
    }

    internal bool Add(ulong firstAsset, ContentHash leaf)
    {
        if (Count == 0)
        {
            _leaves.Add(new Leaf(firstAsset, leaf));
            _top = ~0;
            return true;
        }

        Leaf nearest = _leaves[Nearest(firstAsset)];
        if (nearest.FirstAsset == firstAsset)
        {
            return nearest.Hash == leaf
                ? false
                : throw new ArgumentException($"Two different shards begin with asset {firstAsset}.", nameof(firstAsset));
        }

        // The new node stands at the highest bit in which it differs from what is nearest; on the way there all are to hash again.
        int bit = Bits - 1 - BitOperations.LeadingZeroCount(nearest.FirstAsset ^ firstAsset);
        int added = ~_leaves.Count;
        _leaves.Add(new Leaf(firstAsset, leaf));
        Span<Node> nodes = CollectionsMarshal.AsSpan(_nodes);
        int parent = -1, at = _top;
        while (at >= 0 && nodes[at].Bit > bit)
        {
            nodes[at].IsHashed = false;
            parent = at;
            at = (firstAsset >> nodes[at].Bit & 1) != 0 ? nodes[at].Right : nodes[at].Left;
        }

        bool isRight = (firstAsset >> bit & 1) != 0;
        _nodes.Add(new Node { Bit = (byte)bit, Left = isRight ? at : added, Right = isRight ? added : at });
        if (parent < 0)
        {
            _top = _nodes.Count - 1;
            return true;
        }

        ref Node above = ref CollectionsMarshal.AsSpan(_nodes)[parent];
        if ((firstAsset >> above.Bit & 1) != 0)
            above.Right = _nodes.Count - 1;
        else
            above.Left = _nodes.Count - 1;
        return true;
    }

    /// <summary>The leaf that shares the most bits with an asset, or one of those.</summary>
    private int Nearest(ulong firstAsset)
    {
        ReadOnlySpan<Node> nodes = CollectionsMarshal.AsSpan(_nodes);
        int at = _top;
        while (at >= 0)
            at = (firstAsset >> nodes[at].Bit & 1) != 0 ? nodes[at].Right : nodes[at].Left;
        return ~at;
    }

    /// <summary>Hash of a leaf or a node; as deep as there are bits.</summary>
    private ContentHash HashOf(int number)
    {
        if (number < 0)
            return _leaves[~number].Hash;
        ref Node node = ref CollectionsMarshal.AsSpan(_nodes)[number];
        if (!node.IsHashed)
        {
            node.Hash = Combine(HashOf(node.Left), HashOf(node.Right));
            node.IsHashed = true;
        }

        return node.Hash;
    }

    private readonly record struct Leaf(ulong FirstAsset, ContentHash Hash);

    private record struct Node(int Left, int Right, byte Bit, bool IsHashed, ContentHash Hash);
}
