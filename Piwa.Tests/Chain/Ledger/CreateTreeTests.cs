using Piwa.Chain;
using Piwa.Chain.Bubblegum;
using Piwa.Chain.Keys;
using Piwa.Chain.Rpc;
using Piwa.Chain.Transactions;
using Piwa.Chain.Trees;

namespace Piwa.Tests.Chain.Ledger;

public sealed class CreateTreeTests : IDisposable
{
    private readonly TestLedger _test = new();
    private readonly Keypair _tree = TestKeys.Pair("tree");

    public void Dispose()
    {
        _test.Dispose();
        _tree.Dispose();
    }

    [Fact]
    public void EveryValidSizeIsCreatedWithItsSmallestCanopy()
    {
        foreach (TreeSize size in TreeSize.All)
        {
            PublicKey tree = _test.CreatedTree($"tree {size}", size);
            Assert.Equal(size, _test.Tree(tree).Size);
            Assert.Equal((ulong)size.Capacity, _test.Config(tree).TotalMintCapacity);
            Assert.Equal(size.RentLamports, _test.Ledger.GetBalance(tree));
            Assert.Equal(Rent.MinimumBalance(TreeConfig.Size), _test.Ledger.GetBalance(ProgramAddress.TreeAuthority(tree)));
            Assert.Equal(EmptyNodes.Levels[size.Depth], _test.Tree(tree).Root);
        }
    }

    [Fact]
    public void ConfigurationIsThatOfTheProgram()
    {
        PublicKey tree = _test.CreatedTree("tree", new TreeSize(14, 64));
        AccountInfo config = _test.Ledger.GetAccountInfo(ProgramAddress.TreeAuthority(tree))!;
        Assert.Equal(ProgramIds.Bubblegum, config.Owner);
        Assert.Equal(
            new TreeConfig
            {
                TreeCreator = _test.Payer.PublicKey,
                TreeDelegate = _test.Payer.PublicKey,
                TotalMintCapacity = 16_384,
                MintedCount = 0
            },
            TreeConfig.Parse(config.Data.Span));
    }

    // Depth 18 needs a canopy of one level, depth 20 one of three.
    [Theory]
    [InlineData(18, 0, false)]
    [InlineData(18, 1, true)]
    [InlineData(20, 2, false)]
    [InlineData(20, 3, true)]
    [InlineData(20, 4, true)]
    public void CanopyMustLeaveShortProofs(int depth, int canopy, bool isAccepted)
    {
        Instruction[] create = _test.CreateTree(_tree, new TreeSize(depth, 64, canopy));
        if (isAccepted)
            _test.Send([_tree], create);
        else
            Assert.Equal(Custom(1, (uint)BubblegumError.InvalidCanopySize), _test.Refusal([_tree], create));
    }

    [Theory]
    [InlineData(-1, InstructionErrorKind.ProgramFailedToComplete, null)]
    [InlineData(1, InstructionErrorKind.Custom, 6041U)]
    [InlineData(32, InstructionErrorKind.Custom, 6041U)]
    [InlineData(64, null, null)]
    public void AccountOfAnotherLengthIsRefused(int extraBytes, InstructionErrorKind? kind, uint? code)
    {
        TreeSize size = new(14, 64);
        int length = size.AccountBytes + extraBytes;
        Instruction[] create =
        [
            SystemInstructions.CreateAccount(
                _test.Payer.PublicKey, _tree.PublicKey, Rent.MinimumBalance(length), (ulong)length, ProgramIds.SplAccountCompression),
            BubblegumInstructions.CreateTree(_tree.PublicKey, size, _test.Payer.PublicKey, _test.Payer.PublicKey),
        ];
        if (kind is { } expected)
            Assert.Equal(TransactionError.ForInstruction(1, expected, code), _test.Refusal([_tree], create));
        else
            _test.Send([_tree], create);
    }

    [Fact]
    public void UnknownSizeIsRefused()
    {
        Instruction[] create = _test.CreateTree(_tree, new TreeSize(14, 64));
        byte[] data = create[1].Data.ToArray();
        data[8] = 4;
        create[1] = new Instruction(create[1].ProgramId, create[1].Accounts, data);
        Assert.Equal(Custom(1, 6003), _test.Refusal([_tree], create));
    }

