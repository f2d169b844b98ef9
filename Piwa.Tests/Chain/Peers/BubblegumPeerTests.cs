using System.Text.Json.Nodes;
using Piwa.Chain.Bubblegum;
using Piwa.Chain.Hashing;
using Piwa.Chain.Keys;
using Piwa.Chain.Trees;
using Piwa.Tests.Infrastructure;
using static Piwa.Tests.Chain.Peers.PeerValues;

namespace Piwa.Tests.Chain.Peers;

/// <summary>Every Bubblegum instruction and hash, with fresh random inputs, against @metaplex-foundation/mpl-bubblegum.</summary>
public sealed class BubblegumPeerTests(ITestOutputHelper output)
{
    private const int Rounds = 40;

    [Fact]
    public void InstructionsAreThoseOfTheNpmClient()
    {
        NodeTool.Require(PeerCases.Tool);
        RandomChain random = RandomChain.Fresh(output);
        PeerCases cases = new();
        for (int round = 0; round < Rounds; round++)
        {
            AddTrees(cases, random);
            AddMints(cases, random);
            AddChangesV1(cases, random);
            AddChangesV2(cases, random);
            AddMetadataV1(cases, random);
            AddMetadataV2(cases, random);
        }

        IReadOnlyDictionary<string, int> counts = cases.Check(random.Seed);
        output.WriteLine($"{cases.Count} instructions of {counts.Count} kinds agree.");
        Assert.Equal(30, counts.Count);
    }

    [Fact]
    public void HashesIdsAndEncodingsAreThoseOfTheNpmClient()
    {
        NodeTool.Require(PeerCases.Tool);
        RandomChain random = RandomChain.Fresh(output);
        PeerCases cases = new();
        for (int round = 0; round < Rounds; round++)
        {
            MetadataArgs metadata = random.Metadata();
            MetadataArgsV2 metadataV2 = random.MetadataV2();
            MetadataUpdate update = random.Update();
            cases.Add("MetadataArgs", Serialize("MetadataArgs", Metadata(metadata)), Hex(metadata.Encode()));
            cases.Add("MetadataArgsV2", Serialize("MetadataArgsV2", Metadata(metadataV2)), Hex(metadataV2.Encode()));
            cases.Add("UpdateArgs", Serialize("UpdateArgs", Update(update)), Hex(update.Encode()));
            cases.Add("hashMetadataData", HashOf("hashMetadataData", false, Metadata(metadata)), metadata.DataHash().ToString());
            cases.Add("hashMetadataDataV2", HashOf("hashMetadataDataV2", false, Metadata(metadataV2)), metadataV2.DataHash().ToString());
            cases.Add("hashMetadataCreators", HashOf("hashMetadataCreators", false, Creators(metadata.Creators)),
                metadata.CreatorHash().ToString());

            PublicKey tree = random.Key();
            PublicKey owner = random.Key();
            PublicKey delegateKey = random.Key();
            ulong nonce = random.UInt64();
            cases.Add("asset", new JsonObject { ["asset"] = tree.ToString(), ["nonce"] = nonce.ToString() },
                ProgramAddress.AssetId(tree, nonce).ToString());
            JsonObject Leaf(JsonObject content) => new()
            {
                ["merkleTree"] = Key(tree),
                ["owner"] = Key(owner),
                ["delegate"] = Key(delegateKey),
                ["leafIndex"] = Big(nonce),
                ["metadata"] = content,
            };
            cases.Add("hashLeaf", HashOf("hashLeaf", true, Leaf(Metadata(metadata))),
                LeafSchema.ForMint(tree, nonce, owner, delegateKey, metadata).Hash().ToString());
            cases.Add("hashLeafV2", HashOf("hashLeafV2", true, Leaf(Metadata(metadataV2))),
                LeafSchema.ForMint(tree, nonce, owner, delegateKey, metadataV2).Hash().ToString());
        }

        output.WriteLine($"{cases.Count} values of {cases.Check(random.Seed).Count} kinds agree.");
    }

