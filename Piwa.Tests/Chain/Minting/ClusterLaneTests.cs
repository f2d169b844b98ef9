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

    public ClusterLaneTests()
    {
        _ledger = EmbeddedLedger.OpenInMemory(new EmbeddedLedgerOptions { TimeProvider = _clock });
        _ledger.RequestAirdrop(_payer.PublicKey, 1_000_000_000_000);
    }

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public void Dispose()
    {
        _ledger.Dispose();
        _payer.Dispose();
        _treeDelegate.Dispose();
        _directory.Dispose();
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task EachAssetIsMintedOnceAndProven(bool usesNonce)
    {
        MintingLaneOptions options = Options();
        options.NonceAccount = usesNonce ? CreateNonce() : null;
        using MintingLane lane = await MintingLane.OpenAsync(_ledger, options, Token);
        MintReport report = await lane.MintAsync(0, LaneTestSupport.Requests(Assets), Token);
        Assert.Equal(new MintReport(0, Assets, report.TransactionCount), report);
        await LaneTestSupport.AssertExactlyOnceAsync(_ledger, lane, Assets, Token);
        for (int i = 0; i < Assets; i++)
            Assert.True((await lane.GetProofAsync(i, Token)).Verify());
    }

    [Fact]
    public async Task ListIsTakenUpWhereItWasLeft()
    {
        MintRequest[] requests = LaneTestSupport.Requests(Assets);
        for (int end = 3; end <= Assets + 5; end += 6)
        {
            using MintingLane lane = await MintingLane.OpenAsync(_ledger, Options(), Token);
            await lane.MintAsync(0, requests[..Math.Min(end, Assets)], Token);
        }

        using MintingLane last = await MintingLane.OpenAsync(_ledger, Options(), Token);
        Assert.Equal(new MintReport(Assets, 0, 0), await last.MintAsync(0, requests, Token));
        await LaneTestSupport.AssertExactlyOnceAsync(_ledger, last, Assets, Token);
    }

    // Before and after each write and flush of a journal; what was not flushed is lost.
    [Theory]
    [InlineData(false, false)]
    [InlineData(true, false)]
    [InlineData(false, true)]
    [InlineData(true, true)]
    public async Task DeathAtAnyWriteOfTheJournalLosesAndDoublesNothing(bool afterEffect, bool usesNonce)
    {
        int deaths = 0;
        for (int operation = 0; ; operation++, deaths++)
        {
            using ClusterLaneTests test = new();
            DyingJournals journals = new(new Random(operation)) { OperationsLeft = operation, DiesAfterEffect = afterEffect };
            PublicKey? nonce = usesNonce ? test.CreateNonce() : null;
            bool hasDied = false;
            try
            {
                await MintAllAsync(test, journals, nonce);
            }
            catch (ProcessDiedException)
            {
                hasDied = true;
                journals.Crash();
                await MintAllAsync(test, journals, nonce);
            }

            using MintingLane lane = await MintingLane.OpenAsync(test._ledger, test.Options(journals, nonce), Token);
            await LaneTestSupport.AssertExactlyOnceAsync(test._ledger, lane, Assets, Token);
            if (!hasDied)
                break;
        }

        // Three journals, and a write and a flush for each of at least five transactions.
        Assert.InRange(deaths, 13, 100);
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

    private static async Task MintAllAsync(ClusterLaneTests test, DyingJournals journals, PublicKey? nonce)
    {
        using MintingLane lane = await MintingLane.OpenAsync(test._ledger, test.Options(journals, nonce), Token);
        await lane.MintAsync(0, LaneTestSupport.Requests(Assets), Token);
    }

    private MintingLaneOptions Options() => new()
    {
        Payer = _payer,
        TreeDelegate = _treeDelegate,
        ExpectedCount = Assets,
        MaximumTreeDepth = 3,
        JournalDirectory = _directory.Path,
        TimeProvider = _clock,
    };

    private MintingLaneOptions Options(DyingJournals journals, PublicKey? nonce)
    {
        MintingLaneOptions options = Options();
        options.JournalDirectory = null;
        options.Journals = journals;
        options.NonceAccount = nonce;
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
