using Piwa.Chain.Bubblegum;
using Piwa.Chain.Collections;
using Piwa.Chain.Hashing;
using Piwa.Chain.Keys;
using Piwa.Chain.Rpc;
using Piwa.Chain.Transactions;
using Piwa.Chain.Trees;

namespace Piwa.Tests.Chain.Ledger;

public sealed class BubblegumV2Tests : IDisposable
{
    private const ulong MintFee = 90_000;
    private const ulong TransferFee = 6_000;

    private static readonly TreeSize Size = new(3, 8);

    private readonly TestLedger _test = new();
    private readonly Keypair _tree = TestKeys.Pair("tree v2");

    private PublicKey Me => _test.Payer.PublicKey;

    private PublicKey Config => ProgramAddress.TreeAuthority(_tree.PublicKey);

    public void Dispose()
    {
        _tree.Dispose();
        _test.Dispose();
    }

    [Fact]
    public void TreeOfVersion2IsMadeOfMetaplexPrograms()
    {
        Create(Size);
        Assert.Equal(
            new TreeConfig
            {
                TreeCreator = Me,
                TreeDelegate = Me,
                TotalMintCapacity = 8,
                MintedCount = 0,
                Version = LeafVersion.V2,
            },
            _test.Config(_tree.PublicKey));
        Assert.Equal(ProgramIds.MplAccountCompression, _test.Ledger.GetAccountInfo(_tree.PublicKey)!.Owner);
        Assert.Equal(Config, _test.Tree(_tree.PublicKey).Authority);
    }

    [Fact]
    public void CreatorWhoIsLeftOutIsThePayer()
    {
        Instruction create = BubblegumInstructions.CreateTreeV2(_tree.PublicKey, Size, Me, Me);
        AccountMeta[] accounts = [.. create.Accounts];
        accounts[3] = AccountMeta.ReadOnly(ProgramIds.Bubblegum);
        _test.Send([_tree], Account(Size), new Instruction(create.ProgramId, accounts, create.Data));
        Assert.Equal(Me, _test.Config(_tree.PublicKey).TreeCreator);
    }

    [Theory]
    [InlineData(20, 2, false)]
    [InlineData(20, 3, true)]
    [InlineData(20, 4, true)]
    public void CanopyMustLeaveSeventeenNodesOfProof(int depth, int canopy, bool isAccepted)
    {
        TreeSize size = new(depth, 64, canopy);
        if (isAccepted)
            Create(size);
        else
            Assert.Equal(Custom(1, BubblegumError.InvalidCanopySize), _test.Refusal([_tree], Creation(size)));
    }

    [Fact]
    public void MintTellsAppendsAndPaysInThisOrder()
    {
        Create(Size);
        ulong before = _test.Ledger.GetBalance(Config);
        TransactionDetails details = _test.Ledger.GetTransaction(_test.Send(Mint(0)))!;
        LeafSchema leaf = Leaf(0);
        Assert.Equal(
            [(ProgramIds.MplNoop, 2), (ProgramIds.MplAccountCompression, 2), (ProgramIds.MplNoop, 3), (ProgramIds.System, 2)],
            details.InnerInstructions!.Select(call => (call.ProgramId, call.StackHeight)));
        Assert.Equal(new LeafEvent(leaf, leaf.Hash()), LeafEvent.Parse(details.InnerInstructions![0].Data.Span));
        Assert.Equal(leaf.Hash(), ChangeLogEvent.Parse(details.InnerInstructions![2].Data.Span).Leaf);
        Assert.Equal(MintFee, _test.Ledger.GetBalance(Config) - before);
        Assert.Equal(MerkleTree.ComputeRoot(Size.Depth, [leaf.Hash()]), _test.Tree(_tree.PublicKey).Root);
        Assert.Equal(1UL, _test.Config(_tree.PublicKey).MintedCount);

        // The leaf as an indexer would read it from what the program returns: the event without envelope, type, version and hash.
        string returned = Assert.Single(details.LogMessages!, line => line.StartsWith("Program return: ", StringComparison.Ordinal));
        string prefix = $"Program return: {ProgramIds.Bubblegum} ";
        Assert.Equal(details.InnerInstructions![0].Data[8..^32].ToArray(), Convert.FromBase64String(returned[prefix.Length..]));
    }

