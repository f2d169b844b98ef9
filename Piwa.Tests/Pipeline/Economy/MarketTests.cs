using Piwa.Chain.Economy;
using Piwa.Chain.Economy.Licensing;
using Piwa.Chain.Economy.Payments;
using Piwa.Chain.Keys;
using Piwa.Chain.Ledger.Assets;
using Piwa.Chain.Token;
using Piwa.Chain.Transactions;
using Piwa.Pipeline.Economy;
using Piwa.Tests.Chain;
using Piwa.Tests.Chain.Economy.Payouts;
using Piwa.Tests.Infrastructure;

namespace Piwa.Tests.Pipeline.Economy;

/// <summary>A market on a real ledger: what is paid is given, once; what is not taken goes back, once.</summary>
public sealed class MarketTests(SmallDataset dataset) : IClassFixture<SmallDataset>, IAsyncLifetime
{
    private static readonly TimeSpan QuoteTime = EconomyParameters.Default.QuoteValidity;

    private MarketUnderTest _test = null!;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => _test = await MarketUnderTest.OpenAsync(dataset.Directory, Token);

    public ValueTask DisposeAsync()
    {
        _test.Dispose();
        return ValueTask.CompletedTask;
    }

    [Fact]
    public async Task WhatIsPaidIsLicensedAndMintedToItsBuyer()
    {
        MarketOrder order = await _test.OrderAsync(Token);
        Assert.Equal(MarketOrderState.Open, (await _test.StatusAsync(order))!.State);
        Assert.True((await _test.Market.SettleAsync(Token)).IsIdle);
        _test.Pay(order);
        MarketReport report = await _test.Market.SettleAsync(Token);
        Assert.Equal((1, 1, 1, 0), (report.Payments, report.Given, report.Minted, report.Paid));

        MarketOrderStatus status = (await _test.StatusAsync(order))!;
        Assert.Equal((MarketOrderState.Done, true), (status.State, status.IsMinted));
        Licence licence = status.Licence!;
        Assert.Null(LicenceFile.FindFault(licence));
        Assert.Equal((_test.Buyer.PublicKey, _test.Market.Address, Amount.Parse(order.Price)), (licence.Buyer, licence.Market, licence.Paid));
        Assert.Equal(TimeSpan.FromDays(1).TotalMilliseconds, licence.Ends - licence.Begins);
        Assert.Equal(SmallDataset.Assets, licence.Assets);
        AssetView minted = Assert.Single(_test.Ledger.ReadAssets(assets => Enumerable.Range(0, assets.Count)))!;
        Assert.Equal((_test.Buyer.PublicKey, LicenceFile.UriOf(licence)), (minted.Leaf.Owner, _test.Ledger.ReadAssetUri(0)));
        Assert.Equal(Amount.Parse(order.Price), await EscrowAsync());
        Assert.True((await _test.Market.SettleAsync(Token)).IsIdle);
    }

    [Fact]
    public async Task PartsAddUpAndWhatIsAboveThePriceGoesBack()
    {
        MarketOrder order = await _test.OrderAsync(Token);
        Amount price = Amount.Parse(order.Price);
        _test.Pay(order, Amount.Parse("0.4"));
        await _test.Market.SettleAsync(Token);
        Assert.Equal((MarketOrderState.Open, Amount.Parse("0.4")), ((await _test.StatusAsync(order))!.State, (await _test.StatusAsync(order))!.Paid));
        _test.Pay(order, price);
        MarketReport report = await _test.Market.SettleAsync(Token);
        Assert.Equal(1, report.Paid);
        Assert.Equal(MarketUnderTest.BuyerFunds - price, _test.BalanceOf(_test.Buyer.PublicKey));
        Assert.Equal(price, await EscrowAsync());
        Assert.Equal(price, _test.BalanceOf(_test.Operator.PublicKey));
    }