    private static void AddTrees(PeerCases cases, RandomChain random)
    {
        (PublicKey tree, PublicKey payer, PublicKey creator) = (random.Key(), random.Key(), random.Key());
        TreeSize size = random.Size();
        bool isPublic = random.Coin();
        JsonObject Create() => new()
        {
            ["merkleTree"] = Key(tree),
            ["payer"] = Signer(payer),
            ["treeCreator"] = Signer(creator),
            ["maxDepth"] = size.Depth,
            ["maxBufferSize"] = size.BufferSize,
            ["public"] = Some(isPublic),
        };
        Add(cases, "createTreeConfig", Create(), BubblegumInstructions.CreateTree(tree, size, payer, creator, isPublic));
        Add(cases, "createTreeConfigV2", Create(), BubblegumInstructions.CreateTreeV2(tree, size, payer, creator, isPublic));
        PublicKey newDelegate = random.Key();
        Add(cases, "setTreeDelegate",
            new JsonObject { ["merkleTree"] = Key(tree), ["treeCreator"] = Signer(creator), ["newTreeDelegate"] = Key(newDelegate) },
            BubblegumInstructions.SetTreeDelegate(tree, creator, newDelegate));
        PublicKey config = ProgramAddress.TreeAuthority(tree);
        bool isDecompressible = random.Coin();
        Add(cases, "setDecompressibleState",
            new JsonObject
            {
                ["treeConfig"] = Key(config),
                ["treeCreator"] = Signer(creator),
                ["decompressableState"] = isDecompressible ? 0 : 1,
            },
            BubblegumInstructions.SetDecompressibleState(tree, creator, isDecompressible));
        Add(cases, "collectV2", new JsonObject { ["treeConfig"] = Key(config) }, BubblegumInstructions.CollectV2(tree));
        Add(cases, "closeTreeV2",
            new JsonObject { ["merkleTree"] = Key(tree), ["authority"] = Signer(creator), ["recipient"] = Key(payer) },
            BubblegumInstructions.CloseTreeV2(tree, creator, payer));
    }

    private static void AddMints(PeerCases cases, RandomChain random)
    {
        MintAccounts accounts = MintAccounts.For(random.Key(), random.Key(), random.Key());
        (PublicKey owner, PublicKey delegateKey) = (random.Key(), random.Key());
        JsonObject Mint(JsonObject metadata) => new()
        {
            ["merkleTree"] = Key(accounts.Tree),
            ["leafOwner"] = Key(owner),
            ["leafDelegate"] = Key(delegateKey),
            ["payer"] = Signer(accounts.Payer),
            ["treeCreatorOrDelegate"] = Signer(accounts.TreeDelegate),
            ["metadata"] = metadata,
        };
        MetadataArgs metadata = random.Metadata();
        Add(cases, "mintV1", Mint(Metadata(metadata)), BubblegumInstructions.MintV1(accounts, owner, delegateKey, metadata));

        CollectionAccounts collection = new(random.Key(), random.Key(), random.MaybeKey());
        MetadataArgs inCollection = random.Metadata(new CollectionClaim(collection.Mint, random.Coin()));
        Add(cases, "mintToCollectionV1", With(Mint(Metadata(inCollection)), Collection(collection)),
            BubblegumInstructions.MintToCollectionV1(accounts, owner, delegateKey, inCollection, collection));

        MetadataArgsV2 metadataV2 = random.MetadataV2();
        PublicKey? authority = metadataV2.Collection is null ? null : random.MaybeKey();
        Add(cases, "mintV2",
            With(Mint(Metadata(metadataV2)), Maybe("coreCollection", metadataV2.Collection),
                authority is { } signer ? new JsonObject { ["collectionAuthority"] = Signer(signer) } : []),
            BubblegumInstructions.MintV2(accounts, owner, delegateKey, metadataV2, authority));
    }

