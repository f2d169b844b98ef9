using Piwa.Chain.Keys;
using Piwa.Chain.Transactions;

namespace Piwa.Chain.Bubblegum;

/// <content>Instructions about a tree as a whole.</content>
public static partial class BubblegumInstructions
{
    /// <summary>Lets somebody mint into a tree besides its creator, who signs; whoever could before no longer can.</summary>
    /// <param name="tree">The Merkle tree account, of either version.</param>
    /// <param name="treeCreator">The tree's creator.</param>
    /// <param name="newDelegate">Who may mint from then on.</param>
    public static Instruction SetTreeDelegate(PublicKey tree, PublicKey treeCreator, PublicKey newDelegate) => Call(
        [
            AccountMeta.Writable(ProgramAddress.TreeAuthority(tree)),
            AccountMeta.ReadOnly(treeCreator, isSigner: true),
            AccountMeta.ReadOnly(newDelegate),
            AccountMeta.ReadOnly(tree),
            AccountMeta.ReadOnly(ProgramIds.System),
        ],
        Discriminators.SetTreeDelegate.ToArray());

    /// <summary>Says whether assets may leave a tree of version 1.</summary>
    /// <param name="tree">The Merkle tree account.</param>
    /// <param name="treeCreator">The tree's creator; signs.</param>
    /// <param name="isDecompressible">Whether they may.</param>
    public static Instruction SetDecompressibleState(PublicKey tree, PublicKey treeCreator, bool isDecompressible) => Call(
        [
            AccountMeta.Writable(ProgramAddress.TreeAuthority(tree)),
            AccountMeta.ReadOnly(treeCreator, isSigner: true),
        ],
        [.. Discriminators.SetDecompressibleState, isDecompressible ? (byte)0 : (byte)1]);

    /// <summary>Sends the fees that a tree of version 2 has taken to Metaplex. Anybody may.</summary>
    /// <param name="tree">The Merkle tree account.</param>
    public static Instruction CollectV2(PublicKey tree) => Call(
        [
            AccountMeta.Writable(ProgramAddress.TreeAuthority(tree)),
            AccountMeta.Writable(ProgramIds.BubblegumFeeCollector),
        ],
        Discriminators.CollectV2.ToArray());

    /// <summary>Closes an empty tree of version 2 and takes back its rent.</summary>
    /// <param name="tree">The Merkle tree account.</param>
    /// <param name="treeCreator">The tree's creator; signs.</param>
    /// <param name="recipient">Receives the lamports.</param>
    /// <remarks>In the program's sources since February 2026; older deployments answer with error 101.</remarks>
    public static Instruction CloseTreeV2(PublicKey tree, PublicKey treeCreator, PublicKey recipient) => Call(
        [
            AccountMeta.Writable(ProgramAddress.TreeAuthority(tree)),
            AccountMeta.ReadOnly(treeCreator, isSigner: true),
            AccountMeta.Writable(tree),
            AccountMeta.Writable(recipient),
            AccountMeta.ReadOnly(ProgramIds.MplAccountCompression),
            AccountMeta.ReadOnly(ProgramIds.MplNoop),
            AccountMeta.ReadOnly(ProgramIds.System),
        ],
        Discriminators.CloseTreeV2.ToArray());
}
