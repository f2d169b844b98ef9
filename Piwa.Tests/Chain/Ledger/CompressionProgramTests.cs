using Piwa.Chain.Hashing;
using Piwa.Chain.Keys;
using Piwa.Chain.Rpc;
using Piwa.Chain.Transactions;
using Piwa.Chain.Trees;

namespace Piwa.Tests.Chain.Ledger;

public sealed class CompressionProgramTests : IDisposable
{
    private static readonly CompressionProgram Program = CompressionProgram.Spl;
    private static readonly TreeSize Size = new(5, 8, 2);

    private readonly TestLedger _test = new();
    private readonly Keypair _tree = TestKeys.Pair("tree");
    private readonly Keypair _stranger = TestKeys.Pair("stranger");

    public CompressionProgramTests() => _test.Send([_tree], Create(Size));

    private PublicKey Tree => _tree.PublicKey;

    private PublicKey Me => _test.Payer.PublicKey;

    public void Dispose()
    {
        _test.Dispose();
        _tree.Dispose();
        _stranger.Dispose();
    }

    [Fact]
    public void OnlyTheAuthorityChangesTheTree()
    {
        Assert.Equal(Custom(6005), _test.Refusal([_stranger],
            CompressionInstructions.Append(Program, Tree, _stranger.PublicKey, TestKeys.Leaf(1))));
        Instruction append = CompressionInstructions.Append(Program, Tree, Me, TestKeys.Leaf(1));
        Instruction unsigned = new(append.ProgramId, [append.Accounts[0], AccountMeta.ReadOnly(_stranger.PublicKey), append.Accounts[2]],
            append.Data);
        Assert.Equal(Custom(3010), _test.Refusal(unsigned));
        _test.Send(append);
    }

    [Fact]
    public void AuthorityChangesHands()
    {
        _test.Send(CompressionInstructions.TransferAuthority(Program, Tree, Me, _stranger.PublicKey));
        Assert.Equal(Custom(6005), _test.Refusal(CompressionInstructions.Append(Program, Tree, Me, TestKeys.Leaf(1))));
        Assert.Equal(Custom(6005), _test.Refusal(CompressionInstructions.TransferAuthority(Program, Tree, Me, Me)));
        _test.Send([_stranger], CompressionInstructions.Append(Program, Tree, _stranger.PublicKey, TestKeys.Leaf(1)));
        Assert.Equal(_stranger.PublicKey, _test.Tree(Tree).Authority);
    }

    [Fact]
    public void AccountsThatHoldNoTreeAreRefused()
    {
        Assert.Equal(Custom(6006), _test.Refusal(CompressionInstructions.Append(Program, Me, Me, TestKeys.Leaf(1))));
        Assert.Equal(Custom(6006), _test.Refusal([_stranger],
            CompressionInstructions.Append(CompressionProgram.Mpl, Tree, Me, TestKeys.Leaf(1)), Sign(_stranger)));
        using Keypair empty = TestKeys.Pair("empty");
        _test.Send([empty], Create(Size, empty)[..1]);
        Assert.Equal(Custom(6007), _test.Refusal(CompressionInstructions.Append(Program, empty.PublicKey, Me, TestKeys.Leaf(1))));
    }

    [Theory]
    [InlineData(31, 6001U)]
    [InlineData(32, 6008U)]
    [InlineData(33, 6008U)]
    public void IndexesBeyondTheTreeAreRefused(uint index, uint code)
    {
        MerkleProof proof = new(default, index, new Hash256[6]);
        Hash256 root = _test.Tree(Tree).Root;
        Assert.Equal(Custom(code), _test.Refusal(CompressionInstructions.ReplaceLeaf(Program, Tree, Me, root, proof, TestKeys.Leaf(1),
            canopyDepth: 3)));
        Assert.Equal(Custom(code), _test.Refusal(CompressionInstructions.VerifyLeaf(Program, Tree, root, proof, canopyDepth: 3)));
    }

    [Fact]
    public void ProofMayLeaveOutTheCanopy()
    {
        for (int i = 0; i < 20; i++)
            _test.Send(CompressionInstructions.Append(Program, Tree, Me, TestKeys.Leaf(i)));
        MerkleTree plain = MerkleTree.Build(5, [.. Enumerable.Range(0, 20).Select(TestKeys.Leaf)]);
        for (int left = 0; left <= 2; left++)
            _test.Send(CompressionInstructions.VerifyLeaf(Program, Tree, plain.Root, plain.GetProof(7 + left), canopyDepth: left));
        Assert.Equal(Custom(6001), _test.Refusal(CompressionInstructions.VerifyLeaf(Program, Tree, plain.Root, plain.GetProof(7),
            canopyDepth: 3)));
    }

