using Piwa.Chain.Bubblegum;
using Piwa.Chain.Keys;
using Piwa.Chain.Ledger;
using Piwa.Chain.Minting;
using Piwa.Chain.Transactions;
using Piwa.Tests.Chain.Minting.Schedules;
using Piwa.Tests.Infrastructure;

namespace Piwa.Tests.Chain.Minting;

/// <summary>How many leaves a lane of each kind puts into a transaction.</summary>
public sealed class LaneCapacityTests : IDisposable
{
    private const int Assets = 64;

    private static readonly TimeSpan Slot = TimeSpan.FromMilliseconds(400);

    private readonly SimulatedClock _clock = new();
    private readonly EmbeddedLedger _ledger;
    private readonly TemporaryDirectory _directory = new();
    private readonly Keypair _payer = TestKeys.Pair("payer");

    public LaneCapacityTests()
    {
        _ledger = EmbeddedLedger.OpenInMemory(new EmbeddedLedgerOptions { TimeProvider = _clock });
        _ledger.RequestAirdrop(_payer.PublicKey, 1_000_000_000_000);
    }

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public void Dispose()
    {
        _ledger.Dispose();
        _payer.Dispose();
        _directory.Dispose();
    }

    // As measured with the real programs, for ordinary metadata with one creator.
    [Theory]
    [InlineData(LaneForm.MintV1, false, 6)]
    [InlineData(LaneForm.MintV1, true, 7)]
    [InlineData(LaneForm.MintV2, false, 5)]
    [InlineData(LaneForm.MintV2, true, 6)]
    [InlineData(LaneForm.MintV2Collection, false, 4)]
    [InlineData(LaneForm.MintV2Collection, true, 5)]
    public async Task TransactionsHoldAsManyMintsAsWereMeasured(LaneForm form, bool usesTable, int expected)
    {
        PublicKey? collection = form == LaneForm.MintV2Collection ? LaneUnderTest.MakeCollection(_ledger, _payer) : null;
        MintingLaneOptions options = (MintingLaneOptions)LaneUnderTest.Options(form, _payer, _payer, collection);
        options.ExpectedCount = Assets;
        options.JournalDirectory = _directory.Path;
        options.TimeProvider = _clock;
        MetadataArgs metadata = new()
        {
            Name = "Piwa #1",
            Symbol = "PIWA",
            Uri = new string('u', 48),
            Creators = [new Creator(_payer.PublicKey, IsVerified: false, 100)],
        };
        MintRequest[] requests = [.. Enumerable.Repeat(new MintRequest(metadata, _payer.PublicKey), Assets)];
        PublicKey tree;
        using (MintingLane first = await MintingLane.OpenAsync(_ledger, options, Token))
        {
            await first.MintAsync(0, requests[..1], Token);
            tree = first.Trees[0];
        }

        if (usesTable)
            options.LookupTables = [MakeTable(MintOf(tree, collection))];
        using MintingLane lane = await MintingLane.OpenAsync(_ledger, options, Token);
        await lane.MintAsync(0, requests, Token);

        // The first was sent alone, and the last transaction may not be full.
        int[] counts = [.. Enumerable.Range(1, Assets - 1).GroupBy(leaf => _ledger.FindLeafTransaction(tree, leaf)).Select(group => group.Count())];
        Assert.All(counts[..^1], count => Assert.Equal(expected, count));
        Assert.InRange(counts[^1], 1, expected);
    }

    private Instruction MintOf(PublicKey tree, PublicKey? collection)
    {
        MintAccounts accounts = MintAccounts.For(tree, _payer.PublicKey, _payer.PublicKey);
        return BubblegumInstructions.MintV2(
            accounts, _payer.PublicKey, _payer.PublicKey, new MetadataArgsV2 { Name = "any", Collection = collection });
    }

    /// <summary>A lookup table with the accounts of an instruction, and with the programs of version 1.</summary>
    private AddressLookupTable MakeTable(Instruction instruction)
    {
        ulong recent = _ledger.GetSlot();
        _clock.Advance(Slot);
        PublicKey table = ProgramAddress.LookupTable(_payer.PublicKey, recent, out _);
        PublicKey[] addresses =
        [
            .. instruction.Accounts.Select(account => account.Key).Append(ProgramIds.SplAccountCompression).Append(ProgramIds.SplNoop).Distinct(),
        ];
        Instruction[] make =
        [
            AddressLookupTableInstructions.Create(_payer.PublicKey, _payer.PublicKey, recent),
            AddressLookupTableInstructions.Extend(table, _payer.PublicKey, _payer.PublicKey, addresses),
        ];
        Message message = Message.CompileLegacy(_payer.PublicKey, make, _ledger.GetLatestBlockhash().Blockhash);
        _ledger.SendTransaction(Transaction.Sign(message, _payer).Bytes);
        _clock.Advance(Slot);
        return new AddressLookupTable(table, addresses);
    }
}
