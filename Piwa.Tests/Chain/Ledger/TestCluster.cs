using Microsoft.Extensions.Time.Testing;
using Piwa.Chain.Keys;
using Piwa.Chain.Ledger;
using Piwa.Chain.Ledger.Faults;
using Piwa.Chain.Rpc;
using Piwa.Chain.Storage;
using Piwa.Chain.Transactions;

namespace Piwa.Tests.Chain.Ledger;

/// <summary>A ledger in memory that behaves like a cluster, under a clock of slots, with a wallet whose funds are final.</summary>
internal sealed class TestCluster : IDisposable
{
    public const int ConfirmationSlots = 1;
    public const int FinalitySlots = 8;

    private readonly EmbeddedLedgerOptions _options;

    public TestCluster(LedgerFaultOptions? faults = null)
    {
        // Funds come before anything goes wrong.
        _options = new EmbeddedLedgerOptions
        {
            TimeProvider = Clock,
            ConfirmationSlots = ConfirmationSlots,
            FinalitySlots = FinalitySlots,
            RetainedTransactions = 64,
        };
        Storage = EmbeddedLedger.NewStorage(_options);
        Ledger = EmbeddedLedger.OpenInMemory(Storage, _options);
        Ledger.RequestAirdrop(Payer.PublicKey, TestLedger.Funds);
        Advance(FinalitySlots + 1);
        _options.Faults = faults;
        Reopen();
    }

    public FakeTimeProvider Clock { get; } = new(new DateTimeOffset(2026, 1, 2, 3, 4, 5, TimeSpan.Zero));

    public Keypair Payer { get; } = TestKeys.Pair("payer");

    public MemoryLogStorage Storage { get; }

    public EmbeddedLedger Ledger { get; private set; }

    public IRpcClient Client => Ledger;

    public void Advance(int slots = 1)
    {
        Clock.Advance(slots * TimeSpan.FromMilliseconds(EmbeddedLedgerOptions.DefaultSlotMilliseconds));
        Ledger.GetSlot();
    }

    /// <param name="keepsFaults">Whether it goes on as badly as before.</param>
    public EmbeddedLedger Reopen(bool keepsFaults = true)
    {
        Ledger.Dispose();
        if (!keepsFaults)
            _options.Faults = null;
        return Ledger = EmbeddedLedger.OpenInMemory(Storage, _options);
    }

    public Transaction Transfer(int number, LatestBlockhash? latest = null) => Build(
        latest ?? Ledger.GetLatestBlockhash(), [],
        SystemInstructions.Transfer(Payer.PublicKey, TestKeys.Key(number % 5), 1_000_000 + (ulong)number));

    public Transaction Build(LatestBlockhash latest, Keypair[] signers, params Instruction[] instructions) =>
        Transaction.Sign(Message.CompileLegacy(Payer.PublicKey, instructions, latest.Blockhash), [Payer, .. signers]);

    public SignatureStatus? StatusOf(Transaction transaction) => Ledger.GetSignatureStatuses([transaction.Id])[0];

    public void Dispose()
    {
        Ledger.Dispose();
        Payer.Dispose();
    }
}
