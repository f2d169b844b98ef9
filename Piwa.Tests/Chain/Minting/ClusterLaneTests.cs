using Piwa.Chain.Bubblegum;
using Piwa.Chain.Keys;
using Piwa.Chain.Ledger;
using Piwa.Chain.Minting;
using Piwa.Chain.Rpc;
using Piwa.Chain.Transactions;
using Piwa.Tests.Chain.Minting.Schedules;
using Piwa.Tests.Infrastructure;

namespace Piwa.Tests.Chain.Minting;

/// <summary>A lane with a journal, on a ledger that answers like a cluster without troubles.</summary>
public sealed class ClusterLaneTests : IDisposable
{
    private const int Assets = 20;

    private readonly SimulatedClock _clock = new();
    private readonly EmbeddedLedger _ledger;
    private readonly TemporaryDirectory _directory = new();
    private readonly Keypair _payer = TestKeys.Pair("payer");
    private readonly Keypair _treeDelegate = TestKeys.Pair("delegate");
    private readonly Keypair _authority = TestKeys.Pair("authority");
    private PublicKey? _shared;

    public ClusterLaneTests()
    {
        _ledger = EmbeddedLedger.OpenInMemory(new EmbeddedLedgerOptions { TimeProvider = _clock });
        _ledger.RequestAirdrop(_payer.PublicKey, 1_000_000_000_000);
    }

    public static MatrixTheoryData<LaneForm, bool> FormsAndNonces => new(Enum.GetValues<LaneForm>(), [false, true]);

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public void Dispose()
    {
        _ledger.Dispose();
        _payer.Dispose();
        _treeDelegate.Dispose();
        _authority.Dispose();
        _directory.Dispose();
    }

    [Theory]
    [MemberData(nameof(FormsAndNonces))]
    public async Task EachLeafIsAppendedOnce(LaneForm form, bool usesNonce)
    {
        TreeLaneOptions options = Options(form);
        options.NonceAccount = usesNonce ? CreateNonce() : null;
        using LaneUnderTest lane = await LaneUnderTest.OpenAsync(_ledger, options, Token);
        Assert.Equal((0, Assets), await lane.AppendAsync(0, Assets, Token));
        await lane.AssertExactlyOnceAsync(_ledger, Assets, Token);
    }

    [Theory]
    [InlineData(LaneForm.MintV1)]
    [InlineData(LaneForm.MintV2)]
    [InlineData(LaneForm.MintV2Collection)]
    [InlineData(LaneForm.Anchor)]
    [InlineData(LaneForm.Payout)]
    public async Task ListIsTakenUpWhereItWasLeft(LaneForm form)
    {
        for (int end = 3; end <= Assets + 5; end += 6)
        {
            using LaneUnderTest lane = await LaneUnderTest.OpenAsync(_ledger, Options(form), Token);
            await lane.AppendAsync(0, Math.Min(end, Assets), Token);
        }

        using LaneUnderTest last = await LaneUnderTest.OpenAsync(_ledger, Options(form), Token);
        Assert.Equal((Assets, 0), await last.AppendAsync(0, Assets, Token));
        await last.AssertExactlyOnceAsync(_ledger, Assets, Token);
    }

    [Fact]
    public async Task EachAssetIsProven()
    {
        using MintingLane lane = await MintingLane.OpenAsync(_ledger, Options(), Token);
        await lane.MintAsync(0, LaneTestSupport.Requests(Assets), Token);
        for (int i = 0; i < Assets; i++)
            Assert.True((await lane.GetProofAsync(i, Token)).Verify());
    }

    // Before and after each write and flush of a journal; what was not flushed is lost.
    [Theory]
    [MemberData(nameof(FormsAndNonces))]
    public async Task DeathAtAnyWriteOfTheJournalLosesAndDoublesNothing(LaneForm form, bool usesNonce)
    {
        await DieAtEachWriteAsync(form, afterEffect: false, usesNonce);
        await DieAtEachWriteAsync(form, afterEffect: true, usesNonce);
    }

    [Fact]
    public async Task ForeignMintStopsTheLane()
    {
        MintRequest[] requests = LaneTestSupport.Requests(Assets);
        using MintingLane lane = await MintingLane.OpenAsync(_ledger, Options(), Token);
        await lane.MintAsync(0, requests[..3], Token);
        Instruction mint = BubblegumInstructions.MintV1(
            MintAccounts.For(lane.Trees[0], _payer.PublicKey, _treeDelegate.PublicKey), _payer.PublicKey, _payer.PublicKey, requests[3].Metadata);
        _ledger.SendTransaction(Transaction.Sign(
            Message.CompileLegacy(_payer.PublicKey, [mint], _ledger.GetLatestBlockhash().Blockhash), _payer, _treeDelegate).Bytes);

        ForeignLeafException stop = await Assert.ThrowsAsync<ForeignLeafException>(async () => await lane.MintAsync(0, requests, Token));
        Assert.Contains(lane.Trees[0].ToString(), stop.Message, StringComparison.Ordinal);
        lane.Dispose();
        await Assert.ThrowsAsync<ForeignLeafException>(async () => await MintingLane.OpenAsync(_ledger, Options(), Token));
    }

