using CsCheck;
using Piwa.Chain;
using Piwa.Chain.Trees;

namespace Piwa.Tests.Chain.Trees;

public sealed class ChangeLogEventTests
{
    private const int EventBytesAtDepth14 = 590;

    [Fact]
    public void EventTellsTheChange()
    {
        ConcurrentMerkleTree tree = Filled(5);
        byte[] bytes = TreeEvents.Encode(TestKeys.Key(1), tree);
        Assert.Equal(EventBytesAtDepth14, bytes.Length);
        ChangeLogEvent parsed = ChangeLogEvent.Parse(bytes);
        Assert.Equal(TestKeys.Key(1), parsed.Tree);
        Assert.Equal(TestKeys.Leaf(4), parsed.Leaf);
        Assert.Equal(4U, parsed.LeafIndex);
        Assert.Equal(5UL, parsed.SequenceNumber);
        Assert.Equal(tree.Root, parsed.Root);
        Assert.Equal(15, parsed.Path.Count);
    }

    [Fact]
    public void EventThatEndsEarlyOrGoesOnIsRefused()
    {
        byte[] bytes = TreeEvents.Encode(TestKeys.Key(1), Filled(1));
        for (int length = 0; length < bytes.Length; length++)
            Assert.Throws<WireFormatException>(() => ChangeLogEvent.Parse(bytes.AsSpan(..length)));
        Assert.Throws<WireFormatException>(() => ChangeLogEvent.Parse([.. bytes, 0]));
    }

    [Fact]
    public void NodesOffThePathAreRefused()
    {
        byte[] bytes = TreeEvents.Encode(TestKeys.Key(1), Filled(3));
        for (int node = 0; node < 15; node++)
        {
            int heapIndex = 38 + (36 * node) + 32;
            bytes[heapIndex] ^= 1;
            Assert.Throws<WireFormatException>(() => ChangeLogEvent.Parse(bytes));
            bytes[heapIndex] ^= 1;
        }

        ChangeLogEvent.Parse(bytes);
    }

    [Fact]
    public void NoiseIsRefused() => Gen.Byte.Array[0, 700].Sample(bytes =>
    {
        Assert.Throws<WireFormatException>(() => ChangeLogEvent.Parse(bytes));
    });

    private static ConcurrentMerkleTree Filled(int count)
    {
        TreeSize size = new(14, 64);
        ConcurrentMerkleTree tree = ConcurrentMerkleTree.Initialize(new byte[size.AccountBytes], size, default, 0);
        for (int i = 0; i < count; i++)
            tree.Append(TestKeys.Leaf(i));
        return tree;
    }
}
