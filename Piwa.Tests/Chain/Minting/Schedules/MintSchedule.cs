using Piwa.Chain.Keys;
using Piwa.Chain.Ledger;
using Piwa.Chain.Ledger.Faults;
using Piwa.Chain.Minting;
using Piwa.Chain.Rpc;
using Piwa.Chain.Storage;
using Piwa.Chain.Transactions;

namespace Piwa.Tests.Chain.Minting.Schedules;

/// <summary>One run of a lane, of any kind, that is killed again and again, on a cluster that drops, delays, repeats, expires and takes back
/// what is sent to it. All of it follows from the seed.</summary>
internal sealed class MintSchedule : IDisposable
{
    // Trees of eight leaves: with 20 assets there are three, two of them full. A transaction appends as many as 20 roots, so that it takes
    // trees of 32 for the first to need two transactions: with 45 there are two.
    private const int Assets = 20;
    private const int Roots = 45;
    private const int AssetDepth = 3;
    private const int RootDepth = 5;

    /// <summary>Processes that a schedule may take: far more than any takes that gets on at all.</summary>
    private const int MaximumProcesses = 400;

    private const int ConfirmationSlots = 1;
    private const int FinalitySlots = 6;
    private const ulong Funds = 1_000_000_000_000;

    private readonly LaneForm _form;
    private readonly int _count;
    private readonly Random _random;
    private readonly SimulatedClock _clock = new();
    private readonly EmbeddedLedgerOptions _ledgerOptions;
    private readonly MemoryLogStorage _storage;
    private readonly DyingJournals _journals;
    private readonly Keypair _payer = TestKeys.Pair("payer");
    private readonly Keypair _writer = TestKeys.Pair("delegate");
    private readonly Keypair _authority = TestKeys.Pair("authority");
    private readonly PublicKey? _nonce;
    private readonly PublicKey? _shared;
    private EmbeddedLedger _ledger;

    public MintSchedule(int seed)
    {
        _form = FormOf(seed);
        _count = _form == LaneForm.Anchor ? Roots : Assets;
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
        _shared = LaneUnderTest.MakeShared(_form, _ledger, _payer, _writer, _authority);
        Reopen(RandomFaults(seed));
    }

    /// <summary>The kind of lane that a seed's schedule runs: each in turn.</summary>
    public static LaneForm FormOf(int seed) => (LaneForm)(seed % Enum.GetValues<LaneForm>().Length);

    public int ProcessCount { get; private set; }

    /// <summary>Appends the whole list, whatever happens on the way.</summary>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        for (ProcessCount = 1; ; ProcessCount++)
        {
            Assert.True(ProcessCount < MaximumProcesses, "The lane does not get on.");
            _journals.OperationsLeft = _random.Next(4) == 0 ? -1 : _random.Next(12);
            _journals.DiesAfterEffect = _random.Next(2) == 0;
            _clock.WaitsLeft = _random.Next(2) == 0 ? -1 : _random.Next(40);
            try
            {
                using LaneUnderTest lane = await LaneUnderTest.OpenAsync(_ledger, Options(), cancellationToken);

                // The caller comes with a piece of its list, whose beginning may have been appended.
                int first = _random.Next((int)Math.Min(lane.Count, _count) + 1);
                await lane.AppendAsync(first, _random.Next(_count - first + 1), cancellationToken);
                if (lane.Count == _count)
                    return;
            }
            catch (Exception end) when (end is ProcessDiedException or TimeoutException or RpcException or MintFailedException)
            {
                // Whatever is still open is lost with the process.
                _journals.OperationsLeft = -1;
                _clock.WaitsLeft = -1;
                _journals.Crash();
                _clock.Advance(TimeSpan.FromSeconds(_random.Next(_random.Next(2) == 0 ? 3 : 100)));
            }
        }
    }

    /// <summary>Checks, when all is final, that the trees hold the list once and in order, and the journals what the trees hold.</summary>
    public async Task CheckAsync(CancellationToken cancellationToken)
    {
        // Whatever still travels arrives, or never will.
        Reopen(faults: null);
        using LaneUnderTest lane = await LaneUnderTest.OpenAsync(_ledger, Options(), cancellationToken);
        await lane.AssertExactlyOnceAsync(_ledger, _count, cancellationToken);
    }

    public void Dispose()
    {
        _ledger.Dispose();
        _payer.Dispose();
        _writer.Dispose();
        _authority.Dispose();
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

    private TreeLaneOptions Options()
    {
        TreeLaneOptions options =
            LaneUnderTest.Options(_form, _payer, _writer, _shared, _shared is null ? null : _authority);
        options.ExpectedCount = _count;
        options.MaximumTreeDepth = _form == LaneForm.Anchor ? RootDepth : AssetDepth;
        options.NonceAccount = _nonce;
        options.Journals = _journals;
        options.StreamingClient = new UnreliableNotices(_random.Next());
        options.TimeProvider = _clock;
        return options;
    }

    private PublicKey CreateNonce()
    {
        using Keypair nonce = TestKeys.Pair("nonce");
        Instruction[] create = SystemInstructions.CreateNonceAccount(
            _payer.PublicKey, nonce.PublicKey, _writer.PublicKey, Piwa.Chain.Rent.MinimumBalance(NonceAccount.Size));
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
