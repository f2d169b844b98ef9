using Piwa.Chain.Economy;
using Piwa.Chain.Economy.Licensing;
using Piwa.Chain.Keys;
using Piwa.Pipeline.Economy;
using Piwa.Tests.Chain;
using Piwa.Tests.Chain.Minting;
using Piwa.Tests.Crashes;
using Piwa.Tests.Infrastructure;

namespace Piwa.Tests.Pipeline.Economy;

/// <summary>A market that dies before or after any line of its book: what the ledger of value and the chain have by then stays, and nothing comes to be
/// twice.</summary>
public sealed class MarketCrashTests(SmallDataset dataset) : IClassFixture<SmallDataset>
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task DeathAroundAnyLineChangesNothing()
    {
        (List<string> expected, int moments) = await RunAsync(int.MaxValue);
        Assert.InRange(moments, 40, 200);

        for (int moment = 0; moment < moments; moment++)
        {
            if (CrashSettings.Takes(moment))
                Assert.Equal(expected, (await RunAsync(moment)).Outcome);
        }
    }

    /// <summary>Buyers pay right, too much, too little and twice; one licence is taken back; stake comes and goes; an epoch is paid out.</summary>
    /// <returns>What everybody has in the end, on chain and in the ledger of value; how often the book was written.</returns>
    private async Task<(List<string> Outcome, int Moments)> RunAsync(int dying)
    {
        using MarketUnderTest test = await MarketUnderTest.OpenAsync(dataset.Directory, Token);
        int moments = 0;
        PublicKey node = TestKeys.Key(3);
        test.Fund(test.Stranger.PublicKey, Amount.OfRender(500));
        test.Fund(test.Operator.PublicKey, Amount.OfRender(200_000));
        MarketOrder right = await test.OrderAsync(Token), much = await test.OrderAsync(Token), little = await test.OrderAsync(Token), back = await test.OrderAsync(Token);
        MarketOrder stake = await test.Market.OrderStakeAsync(test.Stranger.PublicKey, node, Amount.OfRender(100), Token);
        MarketOrder dear = await test.Market.OrderLicenceAsync(
            test.Buyer.PublicKey, new LicenceSelection("small"), TimeSpan.FromDays(3650), LicencePurpose.Commercial, Token);
        test.Pay(right);
        test.Pay(much, Amount.Parse(much.Price) + Amount.OfRender(3));
        test.Pay(little, Amount.Parse("0.3"));
        test.Pay(back);
        test.Pay(dear);
        test.Pay(stake, payer: test.Stranger);
        test.Clock.Advance(TimeSpan.FromSeconds(1));
        test.Pay(right);

        await StepAsync(() => test.Market.SettleAsync(Token));
        await StepAsync(() => RefundAsync(back));
        test.Clock.Advance(TimeSpan.FromHours(2));
        await StepAsync(() => test.Market.SettleAsync(Token));
        await StepAsync(() => test.Market.UnstakeAsync("u", test.Stranger.PublicKey, node, Amount.OfRender(40), Token));
        test.Clock.Advance(TimeSpan.FromDays(30));
        EpochFacts facts = new(20, [new NodeCount(node, 20, 20)], [new WalletCount(TestKeys.Key(8), 1)], [new WalletCount(TestKeys.Key(9), 3)]);
        await StepAsync(() => test.Market.SettleEpochAsync(0, facts, Token));
        await StepAsync(() => test.Market.SettleAsync(Token));
        test.Market.Book.Fault = null;
        await test.ReopenAsync(Token);
        await test.Market.SettleAsync(Token);

        PublicKey[] wallets = [test.Buyer.PublicKey, test.Stranger.PublicKey, test.Operator.PublicKey, node, TestKeys.Key(8), TestKeys.Key(9)];
        List<string> outcome = [.. wallets.Select(wallet => test.BalanceOf(wallet).ToString())];
        outcome.AddRange(await test.Market.ReadLedgerAsync(ledger => ledger.Balances().Select(each => $"{each.Key} {each.Value}").ToArray(), Token));
        foreach (MarketOrder order in (MarketOrder[])[right, much, little, back, stake, dear])
            outcome.Add((await test.StatusAsync(order)) is { } status ? $"{status.State} {status.IsMinted} {status.WhyRevoked is not null}" : "none");
        outcome.Add($"{test.Market.Book.Licences.Count} licences, {test.Market.Book.Payouts.Count} payouts");
        return (outcome, moments);

        async Task StepAsync<T>(Func<Task<T>> step)
        {
            while (true)
            {
                test.Market.Book.Fault = () =>
                {
                    if (moments++ == dying)
                        throw new ProcessDiedException();
                };
                try
                {
                    await step();
                    return;
                }
                catch (ProcessDiedException)
                {
                    await test.ReopenAsync(Token);
                }
            }
        }

        async Task<bool> RefundAsync(MarketOrder order)
        {
            try
            {
                await test.Market.RefundAsync(order.Id, "A fault.", Token);
            }
            catch (MarketException already) when (already.Message.Contains("already", StringComparison.Ordinal))
            {
                // It was done, and nobody has heard of it.
            }

            return true;
        }
    }
}