    [Fact]
    public void TreeIsCreatedOnce()
    {
        TreeSize size = new(3, 8);
        PublicKey tree = _test.CreatedTree("tree", size);
        Instruction again = BubblegumInstructions.CreateTree(tree, size, _test.Payer.PublicKey, _test.Payer.PublicKey);
        Assert.Equal(Custom(0, 0), _test.Refusal(again));
    }

    // Whoever knows a tree's address may send lamports to its configuration's; that must not keep the tree from being made.
    [Theory]
    [InlineData(1_559_039)]
    [InlineData(1_559_040)]
    [InlineData(1_559_041)]
    public void LamportsSentAheadDoNotStopTheTree(ulong lamports)
    {
        _test.Ledger.RequestAirdrop(ProgramAddress.TreeAuthority(_tree.PublicKey), lamports);
        _test.Send([_tree], _test.CreateTree(_tree, new TreeSize(3, 8)));
        Assert.Equal(Math.Max(lamports, 1_559_040), _test.Ledger.GetBalance(ProgramAddress.TreeAuthority(_tree.PublicKey)));
        Assert.Equal(8UL, _test.Config(_tree.PublicKey).TotalMintCapacity);
    }

    [Fact]
    public void AccountOfAnotherOwnerIsRefusedByTheCompressionProgram()
    {
        TreeSize size = new(3, 8);
        Instruction[] create =
        [
            SystemInstructions.CreateAccount(
                _test.Payer.PublicKey, _tree.PublicKey, size.RentLamports, (ulong)size.AccountBytes, ProgramIds.MplAccountCompression),
            BubblegumInstructions.CreateTree(_tree.PublicKey, size, _test.Payer.PublicKey, _test.Payer.PublicKey),
        ];
        Assert.Equal(Custom(1, (uint)AccountCompressionError.IncorrectAccountOwner), _test.Refusal([_tree], create));
    }

    [Fact]
    public void ConfigurationThatMayNotBeWrittenIsNotCreated()
    {
        Instruction[] create = _test.CreateTree(_tree, new TreeSize(3, 8));
        AccountMeta[] readOnly = [.. create[1].Accounts];
        readOnly[0] = AccountMeta.ReadOnly(readOnly[0].Key);
        create[1] = new Instruction(create[1].ProgramId, readOnly, create[1].Data);
        Assert.Equal(TransactionError.ForInstruction(1, InstructionErrorKind.PrivilegeEscalation), _test.Refusal([_tree], create));
    }

    [Fact]
    public void FailureLeavesNoneOfItsAccounts()
    {
        _test.Refusal([_tree], _test.CreateTree(_tree, new TreeSize(20, 64)));
        Assert.Null(_test.Ledger.GetAccountInfo(_tree.PublicKey));
        Assert.Null(_test.Ledger.GetAccountInfo(ProgramAddress.TreeAuthority(_tree.PublicKey)));
        Assert.Equal(TestLedger.Funds, _test.Ledger.GetBalance(_test.Payer.PublicKey));
    }

    // The address follows from the payer's key and a text, so that no key for the tree is needed.
    [Fact]
    public void TreeIsMadeAtASeededAddress()
    {
        TreeSize size = new(3, 8);
        PublicKey tree = ProgramAddress.WithSeed(_test.Payer.PublicKey, "lane/0", ProgramIds.SplAccountCompression);
        _test.Send(
            SystemInstructions.CreateAccountWithSeed(
                _test.Payer.PublicKey, _test.Payer.PublicKey, "lane/0", size.RentLamports, (ulong)size.AccountBytes,
                    ProgramIds.SplAccountCompression),
            BubblegumInstructions.CreateTree(tree, size, _test.Payer.PublicKey, _test.Payer.PublicKey));
        _test.Send(_test.Mint(tree, 0));
        Assert.Equal(1UL, _test.Config(tree).MintedCount);
    }

    private static TransactionError Custom(int instruction, uint code) =>
        TransactionError.ForInstruction(instruction, InstructionErrorKind.Custom, code);
}
