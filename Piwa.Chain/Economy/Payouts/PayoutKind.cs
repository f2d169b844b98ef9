using Piwa.Chain.Anchoring;
using Piwa.Chain.Keys;
using Piwa.Chain.Minting;
using Piwa.Chain.Rpc;
using Piwa.Chain.Transactions;
using Piwa.Chain.Transactions.Packing;
using Piwa.Chain.Trees;

namespace Piwa.Chain.Economy.Payouts;

/// <summary>Trees of the treasury itself, each of whose leaves is appended by the transaction that pays it.</summary>
internal sealed class PayoutKind : ILaneKind
{
    /// <summary>Opening the recipient's account, if it is not there, calls for its size, its creation (three calls where somebody has sent it
    /// lamports), its owner and itself; then the transfer; then the leaf, with its event.</summary>
    private const int PayoutTrace = 1 + 6 + 1 + InstructionCosts.AppendTrace;

    /// <summary>A guess to begin with, which each confirmed transaction corrects: 25,000 compute units to open an account, up to 15,000 to find its
    /// address, 6,200 for a transfer, 10,000 for a leaf. None of them is measured on a cluster.</summary>
    private const uint FirstUnits = 57_000;

    private const uint FurtherUnits = 55_000;

    private readonly AnchoringKind _trees = AnchoringKind.Instance;

    private PayoutKind()
    {
    }

    public static PayoutKind Instance { get; } = new();

    public string Leaf => "Payout";

    public string Leaves => "payouts";

    public CompressionProgram Program => _trees.Program;

    public CompressionProgram? OtherProgram => _trees.OtherProgram;

    public int TraceLength => PayoutTrace;

    public ComputeModel CreateComputeModel() => new(FirstUnits, FurtherUnits);

    public uint KnownUnits(LaneTree tree, long leafIndex) => 0;

    public PublicKey AuthorityOf(PublicKey tree, PublicKey writer) => _trees.AuthorityOf(tree, writer);

    public Instruction CreateTree(PublicKey tree, TreeSize size, PublicKey payer, PublicKey writer) => _trees.CreateTree(tree, size, payer, writer);

    public IReadOnlyList<PublicKey> WrittenAccounts(LaneTree tree) => _trees.WrittenAccounts(tree);

    public IReadOnlyList<PublicKey> PositionAccounts(LaneTree tree) => _trees.PositionAccounts(tree);

    public DataSlice PositionSlice(TreeSize size) => _trees.PositionSlice(size);

    public long CountLeaves(ReadOnlySpan<AccountInfo> accounts, TreeSize size) => _trees.CountLeaves(accounts, size);

    public PublicKey? FindStranger(ReadOnlySpan<AccountInfo> accounts, PublicKey writer) => _trees.FindStranger(accounts, writer);
}
