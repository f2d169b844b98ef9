using Piwa.Chain;
using Piwa.Chain.Hashing;
using Piwa.Chain.Keys;
using Piwa.Chain.Trees;

namespace Piwa.Tests.Chain.Trees;

public sealed class ConcurrentMerkleTreeTests
{
    private static readonly TreeSize Size = new(3, 8);

    [Fact]
    public void EveryValidSizeInitializesAndTakesLeaves()
    {
        foreach (TreeSize size in TreeSize.All)
        {
            ConcurrentMerkleTree tree = Initialize(size);
            Assert.Equal(EmptyNodes.Levels[size.Depth], tree.Root);
            Assert.Equal(TreeOutcome.Success, tree.Append(TestKeys.Leaf(1)));
            Assert.Equal(MerkleTree.Build(size.Depth, [TestKeys.Leaf(1)]).Root, tree.Root);
            Assert.Equal(size, ConcurrentMerkleTree.Open(tree.Bytes.ToArray()).Size);
        }
    }

    [Fact]
    public void TreeFillsToItsCapacityAndNoFurther()
    {
        ConcurrentMerkleTree tree = Initialize(Size);
        for (int i = 0; i < 8; i++)
            Assert.Equal(TreeOutcome.Success, tree.Append(TestKeys.Leaf(i)));
        byte[] full = tree.Bytes.ToArray();
        Assert.Equal(TreeOutcome.TreeFull, tree.Append(TestKeys.Leaf(8)));
        Assert.Equal(TreeOutcome.TreeFull, tree.AppendBatch([TestKeys.Leaf(8)]));
        Assert.Equal(full, tree.Bytes.ToArray());
        Assert.Equal(8, tree.LeafCount);
        Assert.Equal(TestKeys.Leaf(7), tree.RightmostLeaf);
    }

    [Theory]
    [InlineData(2, TreeOutcome.Success)]
    [InlineData(3, TreeOutcome.Success)]
    [InlineData(4, TreeOutcome.LeafIndexOutOfBounds)]
    [InlineData(7, TreeOutcome.LeafIndexOutOfBounds)]
    [InlineData(8, TreeOutcome.LeafIndexOutOfBounds)]
    public void ReplacingEndsJustAfterTheRightmostLeaf(uint index, TreeOutcome expected)
    {
        ConcurrentMerkleTree tree = Initialize(Size);
        Hash256[] leaves = [TestKeys.Leaf(0), TestKeys.Leaf(1), TestKeys.Leaf(2)];
        tree.AppendBatch(leaves);
        Hash256[] padded = [.. leaves, .. new Hash256[5]];
        MerkleProof proof = MerkleTree.Build(3, padded).GetProof((int)Math.Min(index, 7));
        Assert.Equal(expected, tree.ReplaceLeaf(tree.Root, proof.Leaf, TestKeys.Leaf(9), index, [.. proof.Siblings]));
        Assert.Equal(expected, Initialize(Size, leaves).VerifyLeaf(MerkleTree.Build(3, padded).Root, proof.Leaf, index,
            [.. proof.Siblings]));
    }

    // The programs abort there: an assertion, not an error.
    [Fact]
    public void InsertingBeyondThePlaceAfterTheRightmostLeafAborts()
    {
        ConcurrentMerkleTree tree = Initialize(Size);
        Assert.Equal(TreeOutcome.Aborted, tree.InsertOrAppend(tree.Root, TestKeys.Leaf(1), 1, EmptyNodes.Levels[..3]));
        Assert.Equal(0UL, tree.SequenceNumber);
        Assert.Equal(TreeOutcome.Success, tree.InsertOrAppend(tree.Root, TestKeys.Leaf(1), 0, EmptyNodes.Levels[..3]));
    }

    [Theory]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    public void ProofsThatLeaveOutEmptySubtreesServeAndLongerOnesDoNot(int length)
    {
        ConcurrentMerkleTree tree = Initialize(Size);
        tree.Append(TestKeys.Leaf(0));
        Hash256[] proof = [.. EmptyNodes.Levels[..length]];
        Assert.Equal(length <= 3 ? TreeOutcome.Success : TreeOutcome.Aborted, tree.VerifyLeaf(tree.Root, TestKeys.Leaf(0), 0, proof));
    }

