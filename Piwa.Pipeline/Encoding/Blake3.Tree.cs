using System.Diagnostics;
using System.Numerics;

namespace Piwa.Pipeline.Encoding;

/// <content>
/// The tree above the compressions (sections 2.1 and 5.1.2 of the paper). The left child of a node holds the largest power of two of
/// chunks that leaves at least one byte to the right child. A subtree is reduced lane-wide on every level: it hands up as many chaining
/// values as the kernel has lanes, so that the parents above run full width too.
/// </content>
public static unsafe partial class Blake3
{
    /// <summary>Hashes in one call, with a given instruction set.</summary>
    internal static void Hash(Blake3InstructionSet set, Blake3Domain domain, ReadOnlySpan<byte> input, Span<byte> output)
    {
        Blake3Node root;
        fixed (byte* bytes = input)
            SubtreeNode(set, domain, bytes, input.Length, 0, &root);
        WriteRoot(set, &root, 0, output);
    }

    /// <summary>The top node of the subtree over <paramref name="length"/> bytes that starts at chunk <paramref name="counter"/>.</summary>
    internal static void SubtreeNode(
        Blake3InstructionSet set, Blake3Domain domain, byte* input, nint length, ulong counter, Blake3Node* node)
    {
        fixed (uint* key = domain.Key)
        {
            if (length <= ChunkBytes)
            {
                ChunkNode(set, key, domain.Flags, input, (int)length, counter, node);
                return;
            }

            var chainingValues = stackalloc byte[MaxLanes * HashBytes];
            var count = SubtreeChainingValues(set, key, domain.Flags, input, length, counter, input + length, chainingValues);
            while (count > 2)
                count = ParentChainingValues(set, key, domain.Flags, chainingValues, count, chainingValues);
            ParentNode(key, domain.Flags, (uint*)chainingValues, (uint*)(chainingValues + HashBytes), node);
        }
    }

    /// <summary>The node above two chaining values.</summary>
    internal static void ParentNode(uint* key, uint flags, uint* left, uint* right, Blake3Node* node)
    {
        for (var i = 0; i < KeyWords; i++)
        {
            node->ChainingValue[i] = key[i];
            node->Block[i] = left[i];
            node->Block[i + KeyWords] = right[i];
        }

        node->BlockBytes = BlockBytes;
        node->Counter = 0;
        node->Flags = flags | FlagParent;
    }

    /// <summary>The value of a node inside the tree.</summary>
    internal static void ChainingValue(Blake3InstructionSet set, Blake3Node* node, uint* chainingValue)
    {
        var output = stackalloc uint[BlockWords];
        CompressBlock(set, node->ChainingValue, node->Block, node->BlockBytes, node->Counter, node->Flags, output);
        for (var i = 0; i < KeyWords; i++)
            chainingValue[i] = output[i];
    }

    /// <summary>The output of the root from byte <paramref name="offset"/> on: block i is the root compression with counter i.</summary>
    internal static void WriteRoot(Blake3InstructionSet set, Blake3Node* root, ulong offset, Span<byte> output)
    {
        var words = stackalloc uint[BlockWords];
        var block = new ReadOnlySpan<byte>(words, BlockBytes);
        var skip = (int)(offset % BlockBytes);
        for (var counter = offset / BlockBytes; !output.IsEmpty; counter++)
        {
            CompressBlock(set, root->ChainingValue, root->Block, root->BlockBytes, counter, root->Flags | FlagRoot, words);
            var take = Math.Min(BlockBytes - skip, output.Length);
            block.Slice(skip, take).CopyTo(output);
            output = output[take..];
            skip = 0;
        }
    }

    /// <summary>The node of one chunk of up to 1024 bytes: all blocks but the last are compressed.</summary>
    private static void ChunkNode(
        Blake3InstructionSet set, uint* key, uint flags, byte* input, int length, ulong counter, Blake3Node* node)
    {
        Debug.Assert(length <= ChunkBytes, "A chunk is at most 1024 bytes.");
        var fullBlocks = Math.Max(0, (length - 1) / BlockBytes);
        var lastBytes = length - fullBlocks * BlockBytes;
        for (var i = 0; i < KeyWords; i++)
            node->ChainingValue[i] = key[i];
        if (fullBlocks > 0)
            CompressBlocks(set, node->ChainingValue, input, fullBlocks, BlockBytes, counter, flags, FlagChunkStart, 0);

        var block = new Span<byte>(node->Block, BlockBytes);
        new ReadOnlySpan<byte>(input + fullBlocks * BlockBytes, lastBytes).CopyTo(block);
        block[lastBytes..].Clear();
        node->BlockBytes = (uint)lastBytes;
        node->Counter = counter;
        node->Flags = flags | (fullBlocks == 0 ? FlagChunkStart : 0) | FlagChunkEnd;
    }