    [Fact]
    public void ReplacedLeafIsReadBackInItsPlace()
    {
        for (int i = 0; i < 4; i++)
            _test.Send(CompressionInstructions.Append(Program, Tree, Me, TestKeys.Leaf(i)));
        MerkleTree plain = MerkleTree.Build(5, [.. Enumerable.Range(0, 4).Select(TestKeys.Leaf)]);
        Signature signature = _test.Send(CompressionInstructions.ReplaceLeaf(Program, Tree, Me, plain.Root, plain.GetProof(2),
            TestKeys.Leaf(99)));
        Hash256[] leaves = new Hash256[10];
        Assert.Equal(4, _test.Ledger.ReadLeaves(Tree, 0, leaves));
        Assert.Equal([TestKeys.Leaf(0), TestKeys.Leaf(1), TestKeys.Leaf(99), TestKeys.Leaf(3)], leaves[..4]);
        Assert.Equal(signature, _test.Ledger.FindLeafTransaction(Tree, 2));
        Assert.Equal(2, _test.Ledger.ReadLeaves(Tree, 2, leaves));
        Assert.Equal(0, _test.Ledger.ReadLeaves(Tree, 4, leaves));
    }

    [Fact]
    public void EmptyTreeIsClosedAndItsRentComesBack()
    {
        ulong before = _test.Ledger.GetBalance(Me);
        _test.Send(CompressionInstructions.CloseEmptyTree(Program, Tree, Me, Me));
        Assert.Null(_test.Ledger.GetAccountInfo(Tree));
        Assert.Equal(before + Size.RentLamports - 5_000, _test.Ledger.GetBalance(Me));
        _test.Clock.Advance(TimeSpan.FromSeconds(1));
        _test.Send([_tree], Create(Size));
        Assert.Equal(0, _test.Ledger.ReadLeaves(Tree, 0, new Hash256[1]));
    }

    [Fact]
    public void TreeWithLeavesIsNotClosed()
    {
        _test.Send(CompressionInstructions.Append(Program, Tree, Me, TestKeys.Leaf(1)));
        Assert.Equal(Custom(6001), _test.Refusal(CompressionInstructions.CloseEmptyTree(Program, Tree, Me, Me)));
        Assert.Equal(
            TransactionError.ForInstruction(0, InstructionErrorKind.Custom, 6005),
            _test.Refusal([_stranger], CompressionInstructions.CloseEmptyTree(Program, Tree, _stranger.PublicKey, Me)));
    }

    // As measured with the real programs: 20 appends beside a limit of compute units take 1190 bytes.
    [Fact]
    public void TwentyAppendsFitATransaction()
    {
        Instruction limit = ComputeBudgetInstructions.SetComputeUnitLimit(200_000);
        Instruction[] appends = [.. Enumerable.Range(0, 20).Select(i =>
            CompressionInstructions.Append(Program, Tree, Me, TestKeys.Leaf(i)))];
        Assert.Equal(1190, _test.Build([limit, .. appends]).Bytes.Length);
        _test.Send([limit, .. appends]);
        Assert.Equal(20, _test.Tree(Tree).LeafCount);
        Assert.Throws<TransactionTooLargeException>(() => _test.Build([limit, .. appends, appends[0]]));
    }

    [Fact]
    public void TreeIsNotInitializedTwice() =>
        Assert.Equal(
            TransactionError.ForInstruction(0, InstructionErrorKind.ProgramFailedToComplete),
            _test.Refusal(CompressionInstructions.InitEmptyMerkleTree(Program, Tree, Me, Size)));

    [Fact]
    public void WrongNoopProgramIsRefused() =>
        Assert.Equal(
            Custom(3008),
            _test.Refusal(CompressionInstructions.Append(Program with { Noop = ProgramIds.MplNoop }, Tree, Me, TestKeys.Leaf(1))));

    [Fact]
    public void DataThatIsNoInstructionIsRefused()
    {
        Instruction append = CompressionInstructions.Append(Program, Tree, Me, TestKeys.Leaf(1));
        Assert.Equal(Custom(100), _test.Refusal(new Instruction(Program.Id, append.Accounts, append.Data[..7])));
        Assert.Equal(Custom(102), _test.Refusal(new Instruction(Program.Id, append.Accounts, append.Data[..^1])));
        Assert.Equal(Custom(101), _test.Refusal(new Instruction(Program.Id, append.Accounts, new byte[40])));
        Assert.Equal(Custom(3005), _test.Refusal(new Instruction(Program.Id, [.. append.Accounts.Take(2)], append.Data)));
        Assert.Equal(Custom(2000), _test.Refusal(new Instruction(Program.Id, [AccountMeta.ReadOnly(Tree), .. append.Accounts.Skip(1)],
            append.Data)));
    }

    private static TransactionError Custom(uint code) => TransactionError.ForInstruction(0, InstructionErrorKind.Custom, code);

    /// <summary>An instruction that does nothing but have somebody sign.</summary>
    private static Instruction Sign(Keypair signer) => new(ProgramIds.SplNoop, [AccountMeta.ReadOnly(signer.PublicKey, isSigner: true)],
        new byte[1]);

    private Instruction[] Create(TreeSize size, Keypair? tree = null)
    {
        PublicKey key = (tree ?? _tree).PublicKey;
        return
        [
            SystemInstructions.CreateAccount(Me, key, size.RentLamports, (ulong)size.AccountBytes, Program.Id),
            CompressionInstructions.InitEmptyMerkleTree(Program, key, Me, size),
        ];
    }
}
