using Piwa.Chain.Bubblegum;
using Piwa.Chain.Hashing;
using Piwa.Chain.Keys;
using Piwa.Chain.Ledger.Assets;
using Piwa.Chain.Transactions;
using Piwa.Chain.Trees;

namespace Piwa.Tests.Chain.Ledger.Assets;

/// <summary>What an indexer reads from each instruction that the library encodes.</summary>
public sealed class BubblegumCallTests
{
    private static readonly PublicKey Tree = TestKeys.Key(100);
    private static readonly PublicKey Payer = TestKeys.Key(101);
    private static readonly PublicKey Creator = TestKeys.Key(102);
    private static readonly PublicKey Collection = TestKeys.Key(103);
    private static readonly CollectionAccounts Accounts = new(Collection, TestKeys.Key(104));
    private static readonly Creator[] Creators = [new(Creator, IsVerified: false, 70), new(TestKeys.Key(105), IsVerified: true, 30)];

    [Fact]
    public void MetadataOfVersion1IsThatAfterTheInstruction()
    {
        MetadataArgs plain = V1(isVerified: false, claim: null);
        MetadataArgs claimed = V1(isVerified: false, new CollectionClaim(Collection));
        MetadataArgs inCollection = V1(isVerified: false, new CollectionClaim(Collection, IsVerified: true));
        MetadataArgs vouched = V1(isVerified: true, claim: null);
        MintAccounts mint = MintAccounts.For(Tree, Payer, Payer);
        Check(BubblegumOperation.MintV1, BubblegumInstructions.MintV1(mint, Payer, Payer, plain), plain);
        Check(BubblegumOperation.MintToCollectionV1, BubblegumInstructions.MintToCollectionV1(mint, Payer, Payer, claimed, Accounts), inCollection);
        Check(BubblegumOperation.VerifyCreator, BubblegumInstructions.VerifyCreator(Leaf(plain), plain, Creator, Payer), vouched);
        Check(BubblegumOperation.UnverifyCreator, BubblegumInstructions.UnverifyCreator(Leaf(vouched), vouched, Creator, Payer), plain);
        Check(
            BubblegumOperation.VerifyCollection,
            BubblegumInstructions.VerifyCollection(Leaf(claimed), claimed, Accounts, Payer, Payer),
            inCollection);
        Check(
            BubblegumOperation.UnverifyCollection,
            BubblegumInstructions.UnverifyCollection(Leaf(inCollection), inCollection, Accounts, Payer, Payer),
            claimed);
        Check(
            BubblegumOperation.SetAndVerifyCollection,
            BubblegumInstructions.SetAndVerifyCollection(Leaf(plain), plain, Accounts, Payer, Payer),
            inCollection);
        MetadataUpdate update = new() { Name = "other", Uri = "ar://other", IsMutable = false, Creators = [] };
        MetadataArgs updated = new()
        {
            Name = "other",
            Symbol = plain.Symbol,
            Uri = "ar://other",
            SellerFeeBasisPoints = plain.SellerFeeBasisPoints,
            IsMutable = false,
            EditionNonce = plain.EditionNonce,
            Uses = plain.Uses,
            TokenProgramVersion = plain.TokenProgramVersion,
        };
        Check(BubblegumOperation.UpdateMetadata, BubblegumInstructions.UpdateMetadata(Leaf(plain), plain, update, Payer, Payer), updated);
    }

    [Fact]
    public void MetadataOfVersion2IsThatAfterTheInstruction()
    {
        MetadataArgsV2 plain = V2(isVerified: false, collection: null);
        MetadataArgsV2 inCollection = V2(isVerified: false, Collection);
        MetadataArgsV2 vouched = V2(isVerified: true, collection: null);
        MintAccounts mint = MintAccounts.For(Tree, Payer, Payer);
        Check(BubblegumOperation.MintV2, BubblegumInstructions.MintV2(mint, Payer, Payer, inCollection, Accounts.Authority), inCollection);
        Check(BubblegumOperation.VerifyCreatorV2, BubblegumInstructions.VerifyCreatorV2(Leaf(plain), plain, Creator, Payer), vouched);
        Check(BubblegumOperation.UnverifyCreatorV2, BubblegumInstructions.UnverifyCreatorV2(Leaf(vouched, flags: 3), vouched, Creator, Payer), plain);
        Check(
            BubblegumOperation.SetCollectionV2,
            BubblegumInstructions.SetCollectionV2(Leaf(plain), plain, Payer, Payer, Collection, Accounts.Authority),
            inCollection);
        Check(
            BubblegumOperation.SetCollectionV2,
            BubblegumInstructions.SetCollectionV2(Leaf(inCollection), inCollection, Payer, Payer, newCollection: null),
            plain);
        MetadataUpdate update = new() { Symbol = "S", SellerFeeBasisPoints = 9, PrimarySaleHappened = true };
        MetadataArgsV2 updated = new()
        {
            Name = plain.Name,
            Symbol = "S",
            Uri = plain.Uri,
            SellerFeeBasisPoints = 9,
            PrimarySaleHappened = true,
            Creators = Creators,
        };
        Check(BubblegumOperation.UpdateMetadataV2, BubblegumInstructions.UpdateMetadataV2(Leaf(plain), plain, update, Payer, Payer), updated);
    }

