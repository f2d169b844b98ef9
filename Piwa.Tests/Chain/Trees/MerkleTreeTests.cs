using CsCheck;
using Piwa.Chain.Hashing;
using Piwa.Chain.Trees;

namespace Piwa.Tests.Chain.Trees;

public sealed class MerkleTreeTests
{
    [Fact]
    public void RootAndProofsAreThoseOfTheObviousTree() =>
        Gen.Select(Gen.Int[0, 6], Gen.Int[0, 64]).Sample((depth, count) =>
        {
            count = Math.Min(count, 1 << depth);
            Hash256[] leaves = [.. Enumerable.Range(0, count).Select(TestKeys.Leaf)];
            Hash256[] padded = [.. leaves, .. new Hash256[(1 << depth) - count]];
            ReferenceTree reference = new(depth, 1);
            MerkleTree tree = MerkleTree.Build(depth, leaves);
            List<MerkleProof> proofs = [.. tree.GetProofs()];
            return tree.Root == ReferenceTree.RootOf(padded)
                && MerkleTree.ComputeRoot(depth, leaves) == tree.Root
                && proofs.Count == count
                && proofs.All(proof => proof.Siblings.SequenceEqual(reference.ProofOf(padded, (int)proof.Index)) && proof.Verify(tree.Root))
                && proofs.Select(proof => proof.Leaf).SequenceEqual(leaves);
        }, iter: 300);

    [Fact]
    public void FrontierFollowsTheTreeLeafByLeaf()
    {
        const int Depth = 7;
        MerkleFrontier frontier = new(Depth);
        List<Hash256> leaves = [];
        Assert.Equal(EmptyNodes.Levels[Depth], frontier.ComputeRoot());
        for (int i = 0; i < 1 << Depth; i++)
        {
            leaves.Add(TestKeys.Leaf(i));
            frontier.Append(TestKeys.Leaf(i));
            Assert.Equal(MerkleTree.Build(Depth, [.. leaves]).Root, frontier.ComputeRoot());
        }

        Assert.Throws<InvalidOperationException>(() => frontier.Append(TestKeys.Leaf(0)));
        Assert.Equal(1 << Depth, frontier.LeafCount);
    }

    [Fact]
    public void FrontierOfDepthZeroHoldsOneLeaf()
    {
        MerkleFrontier frontier = new(0);
        frontier.Append(TestKeys.Leaf(1));
        Assert.Equal(TestKeys.Leaf(1), frontier.ComputeRoot());
        Assert.Throws<InvalidOperationException>(() => frontier.Append(TestKeys.Leaf(1)));
    }

    [Fact]
    public void ConcurrentTreeHasTheSameRoots()
    {
        TreeSize size = new(10, 32);
        ConcurrentMerkleTree concurrent = ConcurrentMerkleTree.Initialize(new byte[size.AccountBytes], size, default, 0);
        Hash256[] leaves = [.. Enumerable.Range(0, 777).Select(TestKeys.Leaf)];
        concurrent.AppendBatch(leaves);
        Assert.Equal(concurrent.Root, MerkleTree.Build(10, leaves).Root);
    }

    [Fact]
    public void AnyChangeSpoilsAProof()
    {
        Hash256[] leaves = [.. Enumerable.Range(0, 11).Select(TestKeys.Leaf)];
        MerkleTree tree = MerkleTree.Build(4, leaves);
        MerkleProof proof = tree.GetProof(6);
        Assert.True(proof.Verify(tree.Root));
        Assert.False(proof.Verify(TestKeys.Leaf(0)));
        Assert.False(new MerkleProof(TestKeys.Leaf(7), 6, proof.Siblings).Verify(tree.Root));
        for (uint index = 0; index < 16; index++)
            Assert.Equal(index == 6, new MerkleProof(proof.Leaf, index, proof.Siblings).Verify(tree.Root));
        for (int level = 0; level < 4; level++)
        {
            Hash256[] siblings = [.. proof.Siblings];
            siblings[level] = TestKeys.Leaf(99);
            Assert.False(new MerkleProof(proof.Leaf, 6, siblings).Verify(tree.Root));
        }
    }

    [Theory]
    [InlineData(0, 0)]
    [InlineData(1, 0)]
    [InlineData(2, 1)]
    [InlineData(3, 2)]
    [InlineData(4, 2)]
    [InlineData(5, 3)]
    [InlineData(1 << 20, 20)]
    [InlineData((1 << 20) + 1, 21)]
    public void DepthIsTheSmallestThatHolds(int leaves, int depth) => Assert.Equal(depth, MerkleTree.DepthFor(leaves));

    [Fact]
    public void ImpossibleSizesAreRefused()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => MerkleTree.Build(-1, []));
        Assert.Throws<ArgumentOutOfRangeException>(() => MerkleTree.Build(31, []));
        Assert.Throws<ArgumentException>(() => MerkleTree.Build(1, new Hash256[3]));
        Assert.Throws<ArgumentException>(() => MerkleTree.ComputeRoot(1, new Hash256[3]));
        Assert.Throws<ArgumentOutOfRangeException>(() => MerkleTree.Build(1, new Hash256[1]).GetProof(1));
        Assert.Throws<ArgumentOutOfRangeException>(() => MerkleTree.Build(1, new Hash256[1]).GetProof(-1));
        Assert.Throws<ArgumentException>(() => new MerkleProof(default, 4, new Hash256[2]));
        Assert.Throws<ArgumentException>(() => new MerkleProof(default, 0, new Hash256[31]));
        Assert.Throws<ArgumentOutOfRangeException>(() => new MerkleFrontier(31));
        Assert.Equal(EmptyNodes.Levels[30], MerkleTree.Build(30, []).Root);
    }
}