    [Fact]
    public async Task TooLittleGoesBackWhenTheTimeIsOver()
    {
        MarketOrder order = await _test.OrderAsync(Token);
        _test.Pay(order, Amount.Parse("0.5"));
        await _test.Market.SettleAsync(Token);
        _test.Clock.Advance(QuoteTime + Market.PaymentGrace + TimeSpan.FromSeconds(1));
        Assert.Equal(1, (await _test.Market.SettleAsync(Token)).Paid);
        MarketOrderStatus status = (await _test.StatusAsync(order))!;
        Assert.Equal(MarketOrderState.Closed, status.State);
        Assert.Contains("0.5", status.Why, StringComparison.Ordinal);
        Assert.Equal((MarketUnderTest.BuyerFunds, Amount.Zero), (_test.BalanceOf(_test.Buyer.PublicKey), await EscrowAsync()));
    }

    [Fact]
    public async Task WhatComesTooLateGoesBackToWhoeverPaid()
    {
        MarketOrder order = await _test.OrderAsync(Token);
        _test.Clock.Advance(QuoteTime + Market.PaymentSkew + TimeSpan.FromSeconds(5));
        _test.Fund(_test.Stranger.PublicKey, Amount.OfRender(10));
        _test.Pay(order, payer: _test.Stranger);
        await _test.Market.SettleAsync(Token);
        Assert.Equal(MarketOrderState.Open, (await _test.StatusAsync(order))!.State);
        _test.Clock.Advance(Market.PaymentGrace);
        await _test.Market.SettleAsync(Token);
        Assert.Equal(MarketOrderState.Closed, (await _test.StatusAsync(order))!.State);
        Assert.Equal(Amount.OfRender(10), _test.BalanceOf(_test.Stranger.PublicKey));
    }

    [Fact]
    public async Task SecondPaymentGoesBackAndDustStays()
    {
        MarketOrder order = await _test.OrderAsync(Token);
        _test.Pay(order);
        await _test.Market.SettleAsync(Token);
        Amount after = _test.BalanceOf(_test.Buyer.PublicKey);
        _test.Clock.Advance(TimeSpan.FromSeconds(1));
        _test.Pay(order);
        _test.Pay(order, new Amount(7));
        MarketReport report = await _test.Market.SettleAsync(Token);
        Assert.Equal((2, 0, 1), (report.Payments, report.Given, report.Paid));
        Assert.Equal(after - new Amount(7), _test.BalanceOf(_test.Buyer.PublicKey));
    }

    [Fact]
    public async Task OneTransferThatNamesTwoOrdersPaysOne()
    {
        MarketOrder first = await _test.OrderAsync(Token), second = await _test.OrderAsync(Token);
        Instruction[] pay = _test.Market.RequestOf(first).ToInstructions(_test.Buyer.PublicKey);
        pay[1] = new Instruction(pay[1].ProgramId, [.. pay[1].Accounts, AccountMeta.ReadOnly(PublicKey.Parse(second.Id))], pay[1].Data);
        PayoutTestSupport.Send(_test.Ledger, [_test.Buyer], pay);
        Assert.Equal((1, 1), ((await _test.Market.SettleAsync(Token)) is var report ? (report.Payments, report.Given) : default));
        Assert.Equal(
            (MarketOrderState.Done, MarketOrderState.Open), ((await _test.StatusAsync(first))!.State, (await _test.StatusAsync(second))!.State));
    }

    [Fact]
    public async Task WhatIsPaidInAnotherTokenOrToAnotherWalletOrFailsIsNoPayment()
    {
        MarketOrder order = await _test.OrderAsync(Token);
        PaymentRequest request = _test.Market.RequestOf(order);
        using Keypair other = TestKeys.Pair("other mint");
        PayoutTestSupport.Send(
            _test.Ledger, [_test.Bank, other],
            [
                .. TokenInstructions.CreateMint(_test.Bank.PublicKey, other.PublicKey, Amount.Decimals, _test.Bank.PublicKey),
                .. PayoutTestSupport.Fund(_test.Bank.PublicKey, other.PublicKey, _test.Buyer.PublicKey, Amount.OfRender(1000)),
            ]);
        PayoutTestSupport.Send(_test.Ledger, [_test.Buyer], (request with { Mint = other.PublicKey }).ToInstructions(_test.Buyer.PublicKey));
        PayoutTestSupport.Send(_test.Ledger, [_test.Buyer], (request with { Recipient = _test.Stranger.PublicKey }).ToInstructions(_test.Buyer.PublicKey));
        Assert.Equal(0, (await _test.Market.SettleAsync(Token)).Payments);
        Assert.Equal(MarketOrderState.Open, (await _test.StatusAsync(order))!.State);
    }

