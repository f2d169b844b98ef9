using Piwa.Kernels.Devices;
using Piwa.Pipeline.Verification;

namespace Piwa.Pipeline.Fleet;

/// <summary>Makes samples of other nodes' units again, one after the other, while the node makes its own.</summary>
/// <param name="fleet">The coordinator.</param>
/// <param name="node">Asks for checks.</param>
/// <param name="device">Makes assets; not disposed.</param>
/// <param name="options">How the node makes assets.</param>
internal sealed class FleetChecker(FleetClient fleet, FleetNode node, Device device, PiwaOptions options) : IDisposable
{
    private AssetRemaker? _remaker;
    private int _checks;

    /// <summary>Checks that it has done.</summary>
    public int Checks => Volatile.Read(ref _checks);

    /// <summary>Checks until the fleet has nothing more to do.</summary>
    /// <exception cref="Piwa.Chain.Requests.RequestException">The coordinator refuses.</exception>
    /// <exception cref="DeviceException">The device has failed.</exception>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        for (int misses = 0; ;)
        {
            WireWork work = await node.AskAsync(units: 0, checks: 1, cancellationToken).WaitAsync(cancellationToken).ConfigureAwait(false);
            foreach (FleetCheck check in work.Checks)
                await CheckAsync(check, cancellationToken).ConfigureAwait(false);
            if (work.IsDone)
                return;
            misses = work.Checks.Count == 0 ? misses + 1 : 0;
            if (misses == 0)
                continue;
            TimeSpan own = FleetRules.CheckPollTime(fleet.LeaseTime, misses), told = node.PauseOf(work);
            await Task.Delay(own > told ? own : told, options.TimeProvider, cancellationToken).ConfigureAwait(false);
        }
    }

    public void Dispose() => _remaker?.Dispose();

    private async Task CheckAsync(FleetCheck check, CancellationToken cancellationToken)
    {
        _remaker ??= new AssetRemaker(device, options.Campaign, options.RecipeSource(options.Campaign.CreateSource()));
        node.Checking = check;
        byte[] digests = SampleDigest.Of(check.Samples, index =>
        {
            cancellationToken.ThrowIfCancellationRequested();
            return _remaker.Hash(index);
        });
        if (await node.AnswerAsync(check, digests, cancellationToken).ConfigureAwait(false))
            Interlocked.Increment(ref _checks);
        node.Checking = null;
    }
}
