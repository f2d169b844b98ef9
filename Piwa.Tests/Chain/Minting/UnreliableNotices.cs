using Piwa.Chain.Keys;
using Piwa.Chain.Rpc;
using Piwa.Chain.Rpc.Streaming;

namespace Piwa.Tests.Chain.Minting;

/// <summary>Notices that come late, or never, or of what has not happened, or with an error. Which, follows from the seed.</summary>
/// <param name="seed">Where chance starts.</param>
/// <param name="inner">Who really tells; null if nobody does.</param>
internal sealed class UnreliableNotices(int seed, IStreamingRpcClient? inner = null) : IStreamingRpcClient
{
    private static readonly TimeSpan MostLate = TimeSpan.FromMilliseconds(200);

    private readonly Random _random = new(seed);
    private readonly Lock _gate = new();
    private readonly Dictionary<string, int> _counts = [];

    /// <summary>How often each happened.</summary>
    public IReadOnlyDictionary<string, int> Counts => _counts;

    public async Task<SignatureStatus> SubscribeSignatureAsync(
        Signature signature, Commitment commitment = Commitment.Confirmed, CancellationToken cancellationToken = default)
    {
        (string kind, double part) = Draw();
        switch (kind)
        {
            case "false":
                return new SignatureStatus(Slot: 1, Error: null, commitment);
            case "failed":
                throw new InvalidOperationException("A client may throw what it likes.");
            case "lost":
                await Task.Delay(Timeout.InfiniteTimeSpan, cancellationToken);
                break;
            case "late":
                _ = await inner!.SubscribeSignatureAsync(signature, commitment, cancellationToken);
                await Task.Delay(part * MostLate, cancellationToken);
                break;
        }

        return await inner!.SubscribeSignatureAsync(signature, commitment, cancellationToken);
    }

    public ValueTask<RpcSubscription<AccountNotification>> SubscribeAccountInfoAsync(
        PublicKey account, DataSlice? dataSlice = null, Commitment commitment = Commitment.Confirmed, CancellationToken cancellationToken = default) =>
        throw new NotSupportedException();

    public ValueTask<RpcSubscription<LogsNotification>> SubscribeLogInfoAsync(
        PublicKey? mentions, Commitment commitment = Commitment.Confirmed, CancellationToken cancellationToken = default) =>
        throw new NotSupportedException();

    public ValueTask<RpcSubscription<SlotNotification>> SubscribeSlotInfoAsync(CancellationToken cancellationToken = default) =>
        throw new NotSupportedException();

    private (string Kind, double Part) Draw()
    {
        lock (_gate)
        {
            string[] kinds = inner is null ? ["false", "failed", "lost"] : ["false", "failed", "lost", "late", "sound"];
            string kind = kinds[_random.Next(kinds.Length)];
            _counts[kind] = _counts.GetValueOrDefault(kind) + 1;
            return (kind, _random.NextDouble());
        }
    }
}
