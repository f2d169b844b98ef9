using System.Buffers.Binary;
using Piwa.Chain.Hashing;
using Piwa.Chain.Keys;
using Piwa.Chain.Ledger.Execution;
using Piwa.Chain.Rpc;
using Piwa.Chain.Trees;

namespace Piwa.Chain.Ledger.Programs;

/// <summary>An account compression program: checks who may change a tree, and has the tree do the rest.</summary>
/// <remarks>Errors come in the order of the real programs: data, accounts, owner, type, authority, index, size and canopy, tree.</remarks>
internal sealed partial class CompressionProcessor(CompressionProgram program) : LedgerProgram(program.Id, ProgramLoaders.Upgradeable)
{
    private const int Tree = 0;
    private const int Authority = 1;
    private const int Noop = 2;
    private const int Recipient = 2;
    private const int ModifyAccounts = 3;
    private const int VerifyAccounts = 1;
    private const int RootLeafIndexBytes = (2 * Hash256.Size) + sizeof(uint);

    public override InstructionFault? Execute(InstructionFrame frame)
    {
        ReadOnlySpan<byte> data = frame.Data;
        if (data.Length < CompressionDiscriminators.Size)
            return AnchorError.InstructionMissing;
        ReadOnlySpan<byte> discriminator = data[..CompressionDiscriminators.Size];
        ReadOnlySpan<byte> arguments = data[CompressionDiscriminators.Size..];
        if (discriminator.SequenceEqual(CompressionDiscriminators.Append))
            return Append(frame, arguments);
        if (discriminator.SequenceEqual(CompressionDiscriminators.ReplaceLeaf))
            return ReplaceLeaf(frame, arguments);
        if (discriminator.SequenceEqual(CompressionDiscriminators.VerifyLeaf))
            return VerifyLeaf(frame, arguments);
        if (discriminator.SequenceEqual(CompressionDiscriminators.InsertOrAppend))
            return InsertOrAppend(frame, arguments);
        if (discriminator.SequenceEqual(CompressionDiscriminators.InitEmptyMerkleTree))
            return Initialize(frame, arguments);
        if (discriminator.SequenceEqual(CompressionDiscriminators.TransferAuthority))
            return TransferAuthority(frame, arguments);
        return discriminator.SequenceEqual(CompressionDiscriminators.CloseEmptyTree)
            ? Close(frame)
            : AnchorError.InstructionFallbackNotFound;
    }

    private InstructionFault? Append(InstructionFrame frame, ReadOnlySpan<byte> arguments)
    {
        if (arguments.Length < Hash256.Size)
            return AnchorError.InstructionDidNotDeserialize;
        if (OpenToModify(frame, leafIndex: null, out ConcurrentMerkleTree? tree) is { } fault)
            return fault;
        return Finish(frame, tree!, tree!.Append(new Hash256(arguments[..Hash256.Size])));
    }

    private InstructionFault? ReplaceLeaf(InstructionFrame frame, ReadOnlySpan<byte> arguments)
    {
        if (arguments.Length < RootLeafIndexBytes + Hash256.Size)
            return AnchorError.InstructionDidNotDeserialize;
        Hash256 root = TakeHash(ref arguments);
        Hash256 previousLeaf = TakeHash(ref arguments);
        Hash256 newLeaf = TakeHash(ref arguments);
        uint index = BinaryPrimitives.ReadUInt32LittleEndian(arguments);
        if (OpenToModify(frame, index, out ConcurrentMerkleTree? tree) is { } fault)
            return fault;
        return Finish(frame, tree!, tree!.ReplaceLeaf(root, previousLeaf, newLeaf, index, Proof(frame, ModifyAccounts)));
    }

    private InstructionFault? InsertOrAppend(InstructionFrame frame, ReadOnlySpan<byte> arguments)
    {
        if (arguments.Length < RootLeafIndexBytes)
            return AnchorError.InstructionDidNotDeserialize;
        Hash256 root = TakeHash(ref arguments);
        Hash256 leaf = TakeHash(ref arguments);
        uint index = BinaryPrimitives.ReadUInt32LittleEndian(arguments);
        if (OpenToModify(frame, index, out ConcurrentMerkleTree? tree) is { } fault)
            return fault;
        return Finish(frame, tree!, tree!.InsertOrAppend(root, leaf, index, Proof(frame, ModifyAccounts)));
    }

