using Piwa.Chain.Bubblegum;
using Piwa.Chain.Hashing;
using Piwa.Chain.Keys;
using Piwa.Chain.Ledger;
using Piwa.Chain.Ledger.Faults;
using Piwa.Chain.Minting;
using Piwa.Chain.Rpc;
using Piwa.Chain.Transactions;
using Piwa.Chain.Trees;

namespace Piwa.Tests.Chain.Minting.Schedules;

/// <summary>One run of a minter that is killed again and again, on a cluster that drops, delays, repeats, expires and takes back what is
/// sent to it. All of it follows from the seed.</summary>
internal sealed class MintSchedule : IDisposable
{
    // Trees of eight leaves: with 20 assets there are three, two of them full.
    public const int Assets = 20;

    /// <summary>Processes that a schedule may take: far more than any takes that gets on at all.</summary>
    private const int MaximumProcesses = 400;

    private readonly Random _random;
    private readonly SimulatedClock _clock = new();
    private readonly EmbeddedLedger _ledger;
    private readonly DyingJournals _journals;
    private readonly Keypair _payer = TestKeys.Pair("payer");
    private readonly Keypair _treeDelegate = TestKeys.Pair("delegate");
    private readonly PublicKey? _nonce;

    public MintSchedule(int seed, LedgerFaultOptions? faults = null, bool usesNonce = false)
    {
        _random = new Random(seed);
        _journals = new DyingJournals(_random);
        faults ??= RandomFaults(seed);
        _ledger = EmbeddedLedger.OpenInMemory(new EmbeddedLedgerOptions
        {
            TimeProvider = _clock,
            ConfirmationSlots = 1,
            FinalitySlots = 6,
            Faults = faults,
        });
        Funded();
        if (usesNonce)
            _nonce = CreatedNonce();
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
                int count = _random.Next(1, Assets - first + 1);
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

    public void Dispose()
    {
        _ledger.Dispose();
        _payer.Dispose();
        _treeDelegate.Dispose();
    }
}