    [Fact]
    public async Task RefundTakesTheLicenceBackUntilItsEpochIsClosed()
    {
        Licence licence = await _test.BuyAsync(Token), kept = await _test.BuyAsync(Token);
        string id = licence.Id.ToString();
        string token = await _test.Market.CreateTokenAsync(id, TimeSpan.FromHours(1), Token);
        await _test.Market.RefundAsync(id, "The data had a fault.", Token);
        await Assert.ThrowsAsync<MarketException>(() => _test.Market.RefundAsync(id, "Again.", Token));
        Assert.Equal(1, (await _test.Market.SettleAsync(Token)).Paid);
        Assert.Equal(MarketUnderTest.BuyerFunds - kept.Paid, _test.BalanceOf(_test.Buyer.PublicKey));
        Assert.Equal(kept.Paid, await EscrowAsync());
        MarketException refusal = await Assert.ThrowsAsync<MarketException>(() => _test.Market.ListFilesAsync(_test.Market.CheckToken(token), "small", 0, Token));
        Assert.Contains("The data had a fault.", refusal.Message, StringComparison.Ordinal);

        await CloseEpochAsync();
        await Assert.ThrowsAsync<EconomyException>(() => _test.Market.RefundAsync(kept.Id.ToString(), "Too late.", Token));
    }

    [Fact]
    public async Task EarningsAreSentOnceAndProven()
    {
        PublicKey node = TestKeys.Key(11);
        MarketOrder stake = await _test.Market.OrderStakeAsync(_test.Stranger.PublicKey, node, Amount.OfRender(50), Token);
        _test.Fund(_test.Stranger.PublicKey, Amount.OfRender(50));
        _test.Pay(stake, payer: _test.Stranger);
        await _test.BuyAsync(Token);
        MarketOrder dear = await _test.Market.OrderLicenceAsync(
            _test.Buyer.PublicKey, new LicenceSelection("small"), TimeSpan.FromDays(3650), LicencePurpose.Commercial, Token);
        _test.Pay(dear);
        await _test.Market.SettleAsync(Token);
        await CloseEpochAsync();
        MarketOrder more = await _test.OrderAsync(Token);
        _test.Pay(more);
        await _test.Market.SettleAsync(Token);
        await CloseEpochAsync(node);

        // Emissions are in the fund, and no tokens for them in the treasury: payouts wait, in order, for nothing is invented.
        MarketReport waiting = await _test.Market.SettleAsync(Token);
        MarketPayout earned = Assert.Single(waiting.Waiting, payout => payout.Cause == MarketPayoutCause.Node);
        Assert.Contains("the treasury has", Assert.Single(waiting.Troubles), StringComparison.Ordinal);
        _test.Fund(_test.Operator.PublicKey, Amount.OfRender(200_000));
        MarketReport report = await _test.Market.SettleAsync(Token);
        Assert.Empty(report.Waiting);
        Assert.Equal(Amount.Parse(earned.Amount), _test.BalanceOf(node));
        Assert.Equal(Amount.Zero, await _test.Market.ReadLedgerAsync(ledger => ledger.BalanceOf(new ValueAccount(ValueAccountKind.NodePayable, node)), Token));
        Assert.True((await _test.Market.ProvePayoutAsync(earned.Key, Token)).Verify());
        Assert.Equal(0, await _test.Market.OweEarningsAsync(Token));
        await _test.ReopenAsync(Token);
        Assert.Equal(0, (await _test.Market.SettleAsync(Token)).Paid);
        Assert.Contains(await _test.Market.PayoutsOfAsync(node, Token), each => each.IsPaid && each.Payout.Key == earned.Key);
    }

