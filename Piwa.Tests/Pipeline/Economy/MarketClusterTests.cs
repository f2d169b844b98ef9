using Piwa.Chain.Economy;
using Piwa.Chain.Economy.Licensing;
using Piwa.Chain.Economy.Payments;
using Piwa.Chain.Keys;
using Piwa.Chain.Ledger;
using Piwa.Chain.Ledger.Serving;
using Piwa.Chain.Rpc;
using Piwa.Pipeline.Economy;
using Piwa.Tests.Chain;
using Piwa.Tests.Chain.Economy.Payouts;
using Piwa.Tests.Chain.Minting.Schedules;
using Piwa.Tests.Infrastructure;

namespace Piwa.Tests.Pipeline.Economy;

/// <summary>A market on a cluster: over JSON-RPC, where what is confirmed is not final, and a journal says what was sent.</summary>
public sealed class MarketClusterTests(SmallDataset dataset) : IClassFixture<SmallDataset>, IAsyncLifetime
{
    private const int FinalitySlots = 8;

    private readonly SimulatedClock _clock = new();
    private readonly TemporaryDirectory _home = new();
    private readonly Keypair _operator = TestKeys.Pair("market operator"), _buyer = TestKeys.Pair("buyer");
    private EmbeddedLedger _ledger = null!;
    private LedgerServer _server = null!;
    private SolanaRpcClient _rpc = null!;
    private MarketSettings _settings = null!;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public ValueTask InitializeAsync()
    {
        _ledger = EmbeddedLedger.OpenInMemory(new EmbeddedLedgerOptions { TimeProvider = _clock, ConfirmationSlots = 1, FinalitySlots = FinalitySlots });
        foreach (Keypair wallet in (Keypair[])[_operator, _buyer])
            _ledger.RequestAirdrop(wallet.PublicKey, 1_000_000_000_000);
        PublicKey mint = PayoutTestSupport.MakeTreasury(_ledger, _buyer, _buyer.PublicKey);
        Settle();
        _server = LedgerServer.Start(_ledger, new LedgerServerOptions { Port = 0 });
        _rpc = new SolanaRpcClient(new RpcClientOptions { Endpoints = [_server.Endpoint] });
        _settings = new MarketSettings("Cluster", mint.ToString(), new Dictionary<string, string> { ["small"] = dataset.Directory });
        return ValueTask.CompletedTask;
    }

    public async ValueTask DisposeAsync()
    {
        _rpc.Dispose();
        await _server.DisposeAsync();
        _ledger.Dispose();
        _operator.Dispose();
        _buyer.Dispose();
        _home.Dispose();
    }

    [Fact]
    public async Task PaymentCountsOnceItIsFinalAndWhatIsOwedIsSentOnceOverTheNetwork()
    {
        MarketOrder order;
        using (Market market = await OpenAsync())
        {
            order = await market.OrderLicenceAsync(
                _buyer.PublicKey, new LicenceSelection("small"), TimeSpan.FromDays(1), LicencePurpose.Commercial, Token);
            PaymentRequest request = market.RequestOf(order);
            PayoutTestSupport.Send(_ledger, [_buyer], (request with { Amount = request.Amount + Amount.OfRender(3) }).ToInstructions(_buyer.PublicKey));
            Assert.Equal(0, (await market.SettleAsync(Token)).Payments);
            Settle();
            MarketReport report = await market.SettleAsync(Token);
            Assert.Equal((1, 1, 1, 1), (report.Payments, report.Given, report.Minted, report.Paid));
        }

        using Market again = await OpenAsync();
        Assert.True((await again.SettleAsync(Token)).IsIdle);
        MarketOrderStatus status = (await again.FindOrderAsync(order.Id, Token))!;
        Assert.Equal((MarketOrderState.Done, true), (status.State, status.IsMinted));
        Settle();
        Assert.Equal(
            PayoutTestSupport.Funds - Amount.Parse(order.Price), PayoutTestSupport.BalanceOf(_ledger, _buyer.PublicKey, again.Mint));
        Assert.True((await again.ProvePayoutAsync("surplus:" + order.Id, Token)).Verify());

        // An auditor asks the chain, and nobody else.
        MarketEvidence evidence = new(_home.Path, _rpc, again.Address, again.Mint);
        Assert.Null(await evidence.FindPaymentFaultAsync(order.Id, _buyer.PublicKey, Amount.Parse(order.Price), Token));
        Assert.NotNull(await evidence.FindPaymentFaultAsync(order.Id, _buyer.PublicKey, Amount.OfRender(100), Token));
        Assert.NotNull(await evidence.FindPaymentFaultAsync(TestKeys.Key(1).ToString(), _buyer.PublicKey, new Amount(1), Token));
        Assert.Null(await evidence.FindPayoutFaultAsync("surplus:" + order.Id, _buyer.PublicKey, Amount.OfRender(3), Token));
        Assert.NotNull(await evidence.FindPayoutFaultAsync("surplus:" + order.Id, _buyer.PublicKey, Amount.OfRender(4), Token));
        Assert.NotNull(await evidence.FindPayoutFaultAsync("surplus:none", _buyer.PublicKey, Amount.OfRender(3), Token));
    }

    private Task<Market> OpenAsync() => Market.OpenAsync(_home.Path, _settings, _rpc, _operator, null, _clock, cancellationToken: Token);

    /// <summary>Lets slots pass until all that has landed is final.</summary>
    private void Settle()
    {
        _clock.Advance((FinalitySlots + 2) * _ledger.SlotDuration);
        _ = _ledger.GetSlot();
    }
}
