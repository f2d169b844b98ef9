using Piwa.Chain.Bubblegum;
using Piwa.Chain.Hashing;
using Piwa.Chain.Keys;
using Piwa.Chain.Transactions;
using Piwa.Chain.Transactions.Packing;

namespace Piwa.Chain.Minting;

/// <summary>Mints into one tree, packed into as few transactions as they fit, with the leaves that they will make.</summary>
/// <remarks>Two limits close a transaction: its bytes, and the 64 instructions that its trace may hold.</remarks>
internal sealed class MintBatch
{
    private readonly List<IReadOnlyList<Instruction>> _transactions = [];
    private readonly List<Hash256> _leaves = [];

    private MintBatch()
    {
    }

    /// <summary>The instructions of each transaction, all of them mints.</summary>
    public IReadOnlyList<IReadOnlyList<Instruction>> Transactions => _transactions;

    /// <summary>The leaves, in the order of the mints.</summary>
    public IReadOnlyList<Hash256> Leaves => _leaves;

    /// <summary>Packs requests from a number on, until the tree is full or there are so many transactions.</summary>
    public static MintBatch Pack(
        LaneTree tree, PublicKey payer, PublicKey treeDelegate, IReadOnlyList<MintRequest> requests, int first, int transactionCount)
    {
        MintBatch batch = new();
        MintAccounts accounts = new(tree.Address, tree.Authority, payer, treeDelegate);
        int end = (int)Math.Min(requests.Count, first + tree.Room);
        for (int next = first; next < end && batch._transactions.Count < transactionCount;)
        {
            List<Instruction> instructions = [];
            TransactionSizer sizer = new(payer);
            for (; next < end && instructions.Count < Transaction.MaximumTraceLength / InstructionCosts.MintV1Trace; next++)
            {
                MintRequest request = requests[next];
                Instruction mint = request.ToMint(accounts);
                if (!sizer.TryAdd(mint))
                    break;
                instructions.Add(mint);
                batch._leaves.Add(tree.LeafOf(request, tree.MintedCount + batch._leaves.Count).Hash());
            }

            if (instructions.Count == 0)
                throw new TransactionTooLargeException($"Request '{requests[next].Metadata.Name}' does not fit a transaction of its own.");
            batch._transactions.Add(instructions);
        }

        return batch;
    }
}
