using Piwa.Chain.Bubblegum;
using Piwa.Chain.Hashing;
using Piwa.Chain.Keys;
using Piwa.Chain.Ledger.Assets;
using Piwa.Chain.Ledger.Execution;
using Piwa.Chain.Rpc;
using Piwa.Chain.Transactions;
using Piwa.Chain.Trees;
using Piwa.Tests.Chain.Trees;

namespace Piwa.Tests.Chain.Ledger.Assets;

/// <summary>The index from events as the programs of the chain emit them, whichever of them the ledger runs itself.</summary>
public sealed class AssetIndexTests : IDisposable
{
    private static readonly PublicKey Tree = TestKeys.Key(200);

    private readonly AssetIndex _index = new(isReversible: true);
    private readonly Keypair _payer = TestKeys.Pair("payer");
    private readonly ConcurrentMerkleTree _tree;
    private readonly List<Hash256> _leaves = [];
    private int _transactions;

    public AssetIndexTests()
    {
        TreeSize size = new(3, 8);
        _tree = ConcurrentMerkleTree.Initialize(new byte[size.AccountBytes], size, ProgramAddress.TreeAuthority(Tree), creationSlot: 0);
        Add(BubblegumInstructions.CreateTreeV2(Tree, size, _payer.PublicKey, _payer.PublicKey), leaf: null);
    }

    private PublicKey Owner => _payer.PublicKey;

    public void Dispose() => _payer.Dispose();

    [Fact]
    public void AnAssetIsFollowedFromMintToBurn()
    {
        MetadataArgsV2 metadata = new() { Name = "one", Uri = "ar://1", Collection = TestKeys.Key(3) };
        LeafSchema leaf = LeafSchema.ForMint(Tree, 0, Owner, Owner, metadata);
        Mint(leaf, metadata);
        Assert.True(_index.TryFind(leaf.AssetId, out int number));
        Assert.Equal((Owner, Owner, 1UL, false), State(number));
        Assert.Equal(new CollectionClaim(TestKeys.Key(3), IsVerified: true), _index.ProfileOf(_index[number].Profile).Collection);

        LeafSchema moved = leaf with { Owner = TestKeys.Key(1), Delegate = TestKeys.Key(2), Flags = 5 };
        Replace(BubblegumInstructions.TransferV2(Proven(leaf), TestKeys.Key(1), Owner, Owner, TestKeys.Key(3)), leaf, moved);
        Assert.Equal((TestKeys.Key(1), TestKeys.Key(2), 2UL, false), State(number));
        Assert.Equal((byte)5, _index[number].Flags);
        Assert.Equal(1, _index[number].MetadataTransaction);

        MetadataArgsV2 renamed = new() { Name = "two", Uri = "ar://2", Collection = TestKeys.Key(3) };
        LeafSchema updated = moved with { DataHash = renamed.DataHash() };
        Instruction update = BubblegumInstructions.UpdateMetadataV2(
            Proven(moved), metadata, new MetadataUpdate { Name = "two", Uri = "ar://2" }, Owner, Owner);
        Replace(update, moved, updated);
        Assert.Equal(3, _index[number].MetadataTransaction);

        Replace(BubblegumInstructions.BurnV2(Proven(updated), Owner, Owner, TestKeys.Key(3)), updated, next: null);
        Assert.Equal((TestKeys.Key(1), TestKeys.Key(2), 4UL, true), State(number));
        Assert.Equal(
            [
                BubblegumOperation.BurnV2, BubblegumOperation.UpdateMetadataV2, BubblegumOperation.TransferV2, BubblegumOperation.MintV2,
                BubblegumOperation.CreateTreeV2,
            ],
            History(number));
        Assert.Equal(1, _index.Count);
    }

    [Fact]
    public void AssetsWithTheSameCreatorsShareThem()
    {
        for (int i = 0; i < 5; i++)
        {
            MetadataArgsV2 metadata = new() { Name = $"{i}", Creators = [new Creator(Owner, IsVerified: true, 100)], SellerFeeBasisPoints = (ushort)(i / 4) };
            Mint(LeafSchema.ForMint(Tree, (ulong)i, Owner, Owner, metadata), metadata);
        }

        Assert.Equal(5, _index.Count);
        Assert.Equal([0, 0, 0, 0, 1], Enumerable.Range(0, 5).Select(i => _index[i].Profile));
        Assert.Equal([BubblegumOperation.MintV2], History(4));
    }

