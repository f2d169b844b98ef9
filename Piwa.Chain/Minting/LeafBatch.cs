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

    private LeafBatch(int capacity) => _leaves = new List<Hash256>(capacity);

    /// <summary>The instructions of each transaction, one for each leaf.</summary>
    public IReadOnlyList<IReadOnlyList<Instruction>> Transactions => _transactions;

    /// <summary>The leaves, in the order of the instructions.</summary>
    public IReadOnlyList<Hash256> Leaves => _leaves;

    /// <summary>Packs leaves from a number on, until the tree is full or there are so many transactions.</summary>
    public static LeafBatch Pack(
        LaneTree tree, PublicKey payer, int traceLength, ILeafList leaves, int first, int transactionCount)
    {
        int end = (int)Math.Min(leaves.Count, first + tree.Room);
        LeafBatch batch = new(Math.Min(end - first, transactionCount * (Transaction.MaximumTraceLength / traceLength)));
        TransactionSizer sizer = new(payer);
        for (int next = first; next < end && batch._transactions.Count < transactionCount;)
        {
            List<Instruction> instructions = [];
            sizer.Clear();
            for (; next < end && instructions.Count < Transaction.MaximumTraceLength / traceLength; next++)
            {
                Instruction instruction = leaves.InstructionAt(next, tree);
                if (!sizer.TryAdd(instruction))
                    break;
                instructions.Add(instruction);
                batch._leaves.Add(leaves.LeafAt(next, tree, tree.LeafCount + batch._leaves.Count));
            }

            if (instructions.Count == 0)
                throw new TransactionTooLargeException($"{leaves.NameOf(next)} does not fit a transaction of its own.");
            batch._transactions.Add(instructions);
        }

        return batch;
    }
}
