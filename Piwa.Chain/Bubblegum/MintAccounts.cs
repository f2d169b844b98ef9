using Piwa.Chain.Keys;

namespace Piwa.Chain.Bubblegum;

/// <summary>The accounts that every mint into a tree shares.</summary>
/// <param name="Tree">The Merkle tree account.</param>
/// <param name="TreeAuthority">Its configuration: <see cref="ProgramAddress.TreeAuthority"/>.</param>
/// <param name="Payer">Pays the fee; signs.</param>
/// <param name="TreeDelegate">May mint into the tree; signs.</param>
public readonly record struct MintAccounts(PublicKey Tree, PublicKey TreeAuthority, PublicKey Payer, PublicKey TreeDelegate)
{
    /// <summary>The accounts of a tree, with its authority derived.</summary>
    /// <param name="tree">The Merkle tree account.</param>
    /// <param name="payer">Pays the fee; signs.</param>
    /// <param name="treeDelegate">May mint into the tree; signs.</param>
    public static MintAccounts For(PublicKey tree, PublicKey payer, PublicKey treeDelegate) =>
        new(tree, ProgramAddress.TreeAuthority(tree), payer, treeDelegate);
}