    [Fact]
    public async Task TransactionThatCannotSucceedIsToldAtOnceAndCostsNothing()
    {
        using Keypair poor = TestKeys.Pair("poor");
        _ledger.RequestAirdrop(poor.PublicKey, 1_000_000);
        MintingLaneOptions options = Options();
        options.Payer = poor;
        using MintingLane lane = await MintingLane.OpenAsync(_ledger, options, Token);
        MintFailedException failure =
            await Assert.ThrowsAsync<MintFailedException>(async () => await lane.MintAsync(0, LaneTestSupport.Requests(1), Token));
        Assert.NotNull(failure.Error);
        Assert.Equal(1_000_000UL, _ledger.GetBalance(poor.PublicKey));
    }

    [Fact]
    public async Task LostJournalIsNotMintedPast()
    {
        using (MintingLane lane = await MintingLane.OpenAsync(_ledger, Options(), Token))
            await lane.MintAsync(0, LaneTestSupport.Requests(1), Token);
        File.Delete(Assert.Single(Directory.GetFiles(_directory.Path)));
        JournalException missing =
            await Assert.ThrowsAsync<JournalException>(async () => await MintingLane.OpenAsync(_ledger, Options(), Token));
        Assert.Contains("missing", missing.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task JournalServesOneProcessAtATime()
    {
        using MintingLane lane = await MintingLane.OpenAsync(_ledger, Options(), Token);
        await lane.MintAsync(0, LaneTestSupport.Requests(1), Token);
        await Assert.ThrowsAsync<JournalException>(async () => await MintingLane.OpenAsync(_ledger, Options(), Token));
    }

    [Fact]
    public async Task JournalOfAnotherTreeIsRefused()
    {
        MintingLaneOptions other = Options();
        other.Name = "other";
        foreach (MintingLaneOptions options in (MintingLaneOptions[])[Options(), other])
        {
            using MintingLane lane = await MintingLane.OpenAsync(_ledger, options, Token);
            await lane.MintAsync(0, LaneTestSupport.Requests(1), Token);
        }

        string[] files = Directory.GetFiles(_directory.Path);
        File.Copy(files[0], files[1], overwrite: true);
        int refused = 0;
        foreach (MintingLaneOptions options in (MintingLaneOptions[])[Options(), other])
        {
            try
            {
                (await MintingLane.OpenAsync(_ledger, options, Token)).Dispose();
            }
            catch (JournalException)
            {
                refused++;
            }
        }

        Assert.Equal(1, refused);
    }

    [Fact]
    public async Task ClusterNeedsAJournal()
    {
        using SolanaRpcClient cluster = new(new Uri("http://127.0.0.1:1"));
        MintingLaneOptions options = new() { Payer = _payer, TreeDelegate = _treeDelegate };
        ArgumentException error = await Assert.ThrowsAsync<ArgumentException>(async () => await MintingLane.OpenAsync(cluster, options, Token));
        Assert.Contains("JournalDirectory", error.Message, StringComparison.Ordinal);
    }

    private static async Task DieAtEachWriteAsync(LaneForm form, bool afterEffect, bool usesNonce)
    {
        int deaths = 0;
        for (int operation = 0; ; operation++, deaths++)
        {
            using ClusterLaneTests test = new();
            DyingJournals journals = new(new Random(operation)) { OperationsLeft = operation, DiesAfterEffect = afterEffect };
            TreeLaneOptions options = test.Options(form);
            options.JournalDirectory = null;
            options.Journals = journals;
            options.NonceAccount = usesNonce ? test.CreateNonce() : null;
            bool hasDied = false;
            try
            {
                await AppendAllAsync(test, options);
            }
            catch (ProcessDiedException)
            {
                hasDied = true;
                journals.Crash();
                await AppendAllAsync(test, options);
            }

            using LaneUnderTest lane = await LaneUnderTest.OpenAsync(test._ledger, options, Token);
            await lane.AssertExactlyOnceAsync(test._ledger, Assets, Token);
            if (!hasDied)
                break;
        }

        // Three journals, and a write and a flush for each transaction: three of roots, at least five of mints.
        Assert.InRange(deaths, form == LaneForm.Anchor ? 9 : 13, 100);
    }

    private static async Task AppendAllAsync(ClusterLaneTests test, TreeLaneOptions options)
    {
        using LaneUnderTest lane = await LaneUnderTest.OpenAsync(test._ledger, options, Token);
        await lane.AppendAsync(0, Assets, Token);
    }

    private MintingLaneOptions Options() => (MintingLaneOptions)Options(LaneForm.MintV1);

    private TreeLaneOptions Options(LaneForm form)
    {
        _shared ??= LaneUnderTest.MakeShared(form, _ledger, _payer, _treeDelegate, _authority);
        TreeLaneOptions options = LaneUnderTest.Options(form, _payer, _treeDelegate, _shared, _shared is null ? null : _authority);
        options.ExpectedCount = Assets;
        options.MaximumTreeDepth = 3;
        options.JournalDirectory = _directory.Path;
        options.TimeProvider = _clock;
        return options;
    }

    private PublicKey CreateNonce()
    {
        using Keypair nonce = TestKeys.Pair("nonce");
        Instruction[] create = SystemInstructions.CreateNonceAccount(
            _payer.PublicKey, nonce.PublicKey, _treeDelegate.PublicKey, Piwa.Chain.Rent.MinimumBalance(NonceAccount.Size));
        _ledger.SendTransaction(Transaction.Sign(
            Message.CompileLegacy(_payer.PublicKey, create, _ledger.GetLatestBlockhash().Blockhash), _payer, nonce).Bytes);
        return nonce.PublicKey;
    }
}
