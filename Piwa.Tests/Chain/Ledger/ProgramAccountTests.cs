using Piwa.Chain.Bubblegum;
using Piwa.Chain.Collections;
using Piwa.Chain.Keys;
using Piwa.Chain.Rpc;
using Piwa.Chain.Transactions;
using Piwa.Chain.Trees;

namespace Piwa.Tests.Chain.Ledger;

/// <summary>The accounts of programs, and who can see whose they are.</summary>
public sealed class ProgramAccountTests : IDisposable
{
    private const string Native = "NativeLoader1111111111111111111111111111111";
    private const string Final = "BPFLoader2111111111111111111111111111111111";
    private const string Upgradeable = "BPFLoaderUpgradeab1e11111111111111111111111";

    private static readonly TreeSize Size = new(3, 8);

    private readonly TestLedger _test = new();
    private readonly Keypair _tree = TestKeys.Pair("tree");
    private readonly Keypair _collection = TestKeys.Pair("collection");

    private PublicKey Me => _test.Payer.PublicKey;

    public static TheoryData<string, string> Owners => new()
    {
        { nameof(ProgramIds.System), Native },
        { nameof(ProgramIds.ComputeBudget), Native },
        { nameof(ProgramIds.Memo), Final },
        { nameof(ProgramIds.AssociatedToken), Final },
        { nameof(ProgramIds.Token), Upgradeable },
        { nameof(ProgramIds.AddressLookupTable), Upgradeable },
        { nameof(ProgramIds.SplNoop), Upgradeable },
        { nameof(ProgramIds.MplNoop), Upgradeable },
        { nameof(ProgramIds.SplAccountCompression), Upgradeable },
        { nameof(ProgramIds.MplAccountCompression), Upgradeable },
        { nameof(ProgramIds.MplCore), Upgradeable },
        { nameof(ProgramIds.Bubblegum), Upgradeable },
    };

    public void Dispose()
    {
        _test.Dispose();
        _tree.Dispose();
        _collection.Dispose();
    }

    [Theory]
    [MemberData(nameof(Owners))]
    public void ProgramBelongsToItsLoader(string program, string loader)
    {
        PublicKey key = (PublicKey)typeof(ProgramIds).GetProperty(program)!.GetValue(null)!;
        AccountInfo account = _test.Ledger.GetAccountInfo(key)!;
        Assert.Equal((PublicKey.Parse(loader), true, 1UL), (account.Owner, account.IsExecutable, account.Lamports));
    }

    // A rule of royalties speaks of the programs whose accounts give or get: of a program's own account that is its loader.
    [Theory]
    [InlineData(CoreProgramRule.DenyList, Upgradeable, true, true, false)]
    [InlineData(CoreProgramRule.DenyList, Final, true, false, true)]
    [InlineData(CoreProgramRule.AllowList, Upgradeable, false, false, false)]
    [InlineData(CoreProgramRule.AllowList, "11111111111111111111111111111111", true, false, false)]
    public void RuleOfRoyaltiesSeesWhoOwnsAProgram(CoreProgramRule rule, string listed, bool toWallet, bool toMemo, bool toBubblegum)
    {
        CoreRoyalties royalties = new()
        {
            Shares = [new CoreRoyaltyShare(Me, 100)],
            Rule = rule,
            Programs = [PublicKey.Parse(listed)],
        };
        _test.Send(
            [_collection],
            CoreInstructions.CreateCollection(
                _collection.PublicKey,
                Me,
                "Piwa",
                "ar://c",
                null,
                CorePlugin.BubblegumV2,
                new CorePlugin(CorePluginKind.Royalties) { Royalties = royalties }));
        _test.Send(
            [_tree],
            SystemInstructions.CreateAccount(
                Me, _tree.PublicKey, Size.RentLamports, (ulong)Size.AccountBytes, ProgramIds.MplAccountCompression),
            BubblegumInstructions.CreateTreeV2(_tree.PublicKey, Size, Me, Me));
        MetadataArgsV2 metadata = new() { Name = "Piwa", Collection = _collection.PublicKey };
        _test.Send(BubblegumInstructions.MintV2(MintAccounts.For(_tree.PublicKey, Me, Me), Me, Me, metadata));
        LeafSchema leaf = LeafSchema.ForMint(_tree.PublicKey, 0, Me, Me, metadata);
        MerkleTree nodes = MerkleTree.Build(Size.Depth, [leaf.Hash()]);
        ProvenLeaf asset = new(_tree.PublicKey, leaf, nodes.Root, nodes.GetProof(0));
        foreach ((PublicKey to, bool isAllowed) in
            ((PublicKey, bool)[])[(TestKeys.Key(5), toWallet), (ProgramIds.Memo, toMemo), (ProgramIds.Bubblegum, toBubblegum)])
        {
            Instruction transfer = BubblegumInstructions.TransferV2(asset, to, Me, Me, _collection.PublicKey);
            TransactionError? error = _test.Ledger.SimulateTransaction(_test.Build(transfer).Bytes).Error;
            Assert.Equal(isAllowed ? null : (uint)BubblegumError.InvalidAuthority, error?.CustomCode);
            Assert.Equal(isAllowed, error is null);
        }
    }

    // Whoever names a program's account as one that gets lamports finds it as before.
    [Fact]
    public void LedgersRunAgainToTheSame()
    {
        _test.Send(SystemInstructions.Transfer(Me, ProgramIds.Bubblegum, 1_000_000));
        Assert.Equal(1_000_001UL, _test.Reopen().GetBalance(ProgramIds.Bubblegum));
    }
}
