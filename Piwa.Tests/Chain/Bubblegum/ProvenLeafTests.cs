using Piwa.Chain.Bubblegum;
using Piwa.Chain.Keys;
using Piwa.Chain.Transactions;
using Piwa.Tests.Chain.Peers;

namespace Piwa.Tests.Chain.Bubblegum;

/// <summary>Mistakes are found before the program finds them; BubblegumPeerTests checks the bytes.</summary>
public sealed class ProvenLeafTests
{
    private readonly RandomChain _random = new(seed: 13);

    [Fact]
    public void ProofOfAnotherLeafOrRootIsRefused()
    {
        ProvenLeaf asset = _random.Leaf();
        Assert.Throws<ArgumentException>(() =>
            new ProvenLeaf(asset.Tree, asset.Leaf with { Owner = TestKeys.Key(1) }, asset.Root, asset.Proof));
        Assert.Throws<ArgumentException>(() => new ProvenLeaf(asset.Tree, asset.Leaf, TestKeys.Leaf(1), asset.Proof));
        Assert.Throws<ArgumentOutOfRangeException>(() =>
            new ProvenLeaf(asset.Tree, asset.Leaf, asset.Root, asset.Proof, asset.Proof.Siblings.Count + 1));
    }

    [Fact]
    public void CanopyShortensTheProof()
    {
        ProvenLeaf asset = _random.Leaf();
        for (int canopy = 0; canopy <= asset.Proof.Siblings.Count; canopy++)
        {
            ProvenLeaf covered = new(asset.Tree, asset.Leaf, asset.Root, asset.Proof, canopy);
            Instruction burn = BubblegumInstructions.Burn(covered, asset.Leaf.Owner);
            Assert.Equal(7 + asset.Proof.Siblings.Count - canopy, burn.Accounts.Count);
        }
    }

