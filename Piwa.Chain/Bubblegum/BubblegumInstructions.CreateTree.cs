using Piwa.Chain.Borsh;
using Piwa.Chain.Keys;
using Piwa.Chain.Transactions;
using Piwa.Chain.Trees;

namespace Piwa.Chain.Bubblegum;

/// <summary>Instructions of the Bubblegum program.</summary>
public static partial class BubblegumInstructions
{
    /// <summary>Discriminator, depth, buffer, and an option with a flag.</summary>
    internal const int CreateTreeDataBytes = Discriminators.Size + (2 * sizeof(uint)) + 2;

    /// <summary>Makes a tree of version 1 out of an account of zeros.</summary>
    /// <param name="tree">The account: owned by SPL account compression, of <see cref="TreeSize.AccountBytes"/> bytes.</param>
    /// <param name="size">The tree's size; its canopy follows from the account's length.</param>
    /// <param name="payer">Pays for the tree's configuration account; signs.</param>
    /// <param name="treeCreator">Becomes the tree's creator and delegate; signs.</param>
    /// <param name="isPublic">Whether anybody may mint.</param>
    public static Instruction CreateTree(PublicKey tree, TreeSize size, PublicKey payer, PublicKey treeCreator, bool isPublic = false) =>
        CreateTree(Discriminators.CreateTree, CompressionProgram.Spl, tree, size, payer, treeCreator, isPublic);

    /// <summary>Makes a tree of version 2 out of an account of zeros.</summary>
    /// <param name="tree">The account: owned by Metaplex account compression, of <see cref="TreeSize.AccountBytes"/> bytes.</param>
    /// <param name="size">The tree's size; its canopy follows from the account's length.</param>
    /// <param name="payer">Pays for the tree's configuration account; signs.</param>
    /// <param name="treeCreator">Becomes the tree's creator and delegate; signs.</param>
    /// <param name="isPublic">Whether anybody may mint.</param>
    public static Instruction CreateTreeV2(
        PublicKey tree, TreeSize size, PublicKey payer, PublicKey treeCreator, bool isPublic = false) =>
        CreateTree(Discriminators.CreateTreeV2, CompressionProgram.Mpl, tree, size, payer, treeCreator, isPublic);

    private static Instruction CreateTree(
        ReadOnlySpan<byte> discriminator,
        CompressionProgram program,
        PublicKey tree,
        TreeSize size,
        PublicKey payer,
        PublicKey treeCreator,
        bool isPublic)
    {
        ArgumentNullException.ThrowIfNull(size);
        byte[] data = new byte[CreateTreeDataBytes];
        BorshWriter writer = new(data);
        writer.WriteBytes(discriminator);
        writer.WriteUInt32((uint)size.Depth);
        writer.WriteUInt32((uint)size.BufferSize);
        writer.WriteFlag(true);
        writer.WriteFlag(isPublic);
        return Call(
            [
                AccountMeta.Writable(ProgramAddress.TreeAuthority(tree)),
                AccountMeta.Writable(tree),
                AccountMeta.Writable(payer, isSigner: true),
                AccountMeta.ReadOnly(treeCreator, isSigner: true),
                AccountMeta.ReadOnly(program.Noop),
                AccountMeta.ReadOnly(program.Id),
                AccountMeta.ReadOnly(ProgramIds.System),
            ],
            data);
    }
}