    private static void AddChangesV1(PeerCases cases, RandomChain random)
    {
        ProvenLeaf asset = random.Leaf();
        PublicKey other = random.Key();
        PublicKey holder = random.HolderOf(asset);
        Add(cases, "transfer", With(Place(asset), Hashes(asset), Holders(asset, holder), new JsonObject { ["newLeafOwner"] = Key(other) }),
            BubblegumInstructions.Transfer(asset, other, holder));
        Add(cases, "burn", With(Place(asset), Hashes(asset), Holders(asset, holder)), BubblegumInstructions.Burn(asset, holder));
        Add(cases, "delegate",
            With(Place(asset), Hashes(asset), new JsonObject
            {
                ["leafOwner"] = Signer(asset.Leaf.Owner),
                ["previousLeafDelegate"] = Key(asset.Leaf.Delegate),
                ["newLeafDelegate"] = Key(other),
            }),
            BubblegumInstructions.Delegate(asset, other));
    }

    private static void AddChangesV2(PeerCases cases, RandomChain random)
    {
        PublicKey? collection = random.MaybeKey();
        ProvenLeaf asset = random.LeafV2(collection);
        (PublicKey other, PublicKey payer, PublicKey authority) = (random.Key(), random.Key(), random.Key());
        JsonObject Change(params JsonObject[] more) => With(
            [Place(asset), Hashes(asset), Options(asset), Actors(asset, payer, authority), Maybe("coreCollection", collection), .. more]);
        Add(cases, "transferV2", Change(new JsonObject { ["newLeafOwner"] = Key(other) }),
            BubblegumInstructions.TransferV2(asset, other, authority, payer, collection));
        Add(cases, "burnV2", Change(), BubblegumInstructions.BurnV2(asset, authority, payer, collection));
        Add(cases, "freezeV2", Change(), BubblegumInstructions.FreezeV2(asset, authority, payer, collection));
        Add(cases, "thawV2", Change(), BubblegumInstructions.ThawV2(asset, authority, payer, collection));
        PublicKey core = random.Key();
        ProvenLeaf collected = random.LeafV2(core);
        Add(cases, "setNonTransferableV2",
            With(
                Place(collected), Hashes(collected), Options(collected), Actors(collected, payer, authority),
                Maybe("coreCollection", core)),
            BubblegumInstructions.SetNonTransferableV2(collected, authority, payer, core));

        JsonObject Delegation() => With(Place(asset), Hashes(asset), Options(asset), CollectionHash(asset), new JsonObject
        {
            ["payer"] = Signer(payer),
            ["leafOwner"] = Signer(asset.Leaf.Owner),
            ["previousLeafDelegate"] = Key(asset.Leaf.Delegate),
            ["newLeafDelegate"] = Key(other),
        });
        Add(cases, "delegateV2", Delegation(), BubblegumInstructions.DelegateV2(asset, other, payer));
        Add(cases, "delegateAndFreezeV2", Delegation(), BubblegumInstructions.DelegateAndFreezeV2(asset, other, payer));
        Add(cases, "thawAndRevokeV2",
            With(Place(asset), Hashes(asset), Options(asset), CollectionHash(asset), new JsonObject
            {
                ["payer"] = Signer(payer),
                ["leafDelegate"] = Signer(asset.Leaf.Delegate),
                ["leafOwner"] = Key(asset.Leaf.Owner),
            }),
            BubblegumInstructions.ThawAndRevokeV2(asset, payer));
    }