    [Fact]
    public void InstructionsOfTheOtherVersionAreRefused()
    {
        Create(Size);
        PublicKey old = _test.CreatedTree("tree v1", Size);
        Instruction inNew = BubblegumInstructions.MintV1(
            MintAccounts.For(_tree.PublicKey, Me, Me), Me, Me, TestLedger.Metadata(0));
        Instruction inOld = BubblegumInstructions.MintV2(MintAccounts.For(old, Me, Me), Me, Me, Metadata(0));
        Assert.Equal(Custom(0, BubblegumError.UnsupportedSchemaVersion), _test.Refusal(inNew));
        Assert.Equal(Custom(0, BubblegumError.UnsupportedSchemaVersion), _test.Refusal(inOld));
    }

    [Fact]
    public void AttachedDataIsNotOnOfferYet()
    {
        Create(Size);
        Instruction mint = Mint(0);
        byte[] data = [.. mint.Data[..^2].Span, 1, 1, 0, 0, 0, 7, 0];
        Assert.Equal(
            Custom(0, BubblegumError.NotAvailable), _test.Refusal(new Instruction(mint.ProgramId, mint.Accounts, data)));
    }

    [Fact]
    public void FeesOfMintAndTransferAreCollectedByAnybody()
    {
        Create(Size);
        for (int i = 0; i < 8; i++)
            _test.Send(Mint(i));
        ProvenLeaf asset = Prove([.. Enumerable.Range(0, 8).Select(i => Leaf(i))], 3);
        _test.Send(BubblegumInstructions.TransferV2(asset, TestKeys.Key(77), Me, Me));

        // An account that only gets fees must get its rent too.
        const ulong Fees = (8 * MintFee) + TransferFee;
        _test.Ledger.RequestAirdrop(ProgramIds.BubblegumFeeCollector, 1_000_000);
        _test.Send(BubblegumInstructions.CollectV2(_tree.PublicKey));
        Assert.Equal(1_000_000 + Fees, _test.Ledger.GetBalance(ProgramIds.BubblegumFeeCollector));
        Assert.Equal(Piwa.Chain.Rent.MinimumBalance(TreeConfig.Size), _test.Ledger.GetBalance(Config));
    }

    [Fact]
    public void CollectionCountsWhatIsMintedPutInTakenOutAndBurned()
    {
        using Keypair first = TestKeys.Pair("collection 1");
        using Keypair second = TestKeys.Pair("collection 2");
        Create(Size);
        foreach (Keypair key in new[] { first, second })
            _test.Send([key], CoreInstructions.CreateCollection(key.PublicKey, Me, "Piwa", "ar://c", null, CorePlugin.BubblegumV2));

        _test.Send(Mint(0, first.PublicKey));
        _test.Send(Mint(1, first.PublicKey));
        Assert.Equal((2U, 2U), Counters(first.PublicKey));

        LeafSchema[] leaves = [Leaf(0, first.PublicKey), Leaf(1, first.PublicKey)];
        _test.Send(BubblegumInstructions.SetCollectionV2(Prove(leaves, 0), Metadata(0, first.PublicKey), Me, Me, second.PublicKey));
        Assert.Equal((2U, 1U), Counters(first.PublicKey));
        Assert.Equal((0U, 1U), Counters(second.PublicKey));

        leaves[0] = Leaf(0, second.PublicKey);
        _test.Send(BubblegumInstructions.BurnV2(Prove(leaves, 0), Me, Me, second.PublicKey));
        Assert.Equal((0U, 0U), Counters(second.PublicKey));
        Assert.Equal(
            MerkleTree.ComputeRoot(Size.Depth, [default, leaves[1].Hash()]), _test.Tree(_tree.PublicKey).Root);
    }

