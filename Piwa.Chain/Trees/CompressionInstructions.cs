using Piwa.Chain.Borsh;
using Piwa.Chain.Hashing;
using Piwa.Chain.Keys;
using Piwa.Chain.Transactions;

namespace Piwa.Chain.Trees;

/// <summary>Instructions of the account compression programs, for trees whose authority is a wallet.</summary>
public static class CompressionInstructions
{
    /// <summary>Initializes an empty tree in an account of zeros that the program owns.</summary>
    /// <param name="program">The program.</param>
    /// <param name="tree">The account.</param>
    /// <param name="authority">Who may change the tree; signs.</param>
    /// <param name="size">The tree's size; its canopy follows from the account's length.</param>
    public static Instruction InitEmptyMerkleTree(CompressionProgram program, PublicKey tree, PublicKey authority, TreeSize size)
    {
        ArgumentNullException.ThrowIfNull(program);
        ArgumentNullException.ThrowIfNull(size);
        byte[] data = new byte[CompressionDiscriminators.Size + (2 * sizeof(uint))];
        BorshWriter writer = new(data);
        writer.WriteBytes(CompressionDiscriminators.InitEmptyMerkleTree);
        writer.WriteUInt32((uint)size.Depth);
        writer.WriteUInt32((uint)size.BufferSize);
        return new Instruction(program.Id, ModifyAccounts(program, tree, authority, []), data);
    }

    /// <summary>Appends a leaf.</summary>
    /// <param name="program">The program.</param>
    /// <param name="tree">The tree's account.</param>
    /// <param name="authority">The tree's authority; signs.</param>
    /// <param name="leaf">The leaf.</param>
    public static Instruction Append(CompressionProgram program, PublicKey tree, PublicKey authority, Hash256 leaf)
    {
        ArgumentNullException.ThrowIfNull(program);
        byte[] data = new byte[CompressionDiscriminators.Size + Hash256.Size];
        BorshWriter writer = new(data);
        writer.WriteBytes(CompressionDiscriminators.Append);
        writer.WriteHash(in leaf);
        return new Instruction(program.Id, ModifyAccounts(program, tree, authority, []), data);
    }

    /// <summary>Replaces a leaf.</summary>
    /// <param name="program">The program.</param>
    /// <param name="tree">The tree's account.</param>
    /// <param name="authority">The tree's authority; signs.</param>
    /// <param name="root">The root that the proof was made for.</param>
    /// <param name="proof">The proof of the leaf as it was.</param>
    /// <param name="newLeaf">The leaf to put in its place.</param>
    /// <param name="canopyDepth">Levels that the tree's canopy holds; their siblings are left out.</param>
    public static Instruction ReplaceLeaf(
        CompressionProgram program,
        PublicKey tree,
        PublicKey authority,
        Hash256 root,
        MerkleProof proof,
        Hash256 newLeaf,
        int canopyDepth = 0)
    {
        ArgumentNullException.ThrowIfNull(program);
        ArgumentNullException.ThrowIfNull(proof);
        byte[] data = new byte[CompressionDiscriminators.Size + (3 * Hash256.Size) + sizeof(uint)];
        BorshWriter writer = new(data);
        writer.WriteBytes(CompressionDiscriminators.ReplaceLeaf);
        writer.WriteHash(in root);
        writer.WriteHash(proof.Leaf);
        writer.WriteHash(in newLeaf);
        writer.WriteUInt32(proof.Index);
        return new Instruction(program.Id, ModifyAccounts(program, tree, authority, ProofAccounts(proof, canopyDepth)), data);
    }

    /// <summary>Puts a leaf in an empty place, or appends it if the place has been taken meanwhile.</summary>
    /// <param name="program">The program.</param>
    /// <param name="tree">The tree's account.</param>
    /// <param name="authority">The tree's authority; signs.</param>
    /// <param name="root">The root that the proof was made for.</param>
    /// <param name="proof">The proof of the empty place.</param>
    /// <param name="leaf">The leaf.</param>
    /// <param name="canopyDepth">Levels that the tree's canopy holds; their siblings are left out.</param>
    public static Instruction InsertOrAppend(
        CompressionProgram program,
        PublicKey tree,
        PublicKey authority,
        Hash256 root,
        MerkleProof proof,
        Hash256 leaf,
        int canopyDepth = 0)
    {
        ArgumentNullException.ThrowIfNull(program);
        ArgumentNullException.ThrowIfNull(proof);
        byte[] data = RootLeafIndex(CompressionDiscriminators.InsertOrAppend, root, leaf, proof.Index);
        return new Instruction(program.Id, ModifyAccounts(program, tree, authority, ProofAccounts(proof, canopyDepth)), data);
    }

