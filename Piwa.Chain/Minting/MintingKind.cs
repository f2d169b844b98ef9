using Piwa.Chain.Bubblegum;
using Piwa.Chain.Keys;
using Piwa.Chain.Rpc;
using Piwa.Chain.Transactions;
using Piwa.Chain.Transactions.Packing;
using Piwa.Chain.Trees;

namespace Piwa.Chain.Minting;

/// <summary>Trees that belong to Bubblegum, whose configurations count the mints.</summary>
internal sealed class MintingKind : ILaneKind
{
    private MintingKind()
    {
    }

    public static MintingKind Instance { get; } = new();

    public string Leaf => "Asset";

    public string Leaves => "assets";

    public int TraceLength => InstructionCosts.MintV1Trace;

    public ComputeModel CreateComputeModel() => ComputeModel.ForMints();

    public uint KnownUnits(LaneTree tree, long leafIndex) => InstructionCosts.MintSearchUnits(tree.Address, (ulong)leafIndex);

    public PublicKey AuthorityOf(PublicKey tree, PublicKey writer) => ProgramAddress.TreeAuthority(tree);

    public Instruction CreateTree(PublicKey tree, TreeSize size, PublicKey payer, PublicKey writer) =>
        BubblegumInstructions.CreateTree(tree, size, payer, writer);

    // Account and configuration come into being in one transaction.
    public IReadOnlyList<PublicKey> PositionAccounts(LaneTree tree) => [tree.Authority, tree.Address];

    // The whole configuration, and the head of the tree.
    public DataSlice PositionSlice(TreeSize size) => new(0, TreeConfig.Size);

    public long CountLeaves(ReadOnlySpan<AccountInfo> accounts, TreeSize size) =>
        (long)TreeConfig.Parse(accounts[0].Data.Span).MintedCount;

    public PublicKey? FindStranger(ReadOnlySpan<AccountInfo> accounts, PublicKey writer)
    {
        TreeConfig config = TreeConfig.Parse(accounts[0].Data.Span);
        return config.TreeCreator == writer || config.TreeDelegate == writer ? null : config.TreeDelegate;
    }
}
