using Piwa.Chain.Keys;
using Piwa.Chain.Transactions;

namespace Piwa.Chain.Bubblegum;

/// <content>Transfer, burn and delegate of assets of version 1.</content>
public static partial class BubblegumInstructions
{
    /// <summary>Gives an asset of version 1 to another owner; nobody acts for them until they say so.</summary>
    /// <param name="asset">The asset.</param>
    /// <param name="newOwner">Who will own it.</param>
    /// <param name="authority">The owner or their delegate; signs.</param>
    /// <exception cref="ArgumentException">The asset is of version 2, or not the authority's.</exception>
    public static Instruction Transfer(ProvenLeaf asset, PublicKey newOwner, PublicKey authority)
    {
        ArgumentNullException.ThrowIfNull(asset);
        return Call(
            [.. Holders(asset, authority), AccountMeta.ReadOnly(newOwner), AccountMeta.Writable(asset.Tree), .. Tail(asset)],
            LeafData(Discriminators.Transfer, asset));
    }

    /// <summary>Destroys an asset of version 1.</summary>
    /// <param name="asset">The asset.</param>
    /// <param name="authority">The owner or their delegate; signs.</param>
    /// <exception cref="ArgumentException">The asset is of version 2, or not the authority's.</exception>
    public static Instruction Burn(ProvenLeaf asset, PublicKey authority)
    {
        ArgumentNullException.ThrowIfNull(asset);
        return Call(
            [.. Holders(asset, authority), AccountMeta.Writable(asset.Tree), .. Tail(asset)],
            LeafData(Discriminators.Burn, asset));
    }

    /// <summary>Lets somebody act for the owner of an asset of version 1, who signs.</summary>
    /// <param name="asset">The asset.</param>
    /// <param name="newDelegate">Who may act for the owner; the owner themself to end it.</param>
    /// <exception cref="ArgumentException">The asset is of version 2.</exception>
    public static Instruction Delegate(ProvenLeaf asset, PublicKey newDelegate)
    {
        ArgumentNullException.ThrowIfNull(asset);
        asset.ThrowUnless(LeafVersion.V1);
        return Call(
            [
                AccountMeta.ReadOnly(asset.TreeAuthority),
                AccountMeta.ReadOnly(asset.Leaf.Owner, isSigner: true),
                AccountMeta.ReadOnly(asset.Leaf.Delegate),
                AccountMeta.ReadOnly(newDelegate),
                AccountMeta.Writable(asset.Tree),
                .. Tail(asset),
            ],
            LeafData(Discriminators.Delegate, asset));
    }

    /// <summary>The tree's configuration, the owner and the delegate, of whom the authority signs.</summary>
    private static AccountMeta[] Holders(ProvenLeaf asset, PublicKey authority)
    {
        asset.ThrowUnless(LeafVersion.V1);
        asset.ThrowUnlessHolder(authority);
        return
        [
            AccountMeta.ReadOnly(asset.TreeAuthority),
            AccountMeta.ReadOnly(asset.Leaf.Owner, isSigner: authority == asset.Leaf.Owner),
            AccountMeta.ReadOnly(asset.Leaf.Delegate, isSigner: authority == asset.Leaf.Delegate),
        ];
    }
}