    [Fact]
    public void InstructionOfTheOtherVersionIsRefused()
    {
        ProvenLeaf first = _random.Leaf();
        ProvenLeaf second = _random.LeafV2(collection: null);
        ArgumentException error = Assert.Throws<ArgumentException>(() =>
            BubblegumInstructions.TransferV2(first, TestKeys.Key(1), first.Leaf.Owner, first.Leaf.Owner));
        Assert.Contains("V1", error.Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentException>(() => BubblegumInstructions.Transfer(second, TestKeys.Key(1), second.Leaf.Owner));
        Assert.Throws<ArgumentException>(() => BubblegumInstructions.Delegate(second, TestKeys.Key(1)));
        Assert.Throws<ArgumentException>(() => BubblegumInstructions.DelegateV2(first, TestKeys.Key(1), TestKeys.Key(2)));
        Assert.Throws<ArgumentException>(() => BubblegumInstructions.ThawAndRevokeV2(first, TestKeys.Key(2)));
    }

    [Fact]
    public void StrangerCannotTransferOrBurn()
    {
        ProvenLeaf asset = _random.Leaf();
        ArgumentException error = Assert.Throws<ArgumentException>(() =>
            BubblegumInstructions.Transfer(asset, TestKeys.Key(1), TestKeys.Key(2)));
        Assert.Contains(asset.Leaf.Owner.ToString(), error.Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentException>(() => BubblegumInstructions.Burn(asset, TestKeys.Key(2)));
    }

    [Fact]
    public void WrongCollectionIsRefused()
    {
        ProvenLeaf inCore = _random.LeafV2(TestKeys.Key(7));
        ProvenLeaf alone = _random.LeafV2(collection: null);
        Assert.Throws<ArgumentException>(() => BubblegumInstructions.BurnV2(inCore, TestKeys.Key(1), TestKeys.Key(1)));
        Assert.Throws<ArgumentException>(() => BubblegumInstructions.BurnV2(inCore, TestKeys.Key(1), TestKeys.Key(1), TestKeys.Key(8)));
        Assert.Throws<ArgumentException>(() => BubblegumInstructions.FreezeV2(alone, TestKeys.Key(1), TestKeys.Key(1), TestKeys.Key(8)));
        Assert.NotNull(BubblegumInstructions.BurnV2(inCore, TestKeys.Key(1), TestKeys.Key(1), TestKeys.Key(7)));
    }

    [Fact]
    public void MetadataThatIsNotTheLeafsIsRefused()
    {
        MetadataArgs metadata = _random.Metadata(minimumCreators: 1);
        ProvenLeaf asset = _random.Leaf(metadata);
        PublicKey creator = metadata.Creators[0].Address;
        Assert.Throws<ArgumentException>(() =>
            BubblegumInstructions.VerifyCreator(asset, new MetadataArgs { Creators = metadata.Creators }, creator, creator));
        ArgumentException unnamed = Assert.Throws<ArgumentException>(() =>
            BubblegumInstructions.VerifyCreator(asset, metadata, TestKeys.Key(5), creator));
        Assert.Contains(TestKeys.Key(5).ToString(), unnamed.Message, StringComparison.Ordinal);
        Assert.NotNull(BubblegumInstructions.VerifyCreator(asset, metadata, creator, creator));
    }

    [Fact]
    public void CollectionMintsNameTheirCollection()
    {
        MintAccounts accounts = MintAccounts.For(TestKeys.Key(1), TestKeys.Key(2), TestKeys.Key(2));
        CollectionAccounts collection = new(TestKeys.Key(3), TestKeys.Key(4));
        PublicKey owner = TestKeys.Key(5);
        Assert.Throws<ArgumentException>(() =>
            BubblegumInstructions.MintToCollectionV1(accounts, owner, owner, new MetadataArgs(), collection));
        Assert.Throws<InvalidMetadataException>(() => BubblegumInstructions.MintToCollectionV1(
            accounts,
            owner,
            owner,
            new MetadataArgs { Name = new string('x', 33), Collection = new CollectionClaim(TestKeys.Key(3)) },
            collection));
        Assert.Throws<ArgumentException>(() =>
            BubblegumInstructions.MintV2(accounts, owner, owner, new MetadataArgsV2(), collectionAuthority: TestKeys.Key(4)));

        MetadataArgs metadata = new() { Name = "x", Collection = new CollectionClaim(TestKeys.Key(3)) };
        Assert.NotEqual(metadata.DataHash(), metadata.WithVerifiedCollection().DataHash());
        Assert.True(metadata.WithVerifiedCollection().Collection!.Value.IsVerified);
        Assert.Throws<InvalidOperationException>(() => new MetadataArgs().WithVerifiedCollection());
    }

    [Fact]
    public void SignersOfTheProgramsHaveTheirKnownAddresses()
    {
        Assert.Equal("4ewWZC5gT6TGpm5LZNDs9wVonfUT2q5PP5sc9kVbwMAK", ProgramAddress.CollectionSigner.ToString());
        Assert.Equal("CbNY3JiXdXNE9tPNEk1aRZVEkWdj2v7kfJLNQwZZgpXk", ProgramAddress.CoreSigner.ToString());
        Assert.Equal(SolanaVectors.Root["programs"]!.Text("CORESIGNER"), ProgramAddress.CoreSigner.ToString());
    }

    [Fact]
    public void MetadataUpdateRoundTripsAndWrongBytesAreNamed()
    {
        for (int i = 0; i < 200; i++)
        {
            byte[] bytes = _random.Update().Encode();
            Assert.Equal(bytes, MetadataUpdate.Parse(bytes, out int length).Encode());
            Assert.Equal(bytes.Length, length);
            for (int end = 0; end < bytes.Length; end++)
                Assert.Throws<Piwa.Chain.WireFormatException>(() => MetadataUpdate.Parse(bytes.AsSpan(..end), out _));
        }

        byte[] wrong = new MetadataUpdate { Symbol = "x" }.Encode();
        wrong[0] = 2;
        Assert.Contains("name", Assert.Throws<Piwa.Chain.WireFormatException>(() => MetadataUpdate.Parse(wrong, out _)).Message,
            StringComparison.Ordinal);
    }
}
