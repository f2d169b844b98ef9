using Piwa.Chain.Bubblegum;
using Piwa.Chain.Collections;
using Piwa.Chain.Keys;

namespace Piwa.Tests.Chain.Ledger.Assets;

/// <content>What happens to assets of version 2.</content>
internal sealed partial class AssetWorld
{
    private const byte Frozen = 1;
    private const byte FrozenForGood = 2;
    private const byte NonTransferable = 4;

    private AssetStep ChangeV2(ModelAsset asset)
    {
        LeafSchema leaf = asset.Leaf;
        ProvenLeaf proven = asset.Proven;
        MetadataArgsV2 metadata = asset.MetadataV2!;
        PublicKey? collection = metadata.Collection;
        PublicKey payer = _payer.PublicKey;
        PublicKey other = Someone();
        PublicKey authority = Actor(leaf, collection);
        switch (Below(14))
        {
            case 0 or 1 or 2:
                return Signed("transfer_v2", BubblegumInstructions.TransferV2(proven, other, authority, payer, collection),
                    () => asset.Become(leaf with { Owner = other, Delegate = other }));
            case 3 when Below(3) == 0:
                return Signed("burn_v2", BubblegumInstructions.BurnV2(proven, authority, payer, collection), asset.Burn);
            case 4:
                return Signed("delegate_v2", BubblegumInstructions.DelegateV2(proven, other, payer),
                    () => asset.Become(leaf with { Delegate = other }));
            case 5:
                return Signed("delegate_and_freeze_v2", BubblegumInstructions.DelegateAndFreezeV2(proven, other, payer),
                    () => asset.Become(leaf with { Delegate = other, Flags = (byte)(leaf.Flags | Frozen) }));
            case 6:
                return Signed("thaw_and_revoke_v2", BubblegumInstructions.ThawAndRevokeV2(proven, payer),
                    () => asset.Become(leaf with { Delegate = leaf.Owner, Flags = (byte)(leaf.Flags & ~Frozen) }));
            case 7:
                return Signed("freeze_v2", BubblegumInstructions.FreezeV2(proven, authority, payer, collection),
                    () => asset.Become(leaf with { Flags = (byte)(leaf.Flags | FreezeFlag(collection, authority)) }));
            case 8:
                return Signed("thaw_v2", BubblegumInstructions.ThawV2(proven, authority, payer, collection),
                    () => asset.Become(leaf with { Flags = (byte)(leaf.Flags & ~FreezeFlag(collection, authority)) }));
            case 9 when collection is { } core && Below(3) == 0:
                return Signed(
                    "set_non_transferable_v2", BubblegumInstructions.SetNonTransferableV2(proven, authority, payer, core),
                    () => asset.Become(leaf with { Flags = (byte)(leaf.Flags | NonTransferable) }));
            case 10 when metadata.Creators.Count != 0:
                bool isVerified = Below(2) == 0;
                PublicKey creator = metadata.Creators[Below(metadata.Creators.Count)].Address;
                MetadataArgsV2 changed = metadata.With(Verify(metadata.Creators, creator, isVerified));
                return Signed(
                    isVerified ? "verify_creator_v2" : "unverify_creator_v2",
                    isVerified
                        ? BubblegumInstructions.VerifyCreatorV2(proven, metadata, creator, payer)
                        : BubblegumInstructions.UnverifyCreatorV2(proven, metadata, creator, payer),
                    () => Become(asset, changed));
            case 11 or 12:
                PublicKey? target = Below(3) == 0 ? null : _collections[Below(_collections.Count)].Key;
                PublicKey decider = Decider(collection);
                return Signed(
                    "set_collection_v2",
                    BubblegumInstructions.SetCollectionV2(
                        proven, metadata, decider, payer, target, target is null || Below(4) == 0 ? null : Decider(target)),
                    () => Become(asset, metadata.WithCollection(target)));
            default:
                MetadataUpdate update = Update(metadata.Creators);
                return Signed(
                    "update_metadata_v2",
                    BubblegumInstructions.UpdateMetadataV2(proven, metadata, update, Decider(collection), payer),
                    () => Become(asset, metadata.With(update)));
        }
    }

    private static void Become(ModelAsset asset, MetadataArgsV2 metadata)
    {
        asset.MetadataV2 = metadata;
        asset.Become(asset.Leaf with
        {
            DataHash = metadata.DataHash(),
            CreatorHash = metadata.CreatorHash(),
            CollectionHash = metadata.CollectionHash(),
        });
    }

    /// <summary>Often one who may do something with the asset.</summary>
    private PublicKey Actor(LeafSchema leaf, PublicKey? collection) => Below(8) switch
    {
        0 or 1 => leaf.Owner,
        2 or 3 or 4 => leaf.Delegate,
        5 when collection is not null => Decider(collection),
        _ => Someone(),
    };

    /// <summary>Often one who decides over the collection, or over trees where there is none.</summary>
    private PublicKey Decider(PublicKey? collection) => collection is { } key && Often()
        ? _collections.First(each => each.Key == key).Authority
        : Often() ? _payer.PublicKey : Person();

    private byte FreezeFlag(PublicKey? collection, PublicKey authority)
    {
        (_, PublicKey update, IReadOnlyList<CorePlugin>? plugins) = _collections.FirstOrDefault(each => each.Key == collection);
        CorePlugin? plugin = plugins?.FirstOrDefault(each => each.Kind == CorePluginKind.PermanentFreezeDelegate);
        bool isForGood = plugin is not null && (plugin.Authority ?? CoreAuthority.UpdateAuthority) switch
        {
            { Kind: CoreAuthorityKind.UpdateAuthority } => authority == update,
            { Kind: CoreAuthorityKind.Address, Key: var key } => authority == key,
            _ => false,
        };
        return isForGood ? FrozenForGood : Frozen;
    }
}
