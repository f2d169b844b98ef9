namespace Piwa.Tests.Chain.Ledger;

/// <summary>Lets the slots of a cluster pass until it is disposed.</summary>
internal sealed class PassingSlots : IAsyncDisposable
{
    private static readonly TimeSpan RealSlot = TimeSpan.FromMilliseconds(10);

    private readonly CancellationTokenSource _stop = new();
    private readonly Task _passing;

    public PassingSlots(TestCluster cluster, Action? atEach = null) => _passing = PassAsync(cluster, atEach, _stop.Token);

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _passing.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        _stop.Dispose();
    }

    private static async Task PassAsync(TestCluster cluster, Action? atEach, CancellationToken cancellationToken)
    {
        while (true)
        {
            await Task.Delay(RealSlot, cancellationToken);
            cluster.Advance();
            atEach?.Invoke();
        }
    }
}
