using System.Buffers.Binary;
using Piwa.Chain.Keys;
using Piwa.Chain.Ledger.Execution;
using Piwa.Chain.Rpc;
using Piwa.Chain.Trees;

namespace Piwa.Chain.Ledger.Programs;

/// <content>Trees that begin, change hands and end.</content>
internal sealed partial class CompressionProcessor
{
    private InstructionFault? Initialize(InstructionFrame frame, ReadOnlySpan<byte> arguments)
    {
        if (arguments.Length < 2 * sizeof(uint))
            return AnchorError.InstructionDidNotDeserialize;
        uint depth = BinaryPrimitives.ReadUInt32LittleEndian(arguments);
        uint bufferSize = BinaryPrimitives.ReadUInt32LittleEndian(arguments[sizeof(uint)..]);
        if (CheckModifyAccounts(frame) is { } fault)
            return fault;

        LedgerAccount account = frame.Account(Tree);
        if (account.Owner != Id)
            return AccountCompressionError.IncorrectAccountOwner;

        // The programs assert that the header is empty and cut the tree out of what follows it: both abort.
        if (account.Data.Length < TreeSize.HeaderBytes || account.Data.AsSpan(..TreeSize.HeaderBytes).ContainsAnyExcept((byte)0))
            return InstructionErrorKind.ProgramFailedToComplete;
        AccountCompressionError? error = ConcurrentMerkleTree.TryMeasure(account.Data.Length, depth, bufferSize, out TreeSize? size);
        if (error == AccountCompressionError.ZeroCopyError)
            return InstructionErrorKind.ProgramFailedToComplete;
        if (error is { } code)
            return code;

        // Zeros everywhere, so the whole account is as cheap to replace as to save.
        byte[] data = [.. account.Data];
        ConcurrentMerkleTree tree = ConcurrentMerkleTree.InitializeUnchecked(data, size!, frame.Key(Authority), frame.Transaction.Slot);
        if (frame.SetData(Tree, data) is { } refusal)
            return refusal;
        frame.Transaction.Report(new TreeChange(frame.Key(Tree), TreeChangeKind.Created));
        return Announce(frame, tree);
    }

    private InstructionFault? TransferAuthority(InstructionFrame frame, ReadOnlySpan<byte> arguments)
    {
        if (arguments.Length < PublicKey.Size)
            return AnchorError.InstructionDidNotDeserialize;
        if (frame.AccountCount <= Authority)
            return AnchorError.AccountNotEnoughKeys;
        if (!frame.IsSigner(Authority))
            return AnchorError.AccountNotSigner;
        if (!frame.IsWritable(Tree))
            return AnchorError.ConstraintMut;
        return Open(frame, frame.Key(Authority), leafIndex: null, out _)
            ?? frame.WriteData(Tree, TreeHeader.AuthorityOffset, arguments[..PublicKey.Size]);
    }

    private InstructionFault? Close(InstructionFrame frame)
    {
        if (frame.AccountCount <= Authority)
            return AnchorError.AccountNotEnoughKeys;
        if (!frame.IsSigner(Authority))
            return AnchorError.AccountNotSigner;
        if (frame.AccountCount <= Recipient)
            return AnchorError.AccountNotEnoughKeys;
        if (!frame.IsWritable(Tree) || !frame.IsWritable(Recipient))
            return AnchorError.ConstraintMut;
        if (Open(frame, frame.Key(Authority), leafIndex: null, out ConcurrentMerkleTree? tree) is { } fault)
            return fault;
        if (tree!.Root != EmptyNodes.Levels[tree.Size.Depth])
            return FaultOf(frame, TreeOutcome.TreeNonEmpty);

        ulong lamports = frame.Account(Tree).Lamports;
        if (lamports > ulong.MaxValue - frame.Account(Recipient).Lamports)
            return InstructionErrorKind.ArithmeticOverflow;

        // The program gives first and then empties the tree, which destroys the lamports if both are one account.
        if (frame.Key(Tree) == frame.Key(Recipient))
            return InstructionErrorKind.UnbalancedInstruction;
        if (frame.SetLamports(Tree, 0) is { } taking)
            return taking;
        if (frame.SetLamports(Recipient, frame.Account(Recipient).Lamports + lamports) is { } giving)
            return giving;
        frame.Transaction.Report(new TreeChange(frame.Key(Tree), TreeChangeKind.Closed));
        return frame.SetData(Tree, new byte[frame.Account(Tree).Data.Length]);
    }
}
