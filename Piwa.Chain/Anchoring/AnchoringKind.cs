using Piwa.Chain.Keys;
using Piwa.Chain.Minting;
using Piwa.Chain.Rpc;
using Piwa.Chain.Transactions;
using Piwa.Chain.Transactions.Packing;
using Piwa.Chain.Trees;

namespace Piwa.Chain.Anchoring;

/// <summary>Trees that belong to the wallet itself: no program stands between, so the tree alone says how far it has come.</summary>
internal sealed class AnchoringKind : ILaneKind
{
    private AnchoringKind()
    {
    }

    public static AnchoringKind Instance { get; } = new();

    public string Leaf => "Root";

    public string Leaves => "roots";

    public CompressionProgram Program => CompressionProgram.Spl;

    public CompressionProgram? OtherProgram => null;

    public int TraceLength => InstructionCosts.AppendTrace;

    public ComputeModel CreateComputeModel() => ComputeModel.ForAppends();

    public uint KnownUnits(LaneTree tree, long leafIndex) => 0;

    public PublicKey AuthorityOf(PublicKey tree, PublicKey writer) => writer;

    public Instruction CreateTree(PublicKey tree, TreeSize size, PublicKey payer, PublicKey writer) =>
        CompressionInstructions.InitEmptyMerkleTree(Program, tree, writer, size);

    public IReadOnlyList<PublicKey> WrittenAccounts(LaneTree tree) => [tree.Address];

    public IReadOnlyList<PublicKey> PositionAccounts(LaneTree tree) => [tree.Address];

    // All but the canopy: the number of leaves stands at the end. 31,800 bytes for a tree of depth 14.
    public DataSlice PositionSlice(TreeSize size) => new(0, TreeSize.HeaderBytes + size.TreeBytes);

    public long CountLeaves(ReadOnlySpan<AccountInfo> accounts, TreeSize size) =>
        ConcurrentMerkleTree.CountLeaves(accounts[0].Data.Span, size);

    public PublicKey? FindStranger(ReadOnlySpan<AccountInfo> accounts, PublicKey writer)
    {
        PublicKey authority = TreeHeader.Authority(accounts[0].Data.Span);
        return authority == writer ? null : authority;
    }
}
