namespace Piwa.Chain.Rpc.Streaming;

/// <summary>What a node tells of one thing, as it comes. Disposing it ends the subscription.</summary>
/// <typeparam name="T">What is told.</typeparam>
public sealed class RpcSubscription<T> : IAsyncDisposable
{
    private readonly QueueSubscription<T> _subscription;
    private readonly SolanaStreamingRpcClient _client;

    internal RpcSubscription(SolanaStreamingRpcClient client, QueueSubscription<T> subscription)
    {
        _client = client;
        _subscription = subscription;
    }

    /// <summary>What has been told and not been read yet, then what is told from now on. For one reader.</summary>
    /// <param name="cancellationToken">Stops reading; the subscription stays.</param>
    /// <exception cref="RpcException">The subscription is lost.</exception>
    public IAsyncEnumerable<T> ReadAllAsync(CancellationToken cancellationToken = default) => _subscription.ReadAllAsync(cancellationToken);

    /// <summary>Ends the subscription.</summary>
    public ValueTask DisposeAsync() => _client.RemoveAsync(_subscription);
}