    private static void AddMetadataV1(PeerCases cases, RandomChain random)
    {
        CollectionAccounts collection = new(random.Key(), random.Key(), random.MaybeKey());
        MetadataArgs metadata = random.Metadata(
            random.Coin() ? new CollectionClaim(collection.Mint, random.Coin()) : null, minimumCreators: 1);
        ProvenLeaf asset = random.Leaf(metadata);
        (PublicKey payer, PublicKey treeDelegate) = (random.Key(), random.Key());
        PublicKey creator = metadata.Creators[random.Below(metadata.Creators.Count)].Address;
        JsonObject Change(params JsonObject[] more) => With(
            [
                Place(asset), Hashes(asset),
                new JsonObject
                {
                    ["leafOwner"] = Key(asset.Leaf.Owner), ["leafDelegate"] = Key(asset.Leaf.Delegate), ["payer"] = Signer(payer),
                    ["metadata"] = Metadata(metadata),
                },
                .. more,
            ]);
        JsonObject By(PublicKey key) => new() { ["creator"] = Signer(key) };
        Add(cases, "verifyCreator", Change(By(creator)), BubblegumInstructions.VerifyCreator(asset, metadata, creator, payer));
        Add(cases, "unverifyCreator", Change(By(creator)), BubblegumInstructions.UnverifyCreator(asset, metadata, creator, payer));

        JsonObject Delegate(bool signs) => new() { ["treeCreatorOrDelegate"] = signs ? Signer(treeDelegate) : Key(treeDelegate) };
        Add(cases, "verifyCollection", Change(Delegate(false), Collection(collection)),
            BubblegumInstructions.VerifyCollection(asset, metadata, collection, payer, treeDelegate));
        Add(cases, "unverifyCollection", Change(Delegate(false), Collection(collection)),
            BubblegumInstructions.UnverifyCollection(asset, metadata, collection, payer, treeDelegate));
        Add(cases, "setAndVerifyCollection",
            Change(Delegate(true), Collection(collection), new JsonObject { ["collection"] = Key(collection.Mint) }),
            BubblegumInstructions.SetAndVerifyCollection(asset, metadata, collection, payer, treeDelegate));

        MetadataUpdate update = random.Update();
        PublicKey? verified = metadata.Collection is { IsVerified: true } claim ? claim.Key : null;
        Add(cases, "updateMetadata",
            With(Change(), Maybe("collectionMint", verified), Maybe("collectionAuthorityRecordPda", collection.AuthorityRecord),
                new JsonObject
                {
                    ["authority"] = Signer(treeDelegate),
                    ["tokenMetadataProgram"] = Key(ProgramIds.TokenMetadata),
                    ["currentMetadata"] = Metadata(metadata),
                    ["updateArgs"] = Update(update),
                }),
            BubblegumInstructions.UpdateMetadata(asset, metadata, update, treeDelegate, payer, collection.AuthorityRecord));
    }

    private static void AddMetadataV2(PeerCases cases, RandomChain random)
    {
        MetadataArgsV2 metadata = random.MetadataV2(minimumCreators: 1);
        ProvenLeaf asset = random.LeafV2(metadata);
        (PublicKey payer, PublicKey authority) = (random.Key(), random.Key());
        PublicKey creator = metadata.Creators[random.Below(metadata.Creators.Count)].Address;
        JsonObject Change(params JsonObject[] more) => With(
            [
                Place(asset), Options(asset), Actors(asset, payer, authority), Maybe("coreCollection", metadata.Collection),
                new JsonObject
                {
                    ["creator"] = Signer(creator), ["metadata"] = Metadata(metadata), ["currentMetadata"] = Metadata(metadata),
                },
                .. more,
            ]);
        Add(cases, "verifyCreatorV2", Change(), BubblegumInstructions.VerifyCreatorV2(asset, metadata, creator, payer));
        Add(cases, "unverifyCreatorV2", Change(), BubblegumInstructions.UnverifyCreatorV2(asset, metadata, creator, payer));
        MetadataUpdate update = random.Update();
        Add(cases, "updateMetadataV2", Change(new JsonObject { ["updateArgs"] = Update(update) }),
            BubblegumInstructions.UpdateMetadataV2(asset, metadata, update, authority, payer));
        (PublicKey? newCollection, PublicKey? newAuthority) = (random.MaybeKey(), random.MaybeKey());
        Add(cases, "setCollectionV2",
            Change(Maybe("newCoreCollection", newCollection),
                newAuthority is { } signer ? new JsonObject { ["newCollectionAuthority"] = Signer(signer) } : []),
            BubblegumInstructions.SetCollectionV2(asset, metadata, authority, payer, newCollection, newAuthority));
    }