    [Fact]
    public void CollectionWithoutThePluginOrTheAuthorityIsRefused()
    {
        using Keypair plain = TestKeys.Pair("plain");
        using Keypair foreign = TestKeys.Pair("foreign");
        Create(Size);
        _test.Send([plain], CoreInstructions.CreateCollection(plain.PublicKey, Me, "Piwa", "ar://c"));
        _test.Send(
            [foreign],
            CoreInstructions.CreateCollection(foreign.PublicKey, Me, "Piwa", "ar://c", TestKeys.Key(9), CorePlugin.BubblegumV2));
        Assert.Equal(Custom(0, BubblegumError.CollectionMustHaveBubblegumPlugin), _test.Refusal(Mint(0, plain.PublicKey)));
        Assert.Equal(Custom(0, BubblegumError.InvalidCollectionAuthority), _test.Refusal(Mint(0, foreign.PublicKey)));
        Assert.Equal(Custom(0, 2004), _test.Refusal(Mint(0, TestKeys.Key(5))));

        Instruction named = Mint(0, plain.PublicKey);
        AccountMeta[] accounts = [.. named.Accounts];
        accounts[7] = AccountMeta.ReadOnly(ProgramIds.Bubblegum);
        Assert.Equal(
            Custom(0, BubblegumError.MissingCollectionAccount),
            _test.Refusal(new Instruction(named.ProgramId, accounts, named.Data)));
    }

    // Token Metadata does not run here; what needs it is told apart from what no Bubblegum knows.
    [Fact]
    public void WhatTheLedgerDoesNotRunIsRefusedAsSuch()
    {
        PublicKey tree = _test.CreatedTree("tree v1", Size);
        CollectionAccounts collection = new(TestKeys.Key(3), Me);
        MetadataArgs metadata = new() { Name = "x", Collection = new CollectionClaim(TestKeys.Key(3)) };
        Instruction mint = BubblegumInstructions.MintToCollectionV1(MintAccounts.For(tree, Me, Me), Me, Me, metadata, collection);
        Assert.Equal(TransactionError.ForInstruction(0, InstructionErrorKind.UnsupportedProgramId), _test.Refusal(mint));
        Assert.Equal(Custom(0, 101), _test.Refusal(BubblegumInstructions.CloseTreeV2(tree, Me, Me)));
    }

    private static TransactionError Custom(int instruction, BubblegumError error) => Custom(instruction, (uint)error);

    private static TransactionError Custom(int instruction, uint code) =>
        TransactionError.ForInstruction(instruction, InstructionErrorKind.Custom, code);

    private static MetadataArgsV2 Metadata(int number, PublicKey? collection = null) =>
        new() { Name = $"Piwa #{number}", Symbol = "PIWA", Uri = "ar://x", Collection = collection };

    private Instruction Account(TreeSize size) => SystemInstructions.CreateAccount(
        Me, _tree.PublicKey, size.RentLamports, (ulong)size.AccountBytes, ProgramIds.MplAccountCompression);

    private Instruction[] Creation(TreeSize size) =>
        [Account(size), BubblegumInstructions.CreateTreeV2(_tree.PublicKey, size, Me, Me)];

    private void Create(TreeSize size) => _test.Send([_tree], Creation(size));

    private Instruction Mint(int number, PublicKey? collection = null) => BubblegumInstructions.MintV2(
        MintAccounts.For(_tree.PublicKey, Me, Me), Me, Me, Metadata(number, collection));

    private LeafSchema Leaf(int number, PublicKey? collection = null) =>
        LeafSchema.ForMint(_tree.PublicKey, (ulong)number, Me, Me, Metadata(number, collection));

    private ProvenLeaf Prove(LeafSchema[] leaves, int index)
    {
        Hash256[] hashes = [.. leaves.Select(leaf => leaf.Hash())];
        MerkleTree tree = MerkleTree.Build(Size.Depth, hashes);
        return new ProvenLeaf(_tree.PublicKey, leaves[index], tree.Root, tree.GetProof(index));
    }

    private (uint Minted, uint Present) Counters(PublicKey key)
    {
        CoreCollectionAccount collection = CoreCollectionAccount.Parse(_test.Ledger.GetAccountInfo(key)!.Data.Span);
        return (collection.MintedCount, collection.CurrentSize);
    }
}
