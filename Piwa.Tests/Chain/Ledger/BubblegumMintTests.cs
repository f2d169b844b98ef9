using Piwa.Chain.Bubblegum;
using Piwa.Chain.Hashing;
using Piwa.Chain.Keys;
using Piwa.Chain.Rpc;
using Piwa.Chain.Transactions;
using Piwa.Chain.Trees;

namespace Piwa.Tests.Chain.Ledger;

public sealed class BubblegumMintTests : IDisposable
{
    private static readonly TreeSize Size = new(3, 8);

    private readonly TestLedger _test = new();

    public void Dispose() => _test.Dispose();

    [Fact]
    public void MintedLeafIsTheOneComputedBefore()
    {
        PublicKey tree = _test.CreatedTree("tree", Size);
        for (int i = 0; i < 3; i++)
            _test.Send(_test.Mint(tree, i));

        Hash256[] expected =
        [
            .. Enumerable.Range(0, 3).Select(i => LeafSchema.ForMint(tree, (ulong)i, TestKeys.Key(i), TestKeys.Key(i),
                TestLedger.Metadata(i)).Hash()),
        ];
        Hash256[] read = new Hash256[8];
        Assert.Equal(3, _test.Ledger.ReadLeaves(tree, 0, read));
        Assert.Equal(expected, read[..3]);
        Assert.Equal(MerkleTree.Build(3, expected).Root, _test.Tree(tree).Root);
        Assert.Equal(3UL, _test.Config(tree).MintedCount);
        Assert.Equal(8UL, _test.Config(tree).TotalMintCapacity);
        Assert.Equal(ProgramAddress.TreeAuthority(tree), _test.Tree(tree).Authority);
    }

    [Fact]
    public void MintTellsItsLeafAndItsChangeThroughTheNoopProgram()
    {
        PublicKey tree = _test.CreatedTree("tree", Size);
        TransactionDetails details = _test.Ledger.GetTransaction(_test.Send(_test.Mint(tree, 0), _test.Mint(tree, 1)))!;
        IReadOnlyList<InnerInstruction> inner = details.InnerInstructions!;
        Assert.Equal([(0, 2), (0, 2), (0, 3), (1, 2), (1, 2), (1, 3)], inner.Select(call => (call.OuterIndex, call.StackHeight)));
        Assert.Equal(
            [ProgramIds.SplNoop, ProgramIds.SplAccountCompression, ProgramIds.SplNoop],
            inner.Take(3).Select(call => call.ProgramId));

        LeafEvent leaf = LeafEvent.Parse(inner[3].Data.Span);
        ChangeLogEvent change = ChangeLogEvent.Parse(inner[5].Data.Span);
        Assert.Equal(ProgramAddress.AssetId(tree, 1), leaf.Leaf.AssetId);
        Assert.Equal(1UL, leaf.Leaf.Nonce);
        Assert.Equal(leaf.LeafHash, change.Leaf);
        Assert.Equal(tree, change.Tree);
        Assert.Equal(_test.Tree(tree).Root, change.Root);
        Assert.Contains("Program BGUMAp9Gq7iTEuizy4pqaxsTyUCBK68MDfK752saRPUY invoke [1]", details.LogMessages!);
        Assert.Contains("Program noopb9bkMVfRPU8AsbpTUg8AQkHtKwMYZiFUjNRtMmV invoke [3]", details.LogMessages!);
    }

    [Fact]
    public void LeafLeadsBackToItsTransaction()
    {
        PublicKey tree = _test.CreatedTree("tree", Size);
        _test.Send(_test.Mint(tree, 0));
        Signature second = _test.Send(_test.Mint(tree, 1), _test.Mint(tree, 2));
        Assert.Equal(second, _test.Ledger.FindLeafTransaction(tree, 1));
        Assert.Equal(second, _test.Ledger.FindLeafTransaction(tree, 2));
        Assert.Null(_test.Ledger.FindLeafTransaction(tree, 3));
        Assert.Null(_test.Ledger.FindLeafTransaction(TestKeys.Key(1), 0));
    }

    [Theory]
    [InlineData(7, true)]
    [InlineData(8, true)]
    [InlineData(9, false)]
    public void TreeMintsToItsCapacity(int count, bool isAccepted)
    {
        PublicKey tree = _test.CreatedTree("tree", Size);
        for (int i = 0; i < count - 1; i++)
            _test.Send(_test.Mint(tree, i));
        if (isAccepted)
            _test.Send(_test.Mint(tree, count - 1));
        else
            AssertCustom(BubblegumError.InsufficientMintCapacity, _test.Refusal(_test.Mint(tree, count - 1)));
        Assert.Equal((ulong)Math.Min(count, 8), _test.Config(tree).MintedCount);
    }

