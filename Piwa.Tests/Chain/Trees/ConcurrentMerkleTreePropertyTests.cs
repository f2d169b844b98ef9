using CsCheck;
using Piwa.Chain.Hashing;
using Piwa.Chain.Keys;
using Piwa.Chain.Trees;

namespace Piwa.Tests.Chain.Trees;

/// <summary>Random operations on a concurrent tree and on <see cref="ReferenceTree"/> must come to the same.</summary>
public sealed class ConcurrentMerkleTreePropertyTests
{
    private enum Kind
    {
        Append,
        AppendZero,
        Replace,
        Clear,
        Verify,
        Insert,
    }

    private static readonly Gen<(Kind Kind, int State, int Index, int Cut)[]> Operations = Gen.Select(
        Gen.Frequency(
            (6, Gen.Const(Kind.Append)), (1, Gen.Const(Kind.AppendZero)), (5, Gen.Const(Kind.Replace)), (2, Gen.Const(Kind.Clear)),
            (2, Gen.Const(Kind.Verify)), (3, Gen.Const(Kind.Insert))),
        Gen.Int[0, 1000],
        Gen.Int[0, 1000],
        Gen.Int[0, 5]).Array[1, 60];

    [Theory]
    [InlineData(3, 8, 0)]
    [InlineData(3, 8, 1)]
    [InlineData(3, 8, 3)]
    [InlineData(5, 8, 2)]
    public void EveryOperationComesToWhatItMeans(int depth, int buffer, int canopy) => Operations.Sample(operations =>
    {
        TreeSize size = new(depth, buffer, canopy);
        ConcurrentMerkleTree tree = ConcurrentMerkleTree.Initialize(new byte[size.AccountBytes], size, default, 0);
        ReferenceTree reference = new(depth, buffer);
        for (int i = 0; i < operations.Length; i++)
        {
            (Kind kind, int stateNumber, int indexNumber, int cut) = operations[i];
            Hash256[] state = reference.States[stateNumber % reference.States.Count];
            int index = indexNumber % (1 << depth);
            Hash256 root = ReferenceTree.RootOf(state);

            // Siblings that the canopy has may be left out, and siblings of empty subtrees at the top as well.
            Hash256[] proof = reference.ProofOf(state, index)[..^Math.Min(cut, canopy)];
            Hash256 fresh = TestKeys.Leaf(i);
            byte[] before = tree.Bytes.ToArray();

            // Two states of equal leaves have one root, and the tree takes the newest: so must the reference.
            state = reference.States.Last(each => ReferenceTree.RootOf(each) == root);
            (TreeOutcome expected, TreeOutcome actual) = kind switch
            {
                Kind.Append => (reference.Append(fresh), tree.Append(fresh)),
                Kind.AppendZero => (reference.Append(default), tree.Append(default)),
                Kind.Replace => (reference.Replace(state, fresh, index), tree.ReplaceLeaf(root, state[index], fresh, (uint)index, proof)),
                Kind.Clear => (reference.Replace(state, default, index), tree.ReplaceLeaf(root, state[index], default, (uint)index, proof)),
                Kind.Verify => (reference.Verify(state, index), tree.VerifyLeaf(root, state[index], (uint)index, proof)),
                _ => (reference.InsertOrAppend(state, fresh, index), tree.InsertOrAppend(root, fresh, (uint)index, proof)),
            };
            if (expected != actual || tree.Root != reference.Root)
                return false;
            if (tree.SequenceNumber != reference.Changes || tree.LeafCount != reference.FilledCount)
                return false;
            if (actual != TreeOutcome.Success && !tree.Bytes.Span.SequenceEqual(before))
                return false;
        }

        return true;
    }, iter: 400);

    [Theory]
    [InlineData(3, 8, 0)]
    [InlineData(3, 8, 2)]
    [InlineData(5, 8, 5)]
    [InlineData(9, 16, 3)]
    public void BatchesLeaveTheBytesOfSingleAppends(int depth, int buffer, int canopy) =>
        Gen.Int[0, 1 << depth].Array[1, 12].Sample(batches =>
        {
            TreeSize size = new(depth, buffer, canopy);
            ConcurrentMerkleTree single = ConcurrentMerkleTree.Initialize(new byte[size.AccountBytes], size, default, 0);
            ConcurrentMerkleTree batched = ConcurrentMerkleTree.Initialize(new byte[size.AccountBytes], size, default, 0);
            int next = 0;
            foreach (int wanted in batches)
            {
                Hash256[] leaves = [.. Enumerable.Range(next, wanted).Select(TestKeys.Leaf)];
                bool fits = next + wanted <= 1 << depth;
                if (batched.AppendBatch(leaves) != (fits ? TreeOutcome.Success : TreeOutcome.TreeFull))
                    return false;
                if (!fits)
                    continue;
                foreach (Hash256 leaf in leaves)
                    single.Append(leaf);
                next += wanted;
                if (!single.Bytes.Span.SequenceEqual(batched.Bytes.Span))
                    return false;
            }

            return true;
        }, iter: 60);

