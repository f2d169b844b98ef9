using Piwa.Chain.Borsh;
using Piwa.Chain.Bubblegum;
using Piwa.Chain.Hashing;
using Piwa.Chain.Keys;
using Piwa.Chain.Ledger.Execution;
using Piwa.Chain.Trees;

namespace Piwa.Chain.Ledger.Programs;

/// <content>What the instructions that change a leaf have in common.</content>
internal sealed partial class BubblegumProcessor
{
    /// <summary>The programs that end each instruction's accounts; in some of version 1, Token Metadata stands among them.</summary>
    private static TreeAccounts TakePrograms(
        ref AccountTaker accounts, LeafVersion version, int tree, bool callsCore = false, bool namesTokenMetadata = false)
    {
        CompressionProgram program = ProgramOf(version);
        int logWrapper = accounts.Program(program.Noop);
        int compression = accounts.Program(program.Id);
        if (callsCore)
            accounts.Program(ProgramIds.MplCore);
        if (namesTokenMetadata)
            accounts.Any();
        accounts.Program(ProgramIds.System);
        return new TreeAccounts(tree, logWrapper, compression, accounts.Count);
    }

    private static LeafClaim ReadClaim(ref BorshReader reader) => LeafClaim.Read(ref reader, hasHashes: true);

    private static LeafClaim ReadClaimV2(ref BorshReader reader) => LeafClaim.ReadV2(ref reader, hasHashes: true, hasCollection: false);

    private static LeafClaim ReadClaimWithCollection(ref BorshReader reader) =>
        LeafClaim.ReadV2(ref reader, hasHashes: true, hasCollection: true);

    /// <summary>Tells of the leaf that is to stand in the tree, and puts it there.</summary>
    private static InstructionFault? Replace(
        InstructionFrame frame, TreeAccounts accounts, LeafClaim claim, LeafSchema previous, LeafSchema next)
    {
        Hash256 leaf = next.Hash();
        return Announce(frame, accounts, next, leaf) ?? ReplaceLeaf(frame, accounts, claim, previous, leaf);
    }

    private static InstructionFault? Announce(InstructionFrame frame, TreeAccounts accounts, in LeafSchema leaf, Hash256 hash)
    {
        Span<byte> told = stackalloc byte[LeafEvent.MaximumBytes];
        return frame.Invoke(frame.Key(accounts.LogWrapper), [], told[..new LeafEvent(leaf, hash).Write(told)]);
    }

    /// <summary>Has the compression program replace a leaf; the proof is handed on as it came.</summary>
    private static InstructionFault? ReplaceLeaf(
        InstructionFrame frame, TreeAccounts accounts, LeafClaim claim, LeafSchema previous, Hash256 leaf)
    {
        Span<byte> data = stackalloc byte[CompressionDiscriminators.Size + (3 * Hash256.Size) + sizeof(uint)];
        BorshWriter writer = new(data);
        writer.WriteBytes(CompressionDiscriminators.ReplaceLeaf);
        writer.WriteHash(claim.Root);
        writer.WriteHash(previous.Hash());
        writer.WriteHash(leaf);
        writer.WriteUInt32(claim.Index);

        const int NamedAccounts = 3;
        InstructionAccount[] passed = new InstructionAccount[NamedAccounts + frame.AccountCount - accounts.Proof];
        passed[0] = frame.Pass(accounts.Tree, isWritable: true);
        passed[1] = frame.Pass(TreeAuthority, isSigner: true);
        passed[2] = frame.Pass(accounts.LogWrapper);
        for (int i = NamedAccounts; i < passed.Length; i++)
        {
            int proof = accounts.Proof + i - NamedAccounts;
            passed[i] = frame.Pass(proof, frame.IsSigner(proof), frame.IsWritable(proof));
        }

        return frame.Invoke(frame.Key(accounts.Compression), passed, data, frame.Key(TreeAuthority));
    }
}