    [Fact]
    public void StrangersMintIntoPublicTreesOnly()
    {
        using Keypair stranger = TestKeys.Pair("stranger");
        PublicKey closed = _test.CreatedTree("closed", Size);
        PublicKey open = _test.CreatedTree("open", Size, isPublic: true);
        AssertCustom(BubblegumError.TreeAuthorityIncorrect, _test.Refusal([stranger], MintBy(stranger, closed)));
        _test.Send([stranger], MintBy(stranger, open));
        Assert.True(_test.Config(open).IsPublic);
        Assert.False(_test.Config(closed).IsPublic);
    }

    [Theory]
    [InlineData("name")]
    [InlineData("symbol")]
    [InlineData("uri")]
    [InlineData("fee")]
    [InlineData("shares")]
    [InlineData("duplicate")]
    [InlineData("creators")]
    [InlineData("collection")]
    [InlineData("standard")]
    public void MetadataOutsideTheLimitsIsRefusedWithTheProgramsCode(string what)
    {
        PublicKey tree = _test.CreatedTree("tree", Size);
        (MetadataArgs metadata, int code) = what switch
        {
            "name" => (new MetadataArgs { Name = new string('n', 33) }, 6012),
            "symbol" => (new MetadataArgs { Symbol = new string('s', 11) }, 6013),
            "uri" => (new MetadataArgs { Uri = new string('u', 201) }, 6014),
            "fee" => (new MetadataArgs { SellerFeeBasisPoints = 10_001 }, 6015),
            "shares" => (new MetadataArgs { Creators = [new Creator(TestKeys.Key(1), false, 99)] }, 6004),
            "duplicate" => (new MetadataArgs
            {
                Creators = [new Creator(TestKeys.Key(1), false, 50),
                new Creator(TestKeys.Key(1), false, 50)]
            }, 6005),
            "creators" => (new MetadataArgs { Creators = [.. Enumerable.Range(0, 6).Select(i => new Creator(TestKeys.Key(i), false, 10))] },
                6011),
            "collection" => (new MetadataArgs { Collection = new CollectionClaim(TestKeys.Key(1), IsVerified: true) }, 6020),
            _ => (new MetadataArgs { TokenStandard = TokenStandard.Fungible }, 6040),
        };
        Assert.Equal(
            TransactionError.ForInstruction(0, InstructionErrorKind.Custom, (uint)code),
            _test.Refusal(Mint(tree, metadata.Encode())));
        Assert.Equal(0UL, _test.Config(tree).MintedCount);
        Assert.Equal(0UL, _test.Tree(tree).SequenceNumber);
    }

    [Fact]
    public void VerifiedCreatorsMustSign()
    {
        using Keypair creator = TestKeys.Pair("creator");
        PublicKey tree = _test.CreatedTree("tree", Size);
        MetadataArgs byCreator = new() { Creators = [new Creator(creator.PublicKey, true, 100)] };
        MetadataArgs byPayer = new() { Creators = [new Creator(_test.Payer.PublicKey, true, 100)] };
        AssertCustom(BubblegumError.CreatorDidNotVerify, _test.Refusal(Mint(tree, byCreator.Encode())));
        _test.Send(Mint(tree, byPayer.Encode()));
        _test.Send([creator], BubblegumInstructions.MintV1(
            MintAccounts.For(tree, _test.Payer.PublicKey, _test.Payer.PublicKey), TestKeys.Key(1), TestKeys.Key(1), byCreator,
                creator.PublicKey));

        // Named behind the accounts, but not signing.
        Instruction unsigned = Mint(tree, byCreator.Encode());
        AssertCustom(
            BubblegumError.CreatorDidNotVerify,
            _test.Refusal(new Instruction(unsigned.ProgramId, [.. unsigned.Accounts, AccountMeta.ReadOnly(creator.PublicKey)],
                unsigned.Data)));
    }

    [Theory]
    [InlineData(0, 3012)]
    [InlineData(3, 2006)]
    [InlineData(6, 3008)]
    [InlineData(7, 3008)]
    [InlineData(8, 3008)]
    public void WrongAccountsAreRefusedAsAnchorRefusesThem(int account, uint code)
    {
        PublicKey tree = _test.CreatedTree("tree", Size);
        Instruction mint = _test.Mint(tree, 0);
        AccountMeta[] accounts = [.. mint.Accounts];
        accounts[account] = accounts[account] with { Key = TestKeys.Key(50) };
        Assert.Equal(Custom(code), _test.Refusal(new Instruction(mint.ProgramId, accounts, mint.Data)));
    }

