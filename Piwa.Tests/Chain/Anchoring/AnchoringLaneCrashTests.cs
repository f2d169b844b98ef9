using Piwa.Chain.Anchoring;
using Piwa.Chain.Keys;
using Piwa.Chain.Ledger;
using Piwa.Chain.Transactions;
using Piwa.Tests.Chain.Ledger;
using Piwa.Tests.Chain.Minting;
using Piwa.Tests.Chain.Minting.Schedules;

namespace Piwa.Tests.Chain.Anchoring;

/// <summary>The process dies at every point there is; afterwards each root of the list is anchored exactly once, in order.</summary>
public sealed class AnchoringLaneCrashTests
{
    // Trees of eight leaves: three are full and one is not.
    private const int Roots = 30;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task DeathAtAnyCallOfTheLedgerLosesAndDoublesNothing(bool afterEffect)
    {
        int deaths = 0;
        for (int call = 0; ; call++, deaths++)
        {
            using TestLedger test = new();
            using Keypair authority = TestKeys.Pair("authority");
            FaultyLedger faulty = new(test.Ledger) { DieAtCall = call, DieAfterEffect = afterEffect };
            if (!await DiesAsync(() => RunAsync(faulty, Options(test.Payer, authority))))
                break;
            test.Reopen();
            await RunAsync(test.Ledger, Options(test.Payer, authority));
            await AssertExactlyOnceAsync(test.Ledger, Options(test.Payer, authority));
        }

        Assert.InRange(deaths, 30, 1000);
    }

    // The process dies inside the write of the log, which may leave any part of the record behind.
    [Fact]
    public async Task DeathInsideAnyWriteLosesAndDoublesNothing()
    {
        using TestLedger test = new();
        using Keypair authority = TestKeys.Pair("authority");
        int first = (int)new FileInfo(test.LogPath).Length;
        await RunAsync(test.Ledger, Options(test.Payer, authority));
        test.Ledger.Dispose();
        byte[] log = File.ReadAllBytes(test.LogPath);

        // A step that is prime to everything in between.
        const int Step = 41;
        int cuts = 0;
        for (int length = first; length < log.Length; length += Step, cuts++)
        {
            File.WriteAllBytes(test.LogPath, log[..length]);
            test.Reopen();
            await RunAsync(test.Ledger, Options(test.Payer, authority));
            await AssertExactlyOnceAsync(test.Ledger, Options(test.Payer, authority));
            test.Ledger.Dispose();
        }

        Assert.InRange(cuts, 50, 1000);
    }

    // On a cluster: before and after each write and flush of a journal; what was not flushed is lost.
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
            SimulatedClock clock = new();
            using EmbeddedLedger ledger = EmbeddedLedger.OpenInMemory(new EmbeddedLedgerOptions { TimeProvider = clock });
            using Keypair payer = TestKeys.Pair("payer");
            using Keypair authority = TestKeys.Pair("authority");
            ledger.RequestAirdrop(payer.PublicKey, TestLedger.Funds);
            DyingJournals journals = new(new Random(operation)) { OperationsLeft = operation, DiesAfterEffect = afterEffect };
            AnchoringLaneOptions options = Options(payer, authority);
            options.Journals = journals;
            options.TimeProvider = clock;
            options.NonceAccount = usesNonce ? CreateNonce(ledger, payer, authority.PublicKey) : null;
            bool hasDied = await DiesAsync(() => RunAsync(ledger, options));
            if (hasDied)
            {
                journals.Crash();
                await RunAsync(ledger, options);
            }

            await AssertExactlyOnceAsync(ledger, options);
            if (!hasDied)
                break;
        }

        // Four journals, and a write and a flush for each of at least four transactions.
        Assert.InRange(deaths, 12, 100);
    }

    private static PublicKey CreateNonce(EmbeddedLedger ledger, Keypair payer, PublicKey authority)
    {
        using Keypair nonce = TestKeys.Pair("nonce");
        Instruction[] create = SystemInstructions.CreateNonceAccount(
            payer.PublicKey, nonce.PublicKey, authority, Piwa.Chain.Rent.MinimumBalance(NonceAccount.Size));
        Message message = Message.CompileLegacy(payer.PublicKey, create, ledger.GetLatestBlockhash().Blockhash);
        ledger.SendTransaction(Transaction.Sign(message, payer, nonce).Bytes);
        return nonce.PublicKey;
    }

    private static AnchoringLaneOptions Options(Keypair payer, Keypair authority) => new()
    {
        Payer = payer,
        Authority = authority,
        ExpectedCount = Roots,
        MaximumTreeDepth = 3,
        BatchTransactions = 1,
    };

    private static async Task RunAsync(ILedger ledger, AnchoringLaneOptions options)
    {
        using AnchoringLane lane = await AnchoringLane.OpenAsync(ledger, options, Token);
        await lane.AnchorAsync(0, AnchorTestSupport.Roots(Roots), Token);
    }

    private static async Task AssertExactlyOnceAsync(EmbeddedLedger ledger, AnchoringLaneOptions options)
    {
        using AnchoringLane lane = await AnchoringLane.OpenAsync(ledger, options, Token);
        await AnchorTestSupport.AssertExactlyOnceAsync(ledger, lane, Roots, Token);
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
