using System.Globalization;
using Microsoft.Extensions.Hosting;
using Piwa.Chain.Economy;
using Piwa.Chain.Rpc;
using Piwa.Pipeline.Economy;
using Piwa.Pipeline.Shards;

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
                await CloseAsync(stoppingToken).ConfigureAwait(false);
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

    /// <summary>Closes the epoch when it is over. What keeps it from that is told, and tried again.</summary>
    private async Task CloseAsync(CancellationToken stoppingToken)
    {
        try
        {
            if (await market.CloseEpochAsync(stoppingToken).ConfigureAwait(false) is { } closed)
                Say($"epoch {closed.Key} is closed: {closed.Postings.Count} accounts, hash {closed.Hash}");
        }
        catch (Exception fault) when (fault is MarketException or EconomyException or ManifestException or ArgumentException or IOException)
        {
            Tell([.. _troubles, $"The epoch cannot be closed: {fault.Message}"]);
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
