using Piwa.Chain.Keys;
using Piwa.Chain.Ledger;
using Piwa.Chain.Minting;
using Piwa.Chain.Storage;
using Piwa.Tests.Chain.Ledger;

namespace Piwa.Tests.Chain.Minting;

/// <summary>The process dies at every point there is; afterwards each asset of the list has been minted exactly once, in order.</summary>
public sealed class MintingLaneCrashTests
{
    // Trees of eight leaves and batches of two transactions: creation of trees, full trees and parts of batches all occur.
    private const int Assets = 60;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task DeathAtAnyCallOfTheLedgerLosesAndDoublesNothing(bool afterEffect)
    {
        int deaths = 0;
        for (int call = 0; ; call++)
        {
            using TestLedger test = new();
            using Keypair treeDelegate = TestKeys.Pair("delegate");
            bool hasDied = await DiesAsync(() => RunAsync(
                new FaultyLedger(test.Ledger) { DieAtCall = call, DieAfterEffect = afterEffect }, test, treeDelegate));
            if (!hasDied)
                break;

            deaths++;
            test.Reopen();
            await RunAsync(test.Ledger, test, treeDelegate);
            await AssertExactlyOnceAsync(test, treeDelegate);
        }

        // Opening, eight trees to create, and as many batches and checks.
        Assert.InRange(deaths, 50, 1000);
    }

    [Fact]
    public async Task DeathAgainAndAgainLosesAndDoublesNothing()
    {
        for (int seed = 0; seed < 20; seed++)
        {
            using TestLedger test = new();
            using Keypair treeDelegate = TestKeys.Pair("delegate");
            Random random = new(seed);
            while (await DiesAsync(() => RunAsync(
                new FaultyLedger(test.Ledger) { DieAtCall = random.Next(8, 100), DieAfterEffect = random.Next(2) == 0 }, test,
                    treeDelegate)))
            {
                test.Clock.Advance(TimeSpan.FromSeconds(random.Next(100)));
                test.Reopen();
            }

            await AssertExactlyOnceAsync(test, treeDelegate);
        }
    }

    // The process dies inside the write of the log, which may leave any part of the record behind.
    [Fact]
    public async Task DeathInsideAnyWriteLosesAndDoublesNothing()
    {
        using TestLedger test = new();
        using Keypair treeDelegate = TestKeys.Pair("delegate");
        await RunAsync(test.Ledger, test, treeDelegate);
        test.Ledger.Dispose();
        byte[] log = File.ReadAllBytes(test.LogPath);

        // Every record boundary, and a step that is prime to everything in between.
        const int Step = 97;
        int cuts = 0;
        for (int length = FirstLaneByte(log); length < log.Length; length += Step, cuts++)
        {
            File.WriteAllBytes(test.LogPath, log[..length]);
            test.Reopen();
            await RunAsync(test.Ledger, test, treeDelegate);
            await AssertExactlyOnceAsync(test, treeDelegate);
            test.Ledger.Dispose();
        }

        Assert.InRange(cuts, 50, 1000);
    }

    // The same object goes on as well: after an error it asks the ledger what has landed.
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task LaneThatOutlivesAnErrorLosesAndDoublesNothing(bool afterEffect)
    {
        for (int call = 6; call < 54; call += 3)
        {
            using TestLedger test = new();
            using Keypair treeDelegate = TestKeys.Pair("delegate");
            FaultyLedger faulty = new(test.Ledger) { DieAtCall = call, DieAfterEffect = afterEffect };
            using MintingLane lane = await MintingLane.OpenAsync(faulty, Options(test, treeDelegate), Token);
            Assert.True(await DiesAsync(async () => await lane.MintAsync(0, LaneTestSupport.Requests(Assets), Token)));
            await lane.MintAsync(0, LaneTestSupport.Requests(Assets), Token);
            await AssertExactlyOnceAsync(test, treeDelegate);
        }
    }

    private static int FirstLaneByte(byte[] log)
    {
        // The first record is the airdrop that funds the payer.
        Assert.True(LogFrame.TryReadHead(log.AsSpan(LogHeader.Size, LogFrame.HeadBytes), out _, out int bodyBytes));
        return LogHeader.Size + LogFrame.HeadBytes + bodyBytes;
    }

    private static async Task RunAsync(ILedger ledger, TestLedger test, Keypair treeDelegate)
    {
        using MintingLane lane = await MintingLane.OpenAsync(ledger, Options(test, treeDelegate), Token);
        await lane.MintAsync(0, LaneTestSupport.Requests(Assets), Token);
    }

    private static MintingLaneOptions Options(TestLedger test, Keypair treeDelegate) => new()
    {
        Payer = test.Payer,
        TreeDelegate = treeDelegate,
        ExpectedCount = Assets,
        MaximumTreeDepth = 3,
        BatchTransactions = 2,
    };

    private static async Task AssertExactlyOnceAsync(TestLedger test, Keypair treeDelegate)
    {
        using MintingLane lane = await MintingLane.OpenAsync(test.Ledger, Options(test, treeDelegate), Token);
        await LaneTestSupport.AssertExactlyOnceAsync(test.Ledger, lane, Assets, Token);
    }

    private static async Task<bool> DiesAsync(Func<Task> run)
    {
        try
        {
            await run();
            return false;
        }
        catch (ProcessDiedException)
        {
            return true;
        }
    }
}
