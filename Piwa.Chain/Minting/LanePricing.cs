using Piwa.Chain.Keys;
using Piwa.Chain.Rpc;

namespace Piwa.Chain.Minting;

/// <summary>What a lane bids for its place in a block: what sufficed lately for the accounts that it writes, more after transactions
/// that were not taken, and never more than its limit.</summary>
internal sealed class LanePricing(IRpcClient rpc, TreeLaneOptions options)
{
    private const double Escalation = 1.5;

    /// <summary>Bid after the first transaction that was not taken, where nobody else bids: micro-lamports a compute unit.</summary>
    private const double FirstRaise = 1_000;

    /// <summary>How long an answer serves: nodes keep the fees of 150 slots.</summary>
    private static readonly TimeSpan Lifetime = TimeSpan.FromSeconds(20);

    private long? _askedAt;
    private ulong _price;
    private double _raise;

    /// <summary>The price, in micro-lamports a compute unit.</summary>
    public async ValueTask<ulong> GetAsync(IReadOnlyList<PublicKey> writtenAccounts, CancellationToken cancellationToken)
    {
        if (_askedAt is not { } asked || options.TimeProvider.GetElapsedTime(asked) >= Lifetime)
        {
            IReadOnlyList<PrioritizationFee> fees =
                await rpc.GetRecentPrioritizationFeesAsync(writtenAccounts, cancellationToken).ConfigureAwait(false);
            _price = PrioritizationFee.Percentile(fees, options.PriorityFeePercentile);
            _askedAt = options.TimeProvider.GetTimestamp();
            _raise /= Escalation;
        }

        return (ulong)Math.Min(options.MaximumPriorityFee, _price + _raise);
    }

    /// <summary>Bids more from now on: a transaction was not taken in all its time.</summary>
    public void Raise() => _raise = Math.Min(options.MaximumPriorityFee, Math.Max(FirstRaise, (_price + _raise) * Escalation) - _price);
}
