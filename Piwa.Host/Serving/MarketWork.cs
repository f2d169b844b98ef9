using System.Globalization;
using Microsoft.Extensions.Hosting;
using Piwa.Chain.Rpc;
using Piwa.Pipeline.Economy;

namespace Piwa.Host.Serving;

/// <summary>Brings a market's books together again and again, and says what has come of it.</summary>
/// <param name="market">The market; stays its owner's.</param>
/// <param name="interval">How long it waits in between.</param>
/// <param name="say">Takes a line for the operator.</param>
/// <param name="time">The clock.</param>
internal sealed class MarketWork(Market market, TimeSpan interval, Action<string> say, TimeProvider time) : BackgroundService
{
    private string[] _troubles = [];

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using PeriodicTimer timer = new(interval, time);
        do
        {
            try
            {
                Tell(await market.SettleAsync(stoppingToken).ConfigureAwait(false));
            }
            catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
            {
                return;
            }
            catch (Exception fault) when (fault is RpcException or TimeoutException or HttpRequestException)
            {
                Tell([$"The chain does not answer: {fault.Message}"]);
            }
        }
        while (await WaitAsync(timer, stoppingToken).ConfigureAwait(false));
    }

    private static async Task<bool> WaitAsync(PeriodicTimer timer, CancellationToken stoppingToken)
    {
        try
        {
            return await timer.WaitForNextTickAsync(stoppingToken).ConfigureAwait(false);
        }
        catch (OperationCanceledException)
        {
            return false;
        }
    }

    private void Tell(MarketReport report)
    {
        if (!report.IsIdle)
        {
            Say(string.Create(
                CultureInfo.InvariantCulture,
                $"{report.Payments} payments came, {report.Given} orders settled, {report.Minted} licences minted, {report.Paid} payouts sent"));
        }

        Tell([.. report.Troubles, .. report.Parked.Select(parked => $"Parked: {parked.Amount} RENDER to {parked.Recipient} ({parked.Key}): {parked.Trouble}")]);
    }

    /// <summary>A trouble is told once, and again when it has been gone.</summary>
    private void Tell(string[] troubles)
    {
        foreach (string trouble in troubles.Except(_troubles))
            Say(trouble);
        _troubles = troubles;
    }

    private void Say(string line) => say(string.Create(CultureInfo.InvariantCulture, $"{time.GetUtcNow():u}  {line}"));
}