    /// <summary>
    /// Reduces a subtree to at most as many chaining values as there are lanes, and to exactly that many if it is a power of two of at
    /// least that many chunks. <paramref name="chainingValues"/> has room for a value per lane; all of that room may be written.
    /// </summary>
    private static int SubtreeChainingValues(
        Blake3InstructionSet set, uint* key, uint flags, byte* input, nint length, ulong counter, byte* end, byte* chainingValues)
    {
        var lanes = Lanes(set);
        if (length <= lanes * ChunkBytes)
            return ChunkChainingValues(set, key, flags, input, (int)length, counter, end, chainingValues);

        var left = (nint)BitOperations.RoundUpToPowerOf2((nuint)length) / 2;
        var children = stackalloc byte[2 * MaxLanes * HashBytes];
        var count = SubtreeChainingValues(set, key, flags, input, left, counter, end, children);
        Debug.Assert(count == lanes, "A left subtree is a power of two of chunks and fills the lanes.");
        count += SubtreeChainingValues(
            set, key, flags, input + left, length - left, counter + (ulong)(left / ChunkBytes), end, children + count * HashBytes);
        return ParentChainingValues(set, key, flags, children, count, chainingValues);
    }

    private static int ChunkChainingValues(
        Blake3InstructionSet set, uint* key, uint flags, byte* input, int length, ulong counter, byte* end, byte* chainingValues)
    {
        var count = length / ChunkBytes;
        if (count > 0)
        {
            var pointers = stackalloc byte*[MaxLanes];
            for (var lane = 0; lane < MaxLanes; lane++)
                pointers[lane] = input + (lane < count ? lane : 0) * ChunkBytes;
            var next = input + Lanes(set) * ChunkBytes;
            var group = new Blake3LaneGroup
            {
                Inputs = pointers,
                BlockCount = BlocksPerChunk,
                LastBlockBytes = BlockBytes,
                Key = key,
                Counter = counter,
                CounterStep = 1,
                Flags = flags,
                FirstFlags = FlagChunkStart,
                LastFlags = FlagChunkEnd,
                Ahead = next < end ? next : null,
                ChainingValues = chainingValues,
            };
            CompressLanes(set, group, count);
        }

        var rest = length - count * ChunkBytes;
        if (rest == 0)
            return count;

        Blake3Node node;
        ChunkNode(set, key, flags, input + count * ChunkBytes, rest, counter + (ulong)count, &node);
        ChainingValue(set, &node, (uint*)(chainingValues + count * HashBytes));
        return count + 1;
    }

    /// <summary>One level up: pairs become parents, an odd last value moves up as it is. Works in place.</summary>
    private static int ParentChainingValues(
        Blake3InstructionSet set, uint* key, uint flags, byte* children, int count, byte* chainingValues)
    {
        var parents = count / 2;
        // Saved first: idle lanes may write over it.
        var odd = stackalloc byte[HashBytes];
        var oddBytes = new Span<byte>(odd, HashBytes);
        if (count % 2 != 0)
            new ReadOnlySpan<byte>(children + (count - 1) * HashBytes, HashBytes).CopyTo(oddBytes);

        var pointers = stackalloc byte*[MaxLanes];
        for (var lane = 0; lane < MaxLanes; lane++)
            pointers[lane] = children + (lane < parents ? lane : 0) * BlockBytes;
        var group = new Blake3LaneGroup
        {
            Inputs = pointers,
            BlockCount = 1,
            LastBlockBytes = BlockBytes,
            Key = key,
            Flags = flags | FlagParent,
            ChainingValues = chainingValues,
        };
        CompressLanes(set, group, parents);

        if (count % 2 == 0)
            return parents;
        oddBytes.CopyTo(new Span<byte>(chainingValues + parents * HashBytes, HashBytes));
        return parents + 1;
    }
}