    // A root as old as the ring is remembered, the one before it is not.
    [Theory]
    [InlineData(7, TreeOutcome.Success)]
    [InlineData(8, TreeOutcome.RootNotFound)]
    public void RingRemembersAsManyRootsAsItHasEntries(int changes, TreeOutcome expected)
    {
        TreeSize size = new(5, 8);
        ConcurrentMerkleTree tree = Initialize(size, TestKeys.Leaf(0));
        Hash256 root = tree.Root;
        Hash256[] proof = [.. MerkleTree.Build(5, [TestKeys.Leaf(0)]).GetProof(0).Siblings];
        for (int i = 1; i <= changes; i++)
            tree.Append(TestKeys.Leaf(i));

        // The place of index 0 was never empty, so a remembered root shows a wrong proof and a forgotten one is not found.
        TreeOutcome outcome = tree.InsertOrAppend(root, TestKeys.Leaf(100), 0, proof);
        Assert.Equal(expected == TreeOutcome.Success ? TreeOutcome.InvalidProof : expected, outcome);
    }

    [Fact]
    public void AccountsThatHoldNoTreeAreRefused()
    {
        byte[] account = Initialize(Size).Bytes.ToArray();
        Assert.Throws<WireFormatException>(() => ConcurrentMerkleTree.Open([]));
        Assert.Throws<WireFormatException>(() => ConcurrentMerkleTree.Open(new byte[Size.AccountBytes]));
        Assert.Throws<WireFormatException>(() => ConcurrentMerkleTree.Open(account[..^1]));
        Assert.Throws<WireFormatException>(() => ConcurrentMerkleTree.Open([.. account, 0]));
        Assert.Throws<WireFormatException>(() => ConcurrentMerkleTree.Open([.. account, .. new byte[32]]));
        account[6] = 4;
        Assert.Throws<WireFormatException>(() => ConcurrentMerkleTree.Open(account));
    }

    [Fact]
    public void EveryHeaderEitherOpensOrIsRefused()
    {
        byte[] account = Initialize(Size).Bytes.ToArray();
        for (int position = 0; position < 80; position++)
        {
            for (int value = 0; value < 256; value += 5)
            {
                byte[] damaged = [.. account];
                damaged[position] = (byte)value;
                try
                {
                    ConcurrentMerkleTree tree = ConcurrentMerkleTree.Open(damaged);
                    tree.Append(TestKeys.Leaf(1));
                    tree.VerifyLeaf(tree.Root, TestKeys.Leaf(1), 0, []);
                }
                catch (WireFormatException)
                {
                }
            }
        }
    }

    [Fact]
    public void AccountInUseIsNotInitialized()
    {
        byte[] account = new byte[Size.AccountBytes];
        account[^1] = 1;
        Assert.Throws<ArgumentException>(() => ConcurrentMerkleTree.Initialize(account, Size, default, 0));
        Assert.Throws<ArgumentException>(() => ConcurrentMerkleTree.Initialize(new byte[Size.AccountBytes + 1], Size, default, 0));
    }

    [Fact]
    public void HeaderKeepsAuthorityAndSlot()
    {
        PublicKey authority = TestKeys.Key(1);
        ConcurrentMerkleTree tree = ConcurrentMerkleTree.Initialize(new byte[Size.AccountBytes], Size, authority, 0x1122334455667788);
        Assert.Equal(authority, tree.Authority);
        Assert.Equal(0x1122334455667788UL, tree.CreationSlot);
    }

    private static ConcurrentMerkleTree Initialize(TreeSize size, params Hash256[] leaves)
    {
        ConcurrentMerkleTree tree = ConcurrentMerkleTree.Initialize(new byte[size.AccountBytes], size, TestKeys.Key(1), 7);
        tree.AppendBatch(leaves);
        return tree;
    }
}
