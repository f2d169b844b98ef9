using Piwa.Chain.Bubblegum;
using Piwa.Chain.Keys;

namespace Piwa.Tests.Chain.Ledger.Assets;

/// <content>Minting, and what happens to assets of version 1.</content>
internal sealed partial class AssetWorld
{
    private AssetStep Mint()
    {
        ModelTree[] open = [.. _trees.Where(tree => !tree.IsFull)];
        ModelTree tree = open[Below(open.Length)];
        MintAccounts accounts = MintAccounts.For(tree.Key, _payer.PublicKey, Often() ? _payer.PublicKey : Person());
        PublicKey owner = Someone();
        PublicKey leafDelegate = Below(2) == 0 ? owner : Someone();
        ulong nonce = (ulong)tree.Leaves.Count;
        Creator[] creators = Creators();
        PublicKey[] verified = [.. creators.Where(creator => creator.IsVerified && Often()).Select(creator => creator.Address)];
        if (tree.Version == LeafVersion.V1)
        {
            MetadataArgs metadata = new()
            {
                Name = $"Piwa #{nonce}",
                Symbol = "PIWA",
                Uri = Below(20) == 0 ? new string('u', 60) : "ar://x",
                SellerFeeBasisPoints = (ushort)Below(10_001),
                IsMutable = Often(),
                PrimarySaleHappened = Below(2) == 0,
                Collection = Below(3) == 0 ? new CollectionClaim(Person()) : null,
                Uses = Below(4) == 0 ? new Uses(UseMethod.MultipleUse, 1, 2) : null,
                EditionNonce = Below(4) == 0 ? 3 : null,
                Creators = creators,
            };
            LeafSchema leaf = LeafSchema.ForMint(tree.Key, nonce, owner, leafDelegate, metadata);
            return Signed(
                "mint_v1",
                BubblegumInstructions.MintV1(accounts, owner, leafDelegate, metadata, verified),
                () => Add(new ModelAsset(tree, leaf) { Metadata = metadata }));
        }

        (PublicKey Key, PublicKey Authority) collection = default;
        if (Below(2) == 0)
        {
            (PublicKey key, PublicKey authority, _) = _collections[Below(_collections.Count)];
            collection = (key, Often() ? authority : Someone());
        }

        MetadataArgsV2 metadataV2 = new()
        {
            Name = $"Piwa #{nonce}",
            Symbol = "PIWA",
            Uri = "ar://x",
            SellerFeeBasisPoints = (ushort)Below(10_001),
            IsMutable = Often(),
            PrimarySaleHappened = Below(2) == 0,
            Creators = creators,
            Collection = collection.Key == default ? null : collection.Key,
        };
        LeafSchema leafV2 = LeafSchema.ForMint(tree.Key, nonce, owner, leafDelegate, metadataV2);
        return Signed(
            "mint_v2",
            BubblegumInstructions.MintV2(
                accounts, owner, leafDelegate, metadataV2, collection.Key == default ? null : collection.Authority, verified),
            () => Add(new ModelAsset(tree, leafV2) { MetadataV2 = metadataV2 }));
    }

    private void Add(ModelAsset asset)
    {
        asset.Tree.Leaves.Add(asset.Leaf.Hash());
        _assets.Add(asset);
    }

    private Creator[] Creators()
    {
        int count = Below(3);
        Keypair[] chosen = [.. _people.Skip(Below(2)).Take(count)];
        return [.. chosen.Select((key, i) => new Creator(key.PublicKey, Below(3) == 0, (byte)(100 / count)))];
    }

    private AssetStep ChangeV1(ModelAsset asset)
    {
        LeafSchema leaf = asset.Leaf;
        ProvenLeaf proven = asset.Proven;
        PublicKey holder = Below(2) == 0 ? leaf.Owner : leaf.Delegate;
        PublicKey other = Someone();
        switch (Below(7))
        {
            case 0:
                return Signed("transfer", BubblegumInstructions.Transfer(proven, other, holder),
                    () => asset.Become(leaf with { Owner = other, Delegate = other }));
            case 1:
                return Signed("delegate", BubblegumInstructions.Delegate(proven, other),
                    () => asset.Become(leaf with { Delegate = other }));
            case 2 when Below(3) == 0:
                return Signed("burn", BubblegumInstructions.Burn(proven, holder), asset.Burn);
            case 3 or 4 when asset.Metadata!.Creators.Count != 0:
                bool isVerified = Below(2) == 0;
                PublicKey creator = asset.Metadata.Creators[Below(asset.Metadata.Creators.Count)].Address;
                MetadataArgs changed = asset.Metadata.With(Verify(asset.Metadata.Creators, creator, isVerified));
                return Signed(
                    isVerified ? "verify_creator" : "unverify_creator",
                    isVerified
                        ? BubblegumInstructions.VerifyCreator(proven, asset.Metadata, creator, _payer.PublicKey)
                        : BubblegumInstructions.UnverifyCreator(proven, asset.Metadata, creator, _payer.PublicKey),
                    () => Become(asset, changed));
            default:
                MetadataUpdate update = Update(asset.Metadata!.Creators);
                MetadataArgs updated = asset.Metadata.With(update);
                return Signed(
                    "update_metadata",
                    BubblegumInstructions.UpdateMetadata(
                        proven, asset.Metadata, update, Often() ? _payer.PublicKey : Person(), _payer.PublicKey),
                    () => Become(asset, updated));
        }
    }

    private static void Become(ModelAsset asset, MetadataArgs metadata)
    {
        asset.Metadata = metadata;
        asset.Become(asset.Leaf with { DataHash = metadata.DataHash(), CreatorHash = metadata.CreatorHash() });
    }

    private static MetadataUpdate Verify(IReadOnlyList<Creator> creators, PublicKey key, bool isVerified) => new()
    {
        Creators = [.. creators.Select(creator => creator.Address == key ? creator with { IsVerified = isVerified } : creator)],
    };

    private MetadataUpdate Update(IReadOnlyList<Creator> creators) => new()
    {
        Name = Below(2) == 0 ? new string('n', Below(36)) : null,
        Symbol = Below(3) == 0 ? "NEW" : null,
        Uri = Below(3) == 0 ? "ar://猫" : null,
        SellerFeeBasisPoints = Below(3) == 0 ? (ushort)Below(10_100) : null,
        PrimarySaleHappened = Below(3) == 0 ? Below(2) == 0 : null,
        IsMutable = Below(6) == 0 ? Below(2) == 0 : null,
        Creators = Below(3) switch
        {
            0 => [.. creators.Reverse()],
            1 => Creators(),
            _ => null,
        },
    };
}