    /// <summary>Fails the transaction unless a leaf is in the tree.</summary>
    /// <param name="program">The program.</param>
    /// <param name="tree">The tree's account.</param>
    /// <param name="root">The root that the proof was made for.</param>
    /// <param name="proof">The proof of the leaf.</param>
    /// <param name="canopyDepth">Levels that the tree's canopy holds; their siblings are left out.</param>
    public static Instruction VerifyLeaf(
        CompressionProgram program, PublicKey tree, Hash256 root, MerkleProof proof, int canopyDepth = 0)
    {
        ArgumentNullException.ThrowIfNull(program);
        ArgumentNullException.ThrowIfNull(proof);
        byte[] data = RootLeafIndex(CompressionDiscriminators.VerifyLeaf, root, proof.Leaf, proof.Index);
        return new Instruction(program.Id, [AccountMeta.ReadOnly(tree), .. ProofAccounts(proof, canopyDepth)], data);
    }

    /// <summary>Hands a tree to another authority.</summary>
    /// <param name="program">The program.</param>
    /// <param name="tree">The tree's account.</param>
    /// <param name="authority">The tree's authority; signs.</param>
    /// <param name="newAuthority">Who may change the tree from then on.</param>
    public static Instruction TransferAuthority(CompressionProgram program, PublicKey tree, PublicKey authority, PublicKey newAuthority)
    {
        ArgumentNullException.ThrowIfNull(program);
        byte[] data = new byte[CompressionDiscriminators.Size + PublicKey.Size];
        BorshWriter writer = new(data);
        writer.WriteBytes(CompressionDiscriminators.TransferAuthority);
        writer.WriteKey(in newAuthority);
        return new Instruction(program.Id, [AccountMeta.Writable(tree), AccountMeta.ReadOnly(authority, isSigner: true)], data);
    }

    /// <summary>Closes a tree without leaves and takes back its rent.</summary>
    /// <param name="program">The program.</param>
    /// <param name="tree">The tree's account.</param>
    /// <param name="authority">The tree's authority; signs.</param>
    /// <param name="recipient">Receives the lamports.</param>
    public static Instruction CloseEmptyTree(CompressionProgram program, PublicKey tree, PublicKey authority, PublicKey recipient)
    {
        ArgumentNullException.ThrowIfNull(program);
        return new Instruction(
            program.Id,
            [AccountMeta.Writable(tree), AccountMeta.ReadOnly(authority, isSigner: true), AccountMeta.Writable(recipient)],
            CompressionDiscriminators.CloseEmptyTree.ToArray());
    }

    private static byte[] RootLeafIndex(ReadOnlySpan<byte> discriminator, Hash256 root, Hash256 leaf, uint index)
    {
        byte[] data = new byte[CompressionDiscriminators.Size + (2 * Hash256.Size) + sizeof(uint)];
        BorshWriter writer = new(data);
        writer.WriteBytes(discriminator);
        writer.WriteHash(in root);
        writer.WriteHash(in leaf);
        writer.WriteUInt32(index);
        return data;
    }

    private static AccountMeta[] ModifyAccounts(
        CompressionProgram program, PublicKey tree, PublicKey authority, IEnumerable<AccountMeta> proof) =>
        [
            AccountMeta.Writable(tree),
            AccountMeta.ReadOnly(authority, isSigner: true),
            AccountMeta.ReadOnly(program.Noop),
            .. proof,
        ];

    /// <summary>A proof travels as accounts that need not exist.</summary>
    internal static IEnumerable<AccountMeta> ProofAccounts(MerkleProof proof, int canopyDepth)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(canopyDepth);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(canopyDepth, proof.Siblings.Count);
        return proof.Siblings.Take(proof.Siblings.Count - canopyDepth).Select(node => AccountMeta.ReadOnly(new PublicKey(node.ToArray())));
    }
}
