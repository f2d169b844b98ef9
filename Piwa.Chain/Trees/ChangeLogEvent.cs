using Piwa.Chain.Borsh;
using Piwa.Chain.Hashing;
using Piwa.Chain.Keys;

namespace Piwa.Chain.Trees;

/// <summary>The event that a change of a tree emits through the noop program, from which indexers follow the tree.</summary>
public sealed class ChangeLogEvent
{
    /// <summary>Event and its version, tree, number of nodes.</summary>
    private const int HeadBytes = 2 + PublicKey.Size + sizeof(uint);

    private const int PathNodeBytes = Hash256.Size + sizeof(uint);
    private const int TailBytes = sizeof(ulong) + sizeof(uint);

    /// <summary>Of the deepest tree.</summary>
    internal const int MaximumBytes = HeadBytes + ((TreeSize.DeepestTree + 1) * PathNodeBytes) + TailBytes;

    private const byte ChangeLog = 0;
    private const byte ChangeLogV1 = 0;

    private readonly Hash256[] _path;

    private ChangeLogEvent(PublicKey tree, Hash256[] path, ulong sequenceNumber, uint leafIndex)
    {
        Tree = tree;
        _path = path;
        SequenceNumber = sequenceNumber;
        LeafIndex = leafIndex;
    }

    /// <summary>The tree's account.</summary>
    public PublicKey Tree { get; }

    /// <summary>The nodes from the changed leaf up to the root.</summary>
    public IReadOnlyList<Hash256> Path => _path;

    /// <summary>The number of changes of the tree, with this one.</summary>
    public ulong SequenceNumber { get; }

    /// <summary>The index of the changed leaf.</summary>
    public uint LeafIndex { get; }

    /// <summary>The changed leaf.</summary>
    public Hash256 Leaf => _path[0];

    /// <summary>The tree's root after the change.</summary>
    public Hash256 Root => _path[^1];

    /// <summary>Reads the data of a noop instruction.</summary>
    /// <param name="data">The data, whole.</param>
    /// <exception cref="WireFormatException">The data is no change of a tree.</exception>
    public static ChangeLogEvent Parse(ReadOnlySpan<byte> data)
    {
        BorshReader reader = new(data, "Change log event");
        if (reader.ReadByte("event") != ChangeLog || reader.ReadByte("event version") != ChangeLogV1)
            throw reader.Invalid("event", "is not a change log");
        PublicKey tree = reader.ReadKey("tree");
        int nodeCount = reader.ReadCount(PathNodeBytes, "path");
        if (nodeCount is < 1 or > TreeSize.DeepestTree + 1)
            throw reader.Invalid("path", $"has {nodeCount} nodes");

        Hash256[] path = new Hash256[nodeCount];
        uint[] heapIndexes = new uint[nodeCount];
        for (int level = 0; level < nodeCount; level++)
        {
            path[level] = reader.ReadHash("node");
            heapIndexes[level] = reader.ReadUInt32("node index");
        }

        ulong sequenceNumber = reader.ReadUInt64("sequence number");
        uint leafIndex = reader.ReadUInt32("leaf index");
        for (int level = 0; level < nodeCount; level++)
        {
            if (heapIndexes[level] != HeapIndex(nodeCount - 1, leafIndex, level))
                throw reader.Invalid("node index", "does not lie on the path of the leaf");
        }

        if (reader.Position != data.Length)
            throw reader.Invalid("event", "goes on where it should end");
        return new ChangeLogEvent(tree, path, sequenceNumber, leafIndex);
    }

    /// <summary>Whether the data of a noop instruction is a change of a tree.</summary>
    internal static bool IsOne(ReadOnlySpan<byte> data) => data.Length > HeadBytes && data[0] == ChangeLog && data[1] == ChangeLogV1;

    /// <summary>Writes the event of the newest change of a tree, as the programs emit it, into a buffer of <see
    /// cref="MaximumBytes"/>.</summary>
    /// <returns>The number of bytes written.</returns>
    internal static int Write(PublicKey treeKey, ConcurrentMerkleTree tree, Span<byte> destination)
    {
        int depth = tree.Size.Depth;
        BorshWriter writer = new(destination);
        writer.WriteByte(ChangeLog);
        writer.WriteByte(ChangeLogV1);
        writer.WriteKey(treeKey);
        writer.WriteUInt32((uint)depth + 1);

        // In the account the root stands first, in the event it stands last.
        ReadOnlySpan<Hash256> change = tree.LastChange;
        uint leafIndex = tree.LastChangedIndex;
        for (int level = 0; level <= depth; level++)
        {
            writer.WriteHash(in change[level == depth ? 0 : level + 1]);
            writer.WriteUInt32(HeapIndex(depth, leafIndex, level));
        }

        writer.WriteUInt64(tree.SequenceNumber);
        writer.WriteUInt32(leafIndex);
        return writer.Position;
    }

    private static uint HeapIndex(int depth, uint leafIndex, int level) => (1U << (depth - level)) + (leafIndex >> level);
}
