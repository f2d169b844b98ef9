using Microsoft.Extensions.Time.Testing;
using Piwa.Chain.Economy;
using Piwa.Chain.Economy.Licensing;
using Piwa.Chain.Economy.Payments;
using Piwa.Chain.Keys;
using Piwa.Chain.Ledger;
using Piwa.Pipeline.Economy;
using Piwa.Pipeline.Stores;
using Piwa.Tests.Chain;
using Piwa.Tests.Chain.Economy.Payouts;
using Piwa.Tests.Infrastructure;

namespace Piwa.Tests.Pipeline.Economy;

/// <summary>A market of one data set, on a ledger in memory, under a clock that stands still; a buyer who has RENDER.</summary>
internal sealed class MarketUnderTest : IDisposable
{
    public static readonly Amount BuyerFunds = Amount.OfRender(100_000);

    private readonly TemporaryDirectory _home = new();
    private readonly MarketSettings _settings;

    private MarketUnderTest(IReadOnlyDictionary<string, string> datasets, DateTimeOffset? now, IReadOnlyList<string>? validators)
    {
        Clock = new FakeTimeProvider(now ?? new DateTimeOffset(2026, 11, 28, 12, 0, 0, TimeSpan.Zero));
        Ledger = EmbeddedLedger.OpenInMemory(new EmbeddedLedgerOptions { TimeProvider = Clock, IndexAssets = true });
        foreach (Keypair wallet in (Keypair[])[Bank, Operator, Buyer, Stranger])
            Ledger.RequestAirdrop(wallet.PublicKey, 1_000_000_000_000);
        Mint = PayoutTestSupport.MakeTreasury(Ledger, Bank, Bank.PublicKey);
        Fund(Buyer.PublicKey, BuyerFunds);
        _settings = new MarketSettings("Test market", Mint.ToString(), datasets) { Validators = validators ?? [] };
    }

    public FakeTimeProvider Clock { get; }

    public Keypair Bank { get; } = TestKeys.Pair("bank");

    public Keypair Operator { get; } = TestKeys.Pair("market operator");

    public Keypair Buyer { get; } = TestKeys.Pair("buyer");

    public Keypair Stranger { get; } = TestKeys.Pair("stranger");

    public EmbeddedLedger Ledger { get; }

    public PublicKey Mint { get; }

    public Market Market { get; private set; } = null!;

    public S3StoreOptions? Store { get; init; }

    /// <summary>What a new market begins with.</summary>
    public EconomyParameters? Parameters { get; init; }

    public string Directory => _home.Path;

    public static Task<MarketUnderTest> OpenAsync(string dataset, CancellationToken cancellationToken) =>
        OpenAsync(new Dictionary<string, string> { ["small"] = dataset }, null, cancellationToken);

    public static async Task<MarketUnderTest> OpenAsync(
        IReadOnlyDictionary<string, string> datasets,
        S3StoreOptions? store,
        CancellationToken cancellationToken,
        DateTimeOffset? now = null,
        IReadOnlyList<string>? validators = null,
        EconomyParameters? parameters = null)
    {
        MarketUnderTest test = new(datasets, now, validators) { Store = store, Parameters = parameters };
        await test.ReopenAsync(cancellationToken);
        return test;
    }

    /// <summary>Ends the market, as a crash between two writes does, and opens it again.</summary>
    public async Task ReopenAsync(CancellationToken cancellationToken)
    {
        Market?.Dispose();
        Market = await Market.OpenAsync(_home.Path, _settings, Ledger, Operator, Parameters, Clock, Store, cancellationToken);
    }

    public void Fund(PublicKey owner, Amount amount) =>
        PayoutTestSupport.Send(Ledger, [Bank], PayoutTestSupport.Fund(Bank.PublicKey, Mint, owner, amount));

    public Amount BalanceOf(PublicKey owner) => PayoutTestSupport.BalanceOf(Ledger, owner, Mint);

    /// <summary>Orders all of the data set for a day.</summary>
    public Task<MarketOrder> OrderAsync(CancellationToken cancellationToken) =>
        Market.OrderLicenceAsync(Buyer.PublicKey, new LicenceSelection("small"), TimeSpan.FromDays(1), LicencePurpose.Commercial, cancellationToken);

    /// <summary>Pays an order, or another amount.</summary>
    public Signature Pay(MarketOrder order, Amount? amount = null, Keypair? payer = null)
    {
        payer ??= Buyer;
        PaymentRequest request = Market.RequestOf(order);
        return PayoutTestSupport.Send(Ledger, [payer], (request with { Amount = amount ?? request.Amount }).ToInstructions(payer.PublicKey));
    }

    /// <summary>Orders, pays and settles.</summary>
    public async Task<Licence> BuyAsync(CancellationToken cancellationToken, TimeSpan? term = null)
    {
        MarketOrder order = await Market.OrderLicenceAsync(
            Buyer.PublicKey, new LicenceSelection("small"), term ?? TimeSpan.FromDays(1), LicencePurpose.Commercial, cancellationToken);
        Pay(order);
        await Market.SettleAsync(cancellationToken);
        return (await Market.FindLicenceAsync(order.Id, cancellationToken))!;
    }

    public Task<MarketOrderStatus?> StatusAsync(MarketOrder order) => Market.FindOrderAsync(order.Id, CancellationToken.None);

    public void Dispose()
    {
        Market?.Dispose();
        Ledger.Dispose();
        foreach (Keypair wallet in (Keypair[])[Bank, Operator, Buyer, Stranger])
            wallet.Dispose();
        _home.Dispose();
    }
}