    [Fact]
    public async Task StakeIsPaidLikeALicenceAndGoesBackAfterItsDelay()
    {
        PublicKey node = TestKeys.Key(5);
        _test.Fund(_test.Stranger.PublicKey, Amount.OfRender(80));
        MarketOrder order = await _test.Market.OrderStakeAsync(_test.Stranger.PublicKey, node, Amount.OfRender(80), Token);
        _test.Pay(order, payer: _test.Stranger);
        await _test.Market.SettleAsync(Token);
        Assert.Equal(Amount.OfRender(80), await _test.Market.ReadLedgerAsync(ledger => ledger.StakeWith(node), Token));
        await _test.Market.RestakeAsync("1", _test.Stranger.PublicKey, node, TestKeys.Key(6), Amount.OfRender(30), Token);
        await Assert.ThrowsAsync<EconomyException>(() => _test.Market.UnstakeAsync("1", _test.Buyer.PublicKey, node, Amount.OfRender(1), Token));
        await _test.Market.UnstakeAsync("2", _test.Stranger.PublicKey, node, Amount.OfRender(50), Token);
        Assert.Equal(0, (await _test.Market.SettleAsync(Token)).Paid);
        _test.Clock.Advance(TimeSpan.FromDays(14));
        Assert.Equal(1, (await _test.Market.SettleAsync(Token)).Paid);
        Assert.Equal(Amount.OfRender(50), _test.BalanceOf(_test.Stranger.PublicKey));
    }

    [Fact]
    public async Task StakeAboveTheCapGoesBack()
    {
        Amount cap = Amount.OfRender(100_000);
        _test.Fund(_test.Stranger.PublicKey, cap + Amount.OfRender(1));
        MarketOrder order = await _test.Market.OrderStakeAsync(_test.Stranger.PublicKey, TestKeys.Key(5), cap + Amount.OfRender(1), Token);
        _test.Pay(order, payer: _test.Stranger);
        await _test.Market.SettleAsync(Token);
        Assert.Equal(MarketOrderState.Closed, (await _test.StatusAsync(order))!.State);
        Assert.Equal(cap + Amount.OfRender(1), _test.BalanceOf(_test.Stranger.PublicKey));
    }

    [Fact]
    public async Task FrozenRecipientIsParkedAndOthersArePaid()
    {
        MarketOrder one = await _test.OrderAsync(Token), other = await _test.OrderAsync(Token);
        _test.Fund(_test.Stranger.PublicKey, Amount.OfRender(10));
        _test.Pay(one, Amount.Parse("0.5"), _test.Stranger);
        _test.Pay(other, Amount.Parse("0.5"));
        PayoutTestSupport.Send(_test.Ledger, [_test.Bank], PayoutTestSupport.Freeze(_test.Bank.PublicKey, _test.Mint, _test.Stranger.PublicKey));
        _test.Clock.Advance(QuoteTime + Market.PaymentGrace + TimeSpan.FromSeconds(1));
        MarketReport report = await _test.Market.SettleAsync(Token);
        MarketPayout parked = Assert.Single(report.Parked);
        Assert.Equal((_test.Stranger.PublicKey.ToString(), 1), (parked.Recipient, report.Paid));
        Assert.Equal(MarketUnderTest.BuyerFunds, _test.BalanceOf(_test.Buyer.PublicKey));
        await _test.ReopenAsync(Token);
        await _test.Market.RetryAsync(parked.Key, Token);
        Assert.Single((await _test.Market.SettleAsync(Token)).Parked);
    }

    private async Task CloseEpochAsync(PublicKey? node = null)
    {
        _test.Clock.Advance(TimeSpan.FromDays(30));
        long epoch = await _test.Market.ReadLedgerAsync(ledger => ledger.Epoch, Token);
        NodeCount[] nodes = node is { } maker ? [new NodeCount(maker, SmallDataset.Assets, SmallDataset.Assets)] : [];
        await _test.Market.SettleEpochAsync(epoch, new EpochFacts(SmallDataset.Assets, nodes, [], []), Token);
    }

    private Task<Amount> EscrowAsync() => _test.Market.ReadLedgerAsync(
        ledger => ledger.BalanceOf(new ValueAccount(ValueAccountKind.Escrow, _test.Buyer.PublicKey)), Token);
}