    private InstructionFault? VerifyLeaf(InstructionFrame frame, ReadOnlySpan<byte> arguments)
    {
        if (arguments.Length < RootLeafIndexBytes)
            return AnchorError.InstructionDidNotDeserialize;
        Hash256 root = TakeHash(ref arguments);
        Hash256 leaf = TakeHash(ref arguments);
        uint index = BinaryPrimitives.ReadUInt32LittleEndian(arguments);
        if (frame.AccountCount < VerifyAccounts)
            return AnchorError.AccountNotEnoughKeys;
        if (Open(frame, authority: null, index, out ConcurrentMerkleTree? tree) is { } fault)
            return fault;
        TreeOutcome outcome = tree!.VerifyLeaf(root, leaf, index, Proof(frame, VerifyAccounts));
        return outcome == TreeOutcome.Success ? null : FaultOf(frame, outcome);
    }

    /// <summary>The checks of every instruction that changes leaves, and the tree.</summary>
    private InstructionFault? OpenToModify(InstructionFrame frame, uint? leafIndex, out ConcurrentMerkleTree? tree)
    {
        tree = null;
        if (CheckModifyAccounts(frame) is { } fault)
            return fault;
        return Open(frame, frame.Key(Authority), leafIndex, out tree) ?? frame.CheckDataChange(Tree);
    }

    private InstructionFault? CheckModifyAccounts(InstructionFrame frame)
    {
        if (frame.AccountCount <= Authority)
            return AnchorError.AccountNotEnoughKeys;
        if (!frame.IsSigner(Authority))
            return AnchorError.AccountNotSigner;
        if (frame.AccountCount <= Noop)
            return AnchorError.AccountNotEnoughKeys;
        if (frame.Key(Noop) != program.Noop)
            return AnchorError.InvalidProgramId;
        return frame.IsWritable(Tree) ? null : AnchorError.ConstraintMut;
    }

    private InstructionFault? Open(InstructionFrame frame, PublicKey? authority, uint? leafIndex, out ConcurrentMerkleTree? tree)
    {
        tree = null;
        LedgerAccount account = frame.Account(Tree);
        if (account.Owner != Id)
            return AccountCompressionError.IncorrectAccountOwner;

        // Cutting the header off an account that is shorter makes the programs abort.
        byte[] data = account.Data;
        if (data.Length < TreeSize.HeaderBytes)
            return InstructionErrorKind.ProgramFailedToComplete;
        if (TreeHeader.AccountType(data) != TreeHeader.TreeAccountType)
            return AccountCompressionError.IncorrectAccountType;
        if (authority is { } claimed && TreeHeader.Authority(data) != claimed)
            return AccountCompressionError.IncorrectAuthority;
        if (leafIndex >= 1U << (int)Math.Min(TreeHeader.Depth(data), TreeSize.DeepestTree))
            return AccountCompressionError.LeafIndexOutOfBounds;
        return frame.OpenTree(Tree, out tree) is { } error ? (InstructionFault)error : null;
    }

    /// <summary>Tells the world about a change, or says why there was none.</summary>
    private InstructionFault? Finish(InstructionFrame frame, ConcurrentMerkleTree tree, TreeOutcome outcome)
    {
        if (outcome != TreeOutcome.Success)
            return FaultOf(frame, outcome);
        frame.Transaction.Report(new TreeChange(frame.Key(Tree), TreeChangeKind.LeafSet, tree.LastChangedIndex, tree.LastChange[1]));
        return Announce(frame, tree);
    }

    private InstructionFault? Announce(InstructionFrame frame, ConcurrentMerkleTree tree)
    {
        Span<byte> told = stackalloc byte[ChangeLogEvent.MaximumBytes];
        return frame.Invoke(program.Noop, [], told[..ChangeLogEvent.Write(frame.Key(Tree), tree, told)]);
    }

    private static InstructionFault FaultOf(InstructionFrame frame, TreeOutcome outcome)
    {
        frame.Log($"Program log: Error using concurrent merkle tree: {outcome.Describe()}");
        return outcome == TreeOutcome.Aborted
            ? InstructionErrorKind.ProgramFailedToComplete
            : AccountCompressionError.ConcurrentMerkleTreeError;
    }

    /// <summary>A proof travels as the accounts after those that the instruction names.</summary>
    private static Hash256[] Proof(InstructionFrame frame, int from)
    {
        Hash256[] proof = new Hash256[frame.AccountCount - from];
        for (int i = 0; i < proof.Length; i++)
            proof[i] = new Hash256(frame.Key(from + i).ToArray());
        return proof;
    }

    private static Hash256 TakeHash(ref ReadOnlySpan<byte> arguments)
    {
        Hash256 hash = new(arguments[..Hash256.Size]);
        arguments = arguments[Hash256.Size..];
        return hash;
    }
}
