using Piwa.Chain.Keys;
using Piwa.Chain.Rpc;
using Piwa.Chain.Transactions;
using Piwa.Chain.Transactions.Packing;
using Piwa.Chain.Trees;

namespace Piwa.Chain.Minting;

/// <summary>What tells lanes of one kind from others: whose trees they fill, what an instruction takes that appends a leaf, and which
/// accounts say how far a tree has come.</summary>
/// <remarks>Immutable.</remarks>
internal interface ILaneKind
{
    /// <summary>What a leaf stands for, at the start of a message: "Asset".</summary>
    string Leaf { get; }

    /// <summary>The same of several: "assets".</summary>
    string Leaves { get; }

    /// <summary>The program that owns the trees.</summary>
    CompressionProgram Program { get; }

    /// <summary>The program that would own them if the lane were of the other version; null if there is none.</summary>
    CompressionProgram? OtherProgram { get; }

    /// <summary>Instructions that run to append a leaf.</summary>
    int TraceLength { get; }

    /// <summary>What is known of the compute units before anything was sent.</summary>
    ComputeModel CreateComputeModel();

    /// <summary>Compute units of a leaf that are known before it is sent.</summary>
    uint KnownUnits(LaneTree tree, long leafIndex);

    /// <summary>Who may change a tree, as the tree's account says.</summary>
    PublicKey AuthorityOf(PublicKey tree, PublicKey writer);

    /// <summary>Makes a tree in an account of zeros.</summary>
    Instruction CreateTree(PublicKey tree, TreeSize size, PublicKey payer, PublicKey writer);

    /// <summary>The accounts that appending to a tree writes, besides the payer.</summary>
    IReadOnlyList<PublicKey> WrittenAccounts(LaneTree tree);

    /// <summary>The accounts that say how far a tree has come and who may write to it; the last is the tree's own.</summary>
    IReadOnlyList<PublicKey> PositionAccounts(LaneTree tree);

    /// <summary>The part of these accounts that says it, from their first byte on.</summary>
    DataSlice PositionSlice(TreeSize size);

    /// <summary>The leaves that were appended, from these accounts.</summary>
    long CountLeaves(ReadOnlySpan<AccountInfo> accounts, TreeSize size);

    /// <summary>Who else has the tree; null if it is the writer's.</summary>
    PublicKey? FindStranger(ReadOnlySpan<AccountInfo> accounts, PublicKey writer);
}
