using Piwa.Chain.Keys;
using Piwa.Chain.Ledger;
using Piwa.Chain.Ledger.Faults;
using Piwa.Chain.Minting;
using Piwa.Chain.Rpc;
using Piwa.Chain.Storage;
using Piwa.Chain.Transactions;

namespace Piwa.Tests.Chain.Minting.Schedules;

/// <summary>One run of a minter that is killed again and again, on a cluster that drops, delays, repeats, expires and takes back what is
/// sent to it. All of it follows from the seed.</summary>
internal sealed class MintSchedule : IDisposable
{
    // Trees of eight leaves: with 20 assets there are three, two of them full.
    public const int Assets = 20;

    /// <summary>Processes that a schedule may take: far more than any takes that gets on at all.</summary>
    private const int MaximumProcesses = 400;

    private const int ConfirmationSlots = 1;
    private const int FinalitySlots = 6;
    private const ulong Funds = 1_000_000_000_000;

    private readonly Random _random;
    private readonly SimulatedClock _clock = new();
    private readonly EmbeddedLedgerOptions _ledgerOptions;
    private readonly MemoryLogStorage _storage;
    private readonly DyingJournals _journals;
    private readonly Keypair _payer = TestKeys.Pair("payer");
    private readonly Keypair _treeDelegate = TestKeys.Pair("delegate");
    private readonly PublicKey? _nonce;
    private EmbeddedLedger _ledger;

    public MintSchedule(int seed)
    {
        _random = new Random(seed);
        _journals = new DyingJournals(_random);
        _ledgerOptions = new EmbeddedLedgerOptions
        {
            TimeProvider = _clock,
            ConfirmationSlots = ConfirmationSlots,
            FinalitySlots = FinalitySlots,
            RetainedTransactions = 64,
        };
        _storage = EmbeddedLedger.NewStorage(_ledgerOptions);
        _ledger = EmbeddedLedger.OpenInMemory(_storage, _ledgerOptions);

        // Funds come before anything goes wrong. One schedule in three stands on a durable nonce.
        _ledger.RequestAirdrop(_payer.PublicKey, Funds);
        if (_random.Next(3) == 0)
            _nonce = CreateNonce();
        Reopen(RandomFaults(seed));
    }

    public int ProcessCount { get; private set; }

    /// <summary>Mints all assets, whatever happens on the way.</summary>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        MintRequest[] requests = LaneTestSupport.Requests(Assets);
        for (ProcessCount = 1; ; ProcessCount++)
        {
            Assert.True(ProcessCount < MaximumProcesses, "The minter does not get on.");
            _journals.OperationsLeft = _random.Next(4) == 0 ? -1 : _random.Next(12);
            _journals.DiesAfterEffect = _random.Next(2) == 0;
            try
            {
                using MintingLane lane = await MintingLane.OpenAsync(_ledger, Options(), cancellationToken);

                // The caller comes with a piece of its list, whose beginning may have been minted.
                int first = _random.Next((int)Math.Min(lane.MintedCount, Assets) + 1);
                int count = _random.Next(Assets - first + 1);
                await lane.MintAsync(first, requests.AsSpan(first, count).ToArray(), cancellationToken);
                if (lane.MintedCount == Assets)
                    return;
            }
            catch (Exception end) when (end is ProcessDiedException or TimeoutException or RpcException or MintFailedException)
            {
                // Whatever is still open is lost with the process.
                _journals.OperationsLeft = -1;
                _journals.Crash();
                _clock.Advance(TimeSpan.FromSeconds(_random.Next(100)));
            }
        }
    }

    /// <summary>Checks, when all is final, that the trees hold the list once and in order, and the journals what the trees hold.</summary>
    public async Task CheckAsync(CancellationToken cancellationToken)
    {
        // Whatever still travels arrives, or never will.
        Reopen(faults: null);
        using MintingLane lane = await MintingLane.OpenAsync(_ledger, Options(), cancellationToken);
        await LaneTestSupport.AssertExactlyOnceAsync(_ledger, lane, Assets, cancellationToken);
    }

    public void Dispose()
    {
        _ledger.Dispose();
        _payer.Dispose();
        _treeDelegate.Dispose();
    }

    /// <summary>Troubles of a cluster in a bad hour, other ones for each seed: about half of the kinds, each up to a third of all
    /// times.</summary>
    private static LedgerFaultOptions RandomFaults(int seed)
    {
        Random random = new(~seed);
        return new LedgerFaultOptions
        {
            Seed = seed,
            DropProbability = Some(0.3),
            DelayProbability = Some(0.3),
            DuplicateProbability = Some(0.3),
            HoldProbability = Some(0.2),
            StaleBlockhashProbability = Some(0.3),
            ForkProbability = Some(0.1),
            MaximumForkSlots = random.Next(1, FinalitySlots + 1),
            LandAgainProbability = random.NextDouble(),
            RateLimitProbability = Some(0.1),
            DisconnectBeforeProbability = Some(0.1),
            DisconnectAfterProbability = Some(0.1),
            LagProbability = Some(0.2),
            TruncatedLogsProbability = Some(0.3),
        };

        double Some(double most) => random.Next(2) == 0 ? 0 : random.NextDouble() * most;
    }

    private MintingLaneOptions Options() => new()
    {
        Payer = _payer,
        TreeDelegate = _treeDelegate,
        ExpectedCount = Assets,
        MaximumTreeDepth = 3,
        NonceAccount = _nonce,
        Journals = _journals,
        StreamingClient = new UnreliableNotices(_random.Next()),
        TimeProvider = _clock,
    };

    private PublicKey CreateNonce()
    {
        using Keypair nonce = TestKeys.Pair("nonce");
        Instruction[] create = SystemInstructions.CreateNonceAccount(
            _payer.PublicKey, nonce.PublicKey, _treeDelegate.PublicKey, Piwa.Chain.Rent.MinimumBalance(NonceAccount.Size));
        Message message = Message.CompileLegacy(_payer.PublicKey, create, _ledger.GetLatestBlockhash().Blockhash);
        _ledger.SendTransaction(Transaction.Sign(message, _payer, nonce).Bytes);
        return nonce.PublicKey;
    }

    private void Reopen(LedgerFaultOptions? faults)
    {
        _clock.Advance(TimeSpan.FromMinutes(5));
        _ = _ledger.GetSlot();
        _ledger.Dispose();
        _ledgerOptions.Faults = faults;
        _ledger = EmbeddedLedger.OpenInMemory(_storage, _ledgerOptions);
    }
}
