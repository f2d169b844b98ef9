using Piwa.Chain.Hashing;
using Piwa.Chain.Keys;
using Piwa.Chain.Transactions;

namespace Piwa.Chain.Minting;

/// <summary>Leaves for one tree, packed into as few transactions as they fit.</summary>
/// <remarks>Two limits close a transaction: its bytes, and the 64 instructions that its trace may hold.</remarks>
internal sealed class LeafBatch
{
    private readonly List<IReadOnlyList<Instruction>> _transactions = [];
    private readonly List<Hash256> _leaves;
    private readonly int _instructionsPerLeaf;

    private LeafBatch(int capacity, int instructionsPerLeaf)
    {
        _leaves = new List<Hash256>(capacity);
        _instructionsPerLeaf = instructionsPerLeaf;
    }

    /// <summary>The instructions of each transaction: those of each leaf in turn.</summary>
    public IReadOnlyList<IReadOnlyList<Instruction>> Transactions => _transactions;

    /// <summary>The leaves, in the order of the instructions.</summary>
    public IReadOnlyList<Hash256> Leaves => _leaves;

    /// <summary>Leaves of a transaction.</summary>
    public int CountLeaves(int transaction) => _transactions[transaction].Count / _instructionsPerLeaf;

    /// <summary>Packs leaves from a number on, until the tree is full or there are so many transactions.</summary>
    public static LeafBatch Pack(
        LaneTree tree, PublicKey payer, int traceLength, ILeafList leaves, int first, int transactionCount)
    {
        int end = (int)Math.Min(leaves.Count, first + tree.Room);
        int room = Transaction.MaximumTraceLength / traceLength, parts = leaves.InstructionsPerLeaf;
        LeafBatch batch = new(Math.Min(end - first, transactionCount * room), parts);
        TransactionSizer sizer = new(payer);
        for (int next = first; next < end && batch._transactions.Count < transactionCount;)
        {
            List<Instruction> instructions = [];
            sizer.Clear();
            for (; next < end && instructions.Count < room * parts; next++)
            {
                sizer.Begin();
                for (int part = 0; part < parts; part++)
                {
                    instructions.Add(leaves.InstructionAt(next, part, tree));
                    sizer.Extend(instructions[^1]);
                }

                if (sizer.Bytes > Transaction.MaximumBytes || sizer.AccountCount > Transaction.MaximumAccounts)
                {
                    sizer.Undo();
                    instructions.RemoveRange(instructions.Count - parts, parts);
                    break;
                }

                batch._leaves.Add(leaves.LeafAt(next, tree, tree.LeafCount + batch._leaves.Count));
            }

            if (instructions.Count == 0)
                throw new TransactionTooLargeException($"{leaves.NameOf(next)} does not fit a transaction of its own.");
            batch._transactions.Add(instructions);
        }

        return batch;
    }
}