    [Fact]
    public void OtherInstructionsTellNoMetadata()
    {
        ProvenLeaf one = Leaf(V1(isVerified: false, claim: null)), two = Leaf(V2(isVerified: false, collection: null));
        (BubblegumOperation, Instruction)[] cases =
        [
            (BubblegumOperation.CreateTree, BubblegumInstructions.CreateTree(Tree, new TreeSize(3, 8), Payer, Payer)),
            (BubblegumOperation.Transfer, BubblegumInstructions.Transfer(one, Creator, Payer)),
            (BubblegumOperation.TransferV2, BubblegumInstructions.TransferV2(two, Creator, Payer, Payer)),
            (BubblegumOperation.Burn, BubblegumInstructions.Burn(one, Payer)),
            (BubblegumOperation.BurnV2, BubblegumInstructions.BurnV2(two, Payer, Payer)),
            (BubblegumOperation.Unknown, BubblegumInstructions.SetTreeDelegate(Tree, Payer, Creator)),
            (BubblegumOperation.Unknown, new Instruction(ProgramIds.Bubblegum, [], new byte[3])),
        ];
        Assert.All(cases, each =>
        {
            Assert.Equal(each.Item1, BubblegumCall.OperationOf(each.Item2.Data.Span));
            Assert.Null(BubblegumCall.ReadMetadata(each.Item2.Data.Span, _ => default));
        });
    }

    private static void Check(BubblegumOperation operation, Instruction instruction, MetadataArgs expected) =>
        Check(operation, instruction, LeafVersion.V1, expected.DataHash(), expected.CreatorHash());

    private static void Check(BubblegumOperation operation, Instruction instruction, MetadataArgsV2 expected) =>
        Check(operation, instruction, LeafVersion.V2, expected.DataHash(), expected.CreatorHash());

    private static void Check(BubblegumOperation operation, Instruction instruction, LeafVersion version, Hash256 dataHash, Hash256 creatorHash)
    {
        Assert.Equal(operation, BubblegumCall.OperationOf(instruction.Data.Span));
        AssetMetadata? read = BubblegumCall.ReadMetadata(instruction.Data.Span, account => instruction.Accounts[account].Key);
        Assert.Equal(dataHash, read!.DataHash(version));
        Assert.Equal(creatorHash, LeafHashing.CreatorHash([.. read.Creators]));
    }

    private static Creator[] CreatorsOf(bool isVerified) => [Creators[0] with { IsVerified = isVerified }, Creators[1]];

    private static MetadataArgs V1(bool isVerified, CollectionClaim? claim) => new()
    {
        Name = "name",
        Symbol = "SYM",
        Uri = "ar://uri",
        SellerFeeBasisPoints = 500,
        EditionNonce = 3,
        Collection = claim,
        Uses = new Uses(UseMethod.MultipleUse, 1, 2),
        TokenProgramVersion = TokenProgramVersion.Token2022,
        Creators = CreatorsOf(isVerified),
    };

    private static MetadataArgsV2 V2(bool isVerified, PublicKey? collection) => new()
    {
        Name = "name",
        Symbol = "SYM",
        Uri = "ar://uri",
        SellerFeeBasisPoints = 500,
        Collection = collection,
        Creators = CreatorsOf(isVerified),
    };

    private static ProvenLeaf Leaf(MetadataArgs metadata) => Proven(LeafSchema.ForMint(Tree, 0, Payer, Payer, metadata));

    private static ProvenLeaf Leaf(MetadataArgsV2 metadata, byte flags = 0) =>
        Proven(LeafSchema.ForMint(Tree, 0, Payer, Payer, metadata) with { Flags = flags });

    private static ProvenLeaf Proven(LeafSchema leaf)
    {
        MerkleTree tree = MerkleTree.Build(3, [leaf.Hash()]);
        return new ProvenLeaf(Tree, leaf, tree.Root, tree.GetProof(0));
    }
}
