using Piwa.Chain.Collections;
using Piwa.Chain.Keys;
using Piwa.Chain.Ledger;
using Piwa.Chain.Ledger.Faults;
using Piwa.Chain.Rpc;
using Piwa.Chain.Storage;
using Piwa.Chain.Transactions;
using Piwa.Tests.Chain.Minting;
using Piwa.Tests.Chain.Minting.Schedules;

namespace Piwa.Tests.Chain.Collections;

public sealed class CoreCollectionsTests : IDisposable
{
    private readonly SimulatedClock _clock = new();
    private readonly EmbeddedLedger _ledger;
    private readonly Keypair _payer = TestKeys.Pair("payer");
    private readonly Keypair _key = TestKeys.Pair("collection");

    public CoreCollectionsTests()
    {
        _ledger = EmbeddedLedger.OpenInMemory(new EmbeddedLedgerOptions { TimeProvider = _clock });
        _ledger.RequestAirdrop(_payer.PublicKey, 1_000_000_000);
    }

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public void Dispose()
    {
        _ledger.Dispose();
        _payer.Dispose();
        _key.Dispose();
    }

    [Fact]
    public async Task CollectionIsMadeOnceAndThenLeftAsItIs()
    {
        CoreCollectionAccount made = await CoreCollections.EnsureAsync(_ledger, Options(), Token);
        Assert.Equal(("Piwa", "ar://piwa", TestKeys.Key(3)), (made.Name, made.Uri, made.UpdateAuthority));
        Assert.Equal([CorePluginKind.BubblegumV2, CorePluginKind.PermanentFreezeDelegate], made.Plugins.Select(plugin => plugin.Kind));
        ulong balance = _ledger.GetBalance(_payer.PublicKey);

        CoreCollectionOptions other = Options();
        other.Name = "Other";
        Assert.Equal("Piwa", (await CoreCollections.EnsureAsync(_ledger, other, Token)).Name);
        Assert.Equal(balance, _ledger.GetBalance(_payer.PublicKey));
    }

    // Killed while it waits, again and again, on a cluster that drops, delays, duplicates and forks.
    [Fact]
    public async Task CollectionIsMadeOnceWhateverTheNetworkDoes()
    {
        for (int seed = 0; seed < 100; seed++)
        {
            Random random = new(seed);
            EmbeddedLedgerOptions cluster = new() { TimeProvider = _clock, ConfirmationSlots = 1, FinalitySlots = 6 };
            MemoryLogStorage storage = EmbeddedLedger.NewStorage(cluster);
            using (EmbeddedLedger quiet = EmbeddedLedger.OpenInMemory(storage, cluster))
            {
                quiet.RequestAirdrop(_payer.PublicKey, 1_000_000_000);
                _clock.Advance(TimeSpan.FromMinutes(1));
                _ = quiet.GetSlot();
            }

            cluster.Faults = new LedgerFaultOptions
            {
                Seed = seed,
                DropProbability = 0.2,
                DelayProbability = 0.2,
                DuplicateProbability = 0.2,
                ForkProbability = 0.1,
                MaximumForkSlots = 6,
                LandAgainProbability = 0.5,
                DisconnectAfterProbability = 0.1,
                LagProbability = 0.2,
            };
            using EmbeddedLedger ledger = EmbeddedLedger.OpenInMemory(storage, cluster);
            CoreCollectionAccount? made = null;
            while (made is null)
            {
                _clock.WaitsLeft = random.Next(60);
                try
                {
                    made = await CoreCollections.EnsureAsync(ledger, Options(), Token);
                }
                catch (Exception death) when (death is ProcessDiedException or RpcException)
                {
                    _clock.WaitsLeft = -1;
                    _clock.Advance(TimeSpan.FromSeconds(random.Next(60)));
                }
            }

            _clock.WaitsLeft = -1;
            _clock.Advance(TimeSpan.FromMinutes(5));
            _ = ledger.GetSlot();
            Signature[] landed = [.. ledger.GetSignaturesForAddress(_key.PublicKey).Where(each => each.Error is null).Select(each => each.Signature)];
            Assert.Single(landed);
        }
    }

    [Fact]
    public async Task CollectionThatLetsNoneInIsRefused()
    {
        Instruction create = CoreInstructions.CreateCollection(_key.PublicKey, _payer.PublicKey, "Piwa", "ar://piwa");
        Message message = Message.CompileLegacy(_payer.PublicKey, [create], _ledger.GetLatestBlockhash().Blockhash);
        _ledger.SendTransaction(Transaction.Sign(message, _payer, _key).Bytes);
        InvalidOperationException error = await Assert.ThrowsAsync<InvalidOperationException>(async () =>
            await CoreCollections.EnsureAsync(_ledger, Options(), Token));
        Assert.Contains(_key.PublicKey.ToString(), error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task WhatCannotBePaidIsTold()
    {
        using Keypair poor = TestKeys.Pair("poor");
        _ledger.RequestAirdrop(poor.PublicKey, 1_000_000);
        CoreCollectionOptions options = Options();
        options.Payer = poor;
        await Assert.ThrowsAsync<TransactionRejectedException>(async () => await CoreCollections.EnsureAsync(_ledger, options, Token));
        Assert.Equal(1_000_000UL, _ledger.GetBalance(poor.PublicKey));
    }

    [Fact]
    public async Task OptionsAreCheckedTogether()
    {
        ArgumentException error = await Assert.ThrowsAsync<ArgumentException>(async () =>
            await CoreCollections.EnsureAsync(_ledger, new CoreCollectionOptions { PollInterval = TimeSpan.Zero, Name = null! }, Token));
        foreach (string name in (string[])["Key", "Payer", "Name", "PollInterval"])
            Assert.Contains(name, error.Message, StringComparison.Ordinal);
    }

    private CoreCollectionOptions Options() => new()
    {
        Key = _key,
        Payer = _payer,
        Name = "Piwa",
        Uri = "ar://piwa",
        UpdateAuthority = TestKeys.Key(3),
        Plugins = [new CorePlugin(CorePluginKind.PermanentFreezeDelegate)],
        TimeProvider = _clock,
    };
}
