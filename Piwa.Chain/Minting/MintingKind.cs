using Piwa.Chain.Bubblegum;
using Piwa.Chain.Keys;
using Piwa.Chain.Rpc;
using Piwa.Chain.Transactions;
using Piwa.Chain.Transactions.Packing;
using Piwa.Chain.Trees;

namespace Piwa.Chain.Minting;

/// <summary>Trees that belong to Bubblegum, whose configurations count the mints.</summary>
/// <param name="version">The version of Bubblegum.</param>
/// <param name="collection">The Core collection that all assets are minted into; null for none.</param>
internal sealed class MintingKind(LeafVersion version, PublicKey? collection) : ILaneKind
{
    public string Leaf => "Asset";

    public string Leaves => "assets";

    public CompressionProgram Program { get; } = ProgramOf(version);

    public CompressionProgram? OtherProgram { get; } = ProgramOf(version == LeafVersion.V1 ? LeafVersion.V2 : LeafVersion.V1);

    public int TraceLength { get; } = version == LeafVersion.V1
        ? InstructionCosts.MintV1Trace
        : collection is null ? InstructionCosts.MintV2Trace : InstructionCosts.MintV2CollectionTrace;

    public ComputeModel CreateComputeModel() => ComputeModel.ForMints();

    public uint KnownUnits(LaneTree tree, long leafIndex) => InstructionCosts.MintSearchUnits(tree.Address, (ulong)leafIndex);

    public PublicKey AuthorityOf(PublicKey tree, PublicKey writer) => ProgramAddress.TreeAuthority(tree);

    public Instruction CreateTree(PublicKey tree, TreeSize size, PublicKey payer, PublicKey writer) => version == LeafVersion.V1
        ? BubblegumInstructions.CreateTree(tree, size, payer, writer)
        : BubblegumInstructions.CreateTreeV2(tree, size, payer, writer);

    // All mints into one collection count in its account, whichever tree they go to.
    public IReadOnlyList<PublicKey> WrittenAccounts(LaneTree tree) =>
        collection is { } shared ? [tree.Authority, tree.Address, shared] : [tree.Authority, tree.Address];

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

    private static CompressionProgram ProgramOf(LeafVersion version) =>
        version == LeafVersion.V1 ? CompressionProgram.Spl : CompressionProgram.Mpl;
}