    private static void Add(PeerCases cases, string call, JsonObject input, Piwa.Chain.Transactions.Instruction ours) =>
        cases.Add("bubblegum", call, [input], ours);

    private static JsonObject Place(ProvenLeaf asset) => new()
    {
        ["merkleTree"] = Key(asset.Tree),
        ["root"] = Bytes(asset.Root),
        ["nonce"] = Big(asset.Leaf.Nonce),
        ["index"] = asset.Proof.Index,
        ["proof"] = new JsonArray([.. asset.ProofAccounts.Select(account => (JsonNode)Key(account.Key))]),
    };

    private static JsonObject Hashes(ProvenLeaf asset) =>
        new() { ["dataHash"] = Bytes(asset.Leaf.DataHash), ["creatorHash"] = Bytes(asset.Leaf.CreatorHash) };

    private static JsonObject Options(ProvenLeaf asset) => new()
    {
        ["assetDataHash"] = OptionUnless(asset.Leaf.AssetDataHash, Keccak256.Hash([])),
        ["flags"] = asset.Leaf.Flags == 0 ? None() : Some(asset.Leaf.Flags),
    };

    private static JsonObject CollectionHash(ProvenLeaf asset) =>
        new() { ["collectionHash"] = OptionUnless(asset.Leaf.CollectionHash, Keccak256.Hash(new byte[32])) };

    private static JsonObject OptionUnless(Hash256 hash, Hash256 usual) => hash == usual ? None() : Some(Bytes(hash));

    private static JsonObject Holders(ProvenLeaf asset, PublicKey authority) => new()
    {
        ["leafOwner"] = authority == asset.Leaf.Owner ? Signer(asset.Leaf.Owner) : Key(asset.Leaf.Owner),
        ["leafDelegate"] = authority == asset.Leaf.Delegate ? Signer(asset.Leaf.Delegate) : Key(asset.Leaf.Delegate),
    };

    private static JsonObject Actors(ProvenLeaf asset, PublicKey payer, PublicKey authority) => new()
    {
        ["payer"] = Signer(payer),
        ["authority"] = Signer(authority),
        ["leafOwner"] = Key(asset.Leaf.Owner),
        ["leafDelegate"] = Key(asset.Leaf.Delegate),
    };

    // The client leaves bubblegum_signer and token_metadata_program out, since newer programs ask for neither.
    private static JsonObject Collection(CollectionAccounts collection) => With(
        new JsonObject
        {
            ["collectionAuthority"] = Signer(collection.Authority),
            ["collectionMint"] = Key(collection.Mint),
            ["bubblegumSigner"] = Key(ProgramAddress.CollectionSigner),
            ["tokenMetadataProgram"] = Key(ProgramIds.TokenMetadata),
        },
        Maybe("collectionAuthorityRecordPda", collection.AuthorityRecord));

    private static JsonObject Maybe(string name, PublicKey? key) => key is { } present ? new JsonObject { [name] = Key(present) } : [];

    private static JsonObject With(params JsonObject[] parts)
    {
        JsonObject whole = [];
        foreach (JsonObject part in parts)
        {
            foreach ((string name, JsonNode? value) in part)
                whole[name] = value?.DeepClone();
        }

        return whole;
    }

    private static JsonObject Serialize(string type, JsonNode value) => new() { ["serialize"] = type, ["value"] = value };

    private static JsonObject HashOf(string function, bool needsContext, JsonNode argument) =>
        new() { ["hash"] = function, ["needsContext"] = needsContext, ["args"] = new JsonArray(argument) };

    private static string Hex(byte[] bytes) => Convert.ToHexStringLower(bytes);
}