    [Fact]
    public void BatchLargerThanAWorkingSetLeavesTheBytesOfSingleAppends()
    {
        TreeSize size = new(14, 64, 2);
        ConcurrentMerkleTree single = ConcurrentMerkleTree.Initialize(new byte[size.AccountBytes], size, default, 0);
        ConcurrentMerkleTree batched = ConcurrentMerkleTree.Initialize(new byte[size.AccountBytes], size, default, 0);
        Hash256[] leaves = [.. Enumerable.Range(0, 10_001).Select(TestKeys.Leaf)];
        Assert.Equal(TreeOutcome.Success, batched.AppendBatch(leaves));
        foreach (Hash256 leaf in leaves)
            single.Append(leaf);
        Assert.True(single.Bytes.Span.SequenceEqual(batched.Bytes.Span));
    }

    // A leaf that was replaced to the left must show in the subtrees that the batch builds on.
    [Fact]
    public void BatchesBuildOnReplacedLeaves() =>
        Gen.Select(Gen.Int[1, 20], Gen.Int[0, 19], Gen.Int[1, 12]).Sample((filled, replaced, added) =>
        {
            replaced %= filled;
            TreeSize size = new(5, 8, 1);
            ConcurrentMerkleTree single = ConcurrentMerkleTree.Initialize(new byte[size.AccountBytes], size, default, 0);
            ReferenceTree reference = new(5, 8);
            for (int i = 0; i < filled; i++)
            {
                single.Append(TestKeys.Leaf(i));
                reference.Append(TestKeys.Leaf(i));
            }

            single.ReplaceLeaf(single.Root, reference.Leaves[replaced], TestKeys.Leaf(1000), (uint)replaced,
                reference.ProofOf(reference.Leaves, replaced));
            ConcurrentMerkleTree batched = ConcurrentMerkleTree.Open(single.Bytes.ToArray());
            Hash256[] leaves = [.. Enumerable.Range(100, added).Select(TestKeys.Leaf)];
            foreach (Hash256 leaf in leaves)
                single.Append(leaf);
            return batched.AppendBatch(leaves) == TreeOutcome.Success && batched.Bytes.Span.SequenceEqual(single.Bytes.Span);
        }, iter: 300);

    [Fact]
    public void ObserverHearsOfEveryByteThatChanges() => Operations.Sample(operations =>
    {
        TreeSize size = new(5, 8, 2);
        byte[] account = new byte[size.AccountBytes];
        ConcurrentMerkleTree.Initialize(account, size, default(PublicKey), 0);
        Announcements announcements = new();
        Assert.Null(ConcurrentMerkleTree.TryOpen(account, announcements, out ConcurrentMerkleTree? tree));
        ReferenceTree reference = new(5, 8);
        for (int i = 0; i < operations.Length; i++)
        {
            byte[] before = [.. account];
            announcements.Clear();
            int index = operations[i].Index % Math.Max(1, reference.FilledCount);
            if (operations[i].Kind == Kind.Append)
            {
                tree!.Append(TestKeys.Leaf(i));
                reference.Append(TestKeys.Leaf(i));
            }
            else if (operations[i].Kind == Kind.AppendZero)
            {
                Hash256[] leaves = [TestKeys.Leaf(i), TestKeys.Leaf(i + 1000)];
                if (tree!.AppendBatch(leaves) == TreeOutcome.Success)
                    Array.ForEach(leaves, leaf => reference.Append(leaf));
            }
            else
            {
                tree!.ReplaceLeaf(tree.Root, reference.Leaves[index], TestKeys.Leaf(i), (uint)index,
                    reference.ProofOf(reference.Leaves, index));
                reference.Replace(reference.Leaves, TestKeys.Leaf(i), index);
            }

            if (!announcements.Restore(account).AsSpan().SequenceEqual(before))
                return false;
        }

        return true;
    }, iter: 100);

    private sealed class Announcements : IWriteObserver
    {
        private readonly List<(int Offset, byte[] Bytes)> _saved = [];

        public void BeforeWrite(byte[] account, int offset, int length) => _saved.Add((offset, account[offset..(offset + length)]));

        public void Clear() => _saved.Clear();

        public byte[] Restore(byte[] account)
        {
            byte[] restored = [.. account];
            foreach ((int offset, byte[] bytes) in Enumerable.Reverse(_saved))
                bytes.CopyTo(restored, offset);
            return restored;
        }
    }
}