    [Fact]
    public void TransactionsAreTakenBackUntilTheyAreSettled()
    {
        MetadataArgsV2 metadata = new() { Name = "one" };
        LeafSchema first = LeafSchema.ForMint(Tree, 0, Owner, Owner, metadata);
        LeafSchema second = LeafSchema.ForMint(Tree, 1, Owner, Owner, metadata);
        LeafSchema moved = first with { Owner = TestKeys.Key(1), Delegate = TestKeys.Key(1) };
        Mint(first, metadata);
        _index.Settle(_transactions);
        int settled = _transactions;
        Replace(BubblegumInstructions.TransferV2(Proven(first), TestKeys.Key(1), Owner, Owner), first, moved);
        Mint(second, metadata);
        Assert.Equal(2, _index.Count);

        _index.Truncate(settled + 1);
        Assert.Equal(1, _index.Count);
        Assert.False(_index.TryFind(second.AssetId, out _));
        Assert.Equal((TestKeys.Key(1), TestKeys.Key(1), 2UL, false), State(0));
        _index.Truncate(settled);
        Assert.Equal((Owner, Owner, 1UL, false), State(0));
        Assert.Equal([BubblegumOperation.MintV2, BubblegumOperation.CreateTreeV2], History(0));

        // On a fork, other things happen under the same numbers.
        _transactions = settled;
        Replace(BubblegumInstructions.BurnV2(Proven(moved), Owner, Owner), moved, next: null);
        Assert.True(_index[0].IsBurnt);
        Assert.Equal([BubblegumOperation.BurnV2, BubblegumOperation.MintV2, BubblegumOperation.CreateTreeV2], History(0));
    }

    [Fact]
    public void ATreeThatIsTakenBackCanBeMadeAgain()
    {
        MetadataArgsV2 metadata = new() { Name = "one" };
        Mint(LeafSchema.ForMint(Tree, 0, Owner, Owner, metadata), metadata);
        _index.Truncate(0);
        Assert.Equal(0, _index.Count);
        _transactions = 0;
        Add(BubblegumInstructions.CreateTreeV2(Tree, new TreeSize(3, 8), Owner, Owner), leaf: null);
        Mint(LeafSchema.ForMint(Tree, 1, Owner, Owner, metadata), metadata);
        Assert.Equal(1, _index.Count);
        Assert.Equal(0, _index[0].Tree);
        Assert.Equal([BubblegumOperation.MintV2], History(0));
    }

    [Fact]
    public void WhatFailedOrIsOfAnotherProgramCountsNot()
    {
        MetadataArgsV2 metadata = new() { Name = "one" };
        LeafSchema leaf = LeafSchema.ForMint(Tree, 0, Owner, Owner, metadata);
        _tree.Append(leaf.Hash());
        Instruction mint = BubblegumInstructions.MintV2(MintAccounts.For(Tree, Owner, Owner), Owner, Owner, metadata);
        Add(mint, leaf, new TransactionError(TransactionErrorKind.AccountInUse));
        Add(new Instruction(ProgramIds.Memo, mint.Accounts, mint.Data), leaf);
        Assert.Equal(0, _index.Count);
        Add(mint, leaf);
        Assert.Equal(1, _index.Count);
    }

    private (PublicKey Owner, PublicKey Delegate, ulong SequenceNumber, bool IsBurnt) State(int number)
    {
        AssetRecord asset = _index[number];
        return (_index.KeyOf(asset.Owner), _index.KeyOf(asset.Delegate), asset.SequenceNumber, asset.IsBurnt);
    }

    private List<BubblegumOperation> History(int number)
    {
        List<BubblegumOperation> found = [];
        for (int at = _index[number].LastEvent; at >= 0; at = _index.EventOf(at).Previous)
            found.Add(_index.EventOf(at).Operation);
        return found;
    }

    private void Mint(LeafSchema leaf, MetadataArgsV2 metadata)
    {
        _tree.Append(leaf.Hash());
        _leaves.Add(leaf.Hash());
        PublicKey? authority = metadata.Collection is null ? null : Owner;
        Add(BubblegumInstructions.MintV2(MintAccounts.For(Tree, Owner, Owner), leaf.Owner, leaf.Delegate, metadata, authority), leaf);
    }

    private void Replace(Instruction instruction, LeafSchema previous, LeafSchema? next)
    {
        ProvenLeaf proven = Proven(previous);
        Hash256 hash = next?.Hash() ?? default;
        Assert.Equal(default, _tree.ReplaceLeaf(_tree.Root, previous.Hash(), hash, proven.Proof.Index, [.. proven.Proof.Siblings]));
        _leaves[(int)previous.Nonce] = hash;
        Add(instruction, next);
    }

    private ProvenLeaf Proven(LeafSchema leaf)
    {
        MerkleTree tree = MerkleTree.Build(3, [.. _leaves]);
        return new ProvenLeaf(Tree, leaf, tree.Root, tree.GetProof((int)leaf.Nonce));
    }

    /// <summary>An instruction with the events that go with it: that of the leaf, then that of the tree.</summary>
    private void Add(Instruction instruction, LeafSchema? leaf, TransactionError? error = null)
    {
        Transaction transaction = Transaction.Sign(Message.CompileLegacy(_payer.PublicKey, [instruction], default), _payer);
        TransactionResult result = new();
        if (leaf is { } schema)
            result.AddCall(0, 2, ProgramIds.MplNoop, [], new LeafEvent(schema, schema.Hash()).Encode());
        result.AddCall(0, 2, ProgramIds.MplAccountCompression, [], []);
        result.AddCall(0, 3, ProgramIds.MplNoop, [], TreeEvents.Encode(Tree, _tree));
        result.End(hasLanded: true, error, fee: 0, microLamportsPerUnit: 0, []);
        _index.Add(transaction, _transactions++, result);
    }
}
