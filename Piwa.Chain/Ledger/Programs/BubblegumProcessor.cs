using Piwa.Chain.Bubblegum;
using Piwa.Chain.Keys;
using Piwa.Chain.Ledger.Execution;

namespace Piwa.Chain.Ledger.Programs;

/// <summary>The Bubblegum program: creates trees of compressed NFTs and mints into them.</summary>
/// <remarks>
/// Errors come in the order of the real program: data, accounts (each as it is taken), constraints, then the instruction's own checks.
/// One file per instruction.
/// </remarks>
internal sealed partial class BubblegumProcessor() : LedgerProgram(ProgramIds.Bubblegum)
{
    /// <summary>Trees whose authority is remembered, for deriving it costs as much as all else of a mint.</summary>
    private const int RememberedAuthorities = 4096;

    private readonly Dictionary<PublicKey, PublicKey> _treeAuthorities = [];

    public override InstructionFault? Execute(InstructionFrame frame)
    {
        ReadOnlySpan<byte> data = frame.Data;
        if (data.Length < Discriminators.Size)
            return AnchorError.InstructionMissing;
        ReadOnlySpan<byte> discriminator = data[..Discriminators.Size];
        ReadOnlyMemory<byte> arguments = frame.Memory[Discriminators.Size..];
        if (discriminator.SequenceEqual(Discriminators.MintV1))
            return MintV1(frame, arguments.Span);
        return discriminator.SequenceEqual(Discriminators.CreateTree)
            ? CreateTree(frame, arguments.Span)
            : AnchorError.InstructionFallbackNotFound;
    }

    private PublicKey AuthorityOf(PublicKey tree)
    {
        if (_treeAuthorities.TryGetValue(tree, out PublicKey authority))
            return authority;
        if (_treeAuthorities.Count == RememberedAuthorities)
            _treeAuthorities.Clear();
        authority = ProgramAddress.TreeAuthority(tree);
        _treeAuthorities.Add(tree, authority);
        return authority;
    }
}