    [Fact]
    public void MissingAndUnsignedAccountsAreRefusedAsAnchorRefusesThem()
    {
        using Keypair stranger = TestKeys.Pair("stranger");
        PublicKey tree = _test.CreatedTree("tree", Size);
        Instruction mint = _test.Mint(tree, 0);
        for (int count = 0; count < 9; count++)
            Assert.Equal(Custom(3005), _test.Refusal(new Instruction(mint.ProgramId, [.. mint.Accounts.Take(count)], mint.Data)));

        AccountMeta[] unsigned = [.. mint.Accounts];
        unsigned[5] = AccountMeta.ReadOnly(stranger.PublicKey);
        Assert.Equal(Custom(3010), _test.Refusal(new Instruction(mint.ProgramId, unsigned, mint.Data)));
        AccountMeta[] readOnly = [.. mint.Accounts];
        readOnly[3] = AccountMeta.ReadOnly(tree);
        Assert.Equal(Custom(2000), _test.Refusal(new Instruction(mint.ProgramId, readOnly, mint.Data)));
    }

    [Fact]
    public void OtherAccountsAreNoTreeConfiguration()
    {
        PublicKey tree = _test.CreatedTree("tree", Size);
        Instruction mint = _test.Mint(tree, 0);
        AccountMeta[] wallet = [.. mint.Accounts];
        wallet[0] = AccountMeta.Writable(_test.Payer.PublicKey, isSigner: true);
        Assert.Equal(Custom(3007), _test.Refusal(new Instruction(mint.ProgramId, wallet, mint.Data)));

        // The configuration of another tree.
        PublicKey other = _test.CreatedTree("other", Size);
        AccountMeta[] foreign = [.. mint.Accounts];
        foreign[0] = AccountMeta.Writable(ProgramAddress.TreeAuthority(other));
        Assert.Equal(Custom(2006), _test.Refusal(new Instruction(mint.ProgramId, foreign, mint.Data)));
    }

    [Fact]
    public void DataThatIsNoInstructionIsRefusedAsAnchorRefusesIt()
    {
        PublicKey tree = _test.CreatedTree("tree", Size);
        Instruction mint = _test.Mint(tree, 0);
        Assert.Equal(Custom(100), _test.Refusal(new Instruction(mint.ProgramId, mint.Accounts, mint.Data[..7])));
        Assert.Equal(Custom(102), _test.Refusal(new Instruction(mint.ProgramId, mint.Accounts, mint.Data[..8])));
        Assert.Equal(Custom(102), _test.Refusal(new Instruction(mint.ProgramId, mint.Accounts, mint.Data[..^1])));
        byte[] unknown = mint.Data.ToArray();
        unknown[0] ^= 1;
        Assert.Equal(Custom(101), _test.Refusal(new Instruction(mint.ProgramId, mint.Accounts, unknown)));
    }

    // Anchor reads what it needs and ignores the rest.
    [Fact]
    public void DataAfterTheMetadataIsIgnored()
    {
        PublicKey tree = _test.CreatedTree("tree", Size);
        Instruction mint = _test.Mint(tree, 0);
        _test.Send(new Instruction(mint.ProgramId, mint.Accounts, (byte[])[.. mint.Data.Span, 1, 2, 3]));
        Hash256[] leaf = new Hash256[1];
        _test.Ledger.ReadLeaves(tree, 0, leaf);
        Assert.Equal(LeafSchema.ForMint(tree, 0, TestKeys.Key(0), TestKeys.Key(0), TestLedger.Metadata(0)).Hash(), leaf[0]);
    }

    // 16 mints of four instructions each are exactly 64.
    [Fact]
    public void TraceHoldsSixtyFourInstructions()
    {
        PublicKey tree = _test.CreatedTree("tree", new TreeSize(5, 8));
        Instruction mint = Mint(tree, new MetadataArgs { Uri = "x" }.Encode());
        TransactionError error = _test.Refusal([.. Enumerable.Repeat(mint, 16), new Instruction(ProgramIds.SplNoop, [], new byte[1])]);
        Assert.Equal(TransactionError.ForInstruction(16, InstructionErrorKind.MaxInstructionTraceLengthExceeded), error);
        _test.Send([.. Enumerable.Repeat(mint, 16)]);
        Assert.Equal(16UL, _test.Config(tree).MintedCount);
    }

    private static TransactionError Custom(uint code) => TransactionError.ForInstruction(0, InstructionErrorKind.Custom, code);

    private static void AssertCustom(BubblegumError expected, TransactionError actual) => Assert.Equal(Custom((uint)expected), actual);

    private Instruction MintBy(Keypair treeDelegate, PublicKey tree) => BubblegumInstructions.MintV1(
        MintAccounts.For(tree, _test.Payer.PublicKey, treeDelegate.PublicKey), TestKeys.Key(1), TestKeys.Key(1), new MetadataArgs());

    /// <summary>A mint whose metadata the builder would refuse.</summary>
    private Instruction Mint(PublicKey tree, byte[] metadata)
    {
        PublicKey payer = _test.Payer.PublicKey;
        AccountMeta[] accounts = new AccountMeta[BubblegumInstructions.MintV1Accounts];
        BubblegumInstructions.WriteMintV1Accounts(MintAccounts.For(tree, payer, payer), payer, payer, accounts);
        return BubblegumInstructions.MintV1(accounts, metadata);
    }
}
