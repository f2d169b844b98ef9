using Piwa.Chain.Economy;
using Piwa.Chain.Economy.Payouts;
using Piwa.Chain.Keys;
using Piwa.Chain.Minting;
using Piwa.Tests.Chain.Ledger;

namespace Piwa.Tests.Chain.Economy.Payouts;

/// <summary>What is of payouts alone; that each lands once, whatever happens, <see cref="Minting.ClusterLaneTests"/> and the schedules show of all
/// lanes.</summary>
public sealed class PayoutLaneTests : IDisposable
{
    private const int Count = 30;

    private readonly TestLedger _test = new();
    private readonly Keypair _treasury = TestKeys.Pair("treasury");
    private readonly PublicKey _mint;

    public PayoutLaneTests() => _mint = PayoutTestSupport.MakeTreasury(_test.Ledger, _test.Payer, _treasury.PublicKey);

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public void Dispose()
    {
        _treasury.Dispose();
        _test.Dispose();
    }

    [Fact]
    public async Task EachIsPaidOnceAndProven()
    {
        Payout[] payouts = PayoutTestSupport.Payouts(Count);
        using (PayoutLane lane = await OpenAsync())
        {
            Assert.Equal(0, await lane.PayAsync(0, payouts[..7], Token));
            Assert.Equal(7, await lane.PayAsync(0, payouts, Token));
        }

        using PayoutLane again = await OpenAsync();
        Assert.Equal(Count - 3, await again.PayAsync(3, payouts[3..], Token));
        await PayoutTestSupport.AssertExactlyOnceAsync(_test.Ledger, again, _mint, Count, Token);
        PayoutProof proof = await again.GetProofAsync(4, payouts[4], Token);
        Assert.True(proof.Verify());
        Assert.False((proof with { Payout = payouts[4] with { Amount = payouts[4].Amount + new Amount(1) } }).Verify());
        Assert.False((proof with { Payout = payouts[5] }).Verify());
    }

    [Fact]
    public async Task FrozenRecipientStopsTheLaneBeforeThemAndCanBeLeftOut()
    {
        Payout[] payouts = PayoutTestSupport.Payouts(6);
        _test.Send(PayoutTestSupport.Fund(_test.Payer.PublicKey, _mint, payouts[3].Recipient, new Amount(1)));
        _test.Send(PayoutTestSupport.Freeze(_test.Payer.PublicKey, _mint, payouts[3].Recipient));
        using PayoutLane lane = await OpenAsync();
        await lane.PayAsync(0, payouts[..3], Token);
        await Assert.ThrowsAsync<MintFailedException>(async () => await lane.PayAsync(3, payouts[3..], Token));
        Assert.Equal(3, lane.PaidCount);

        Assert.Equal(0, await lane.PayAsync(3, [payouts[4], payouts[5]], Token));
        Assert.Equal(5, lane.PaidCount);
        Assert.Equal(payouts[5].Amount, PayoutTestSupport.BalanceOf(_test.Ledger, payouts[5].Recipient, _mint));
        await Assert.ThrowsAsync<ForeignLeafException>(async () => await lane.PayAsync(0, payouts, Token));
    }

    [Fact]
    public async Task MoreThanThereIsIsNotPaid()
    {
        using PayoutLane lane = await OpenAsync();
        Payout[] much = [new("some", TestKeys.Key(1), new Amount(1)), new("much", TestKeys.Key(2), PayoutTestSupport.Funds)];
        await lane.PayAsync(0, much[..1], Token);
        await Assert.ThrowsAsync<MintFailedException>(async () => await lane.PayAsync(0, much, Token));
        Assert.Equal((1, Amount.Zero), (lane.PaidCount, PayoutTestSupport.BalanceOf(_test.Ledger, TestKeys.Key(2), _mint)));
    }

    [Theory]
    [InlineData("", 1)]
    [InlineData("key", 0)]
    [InlineData("key", -1)]
    public async Task WhatIsNoPayoutIsRefused(string key, long units)
    {
        using PayoutLane lane = await OpenAsync();
        await Assert.ThrowsAsync<ArgumentException>(async () => await lane.PayAsync(0, [new Payout(key, TestKeys.Key(1), new Amount(units))], Token));
        await Assert.ThrowsAsync<ArgumentException>(async () => await PayoutLane.OpenAsync(_test.Ledger, new PayoutLaneOptions(), Token));
    }

    private ValueTask<PayoutLane> OpenAsync() =>
        PayoutLane.OpenAsync(_test.Ledger, new PayoutLaneOptions { Payer = _test.Payer, Treasury = _treasury, Mint = _mint }, Token);
}
