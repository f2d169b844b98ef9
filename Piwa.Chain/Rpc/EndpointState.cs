namespace Piwa.Chain.Rpc;

/// <summary>A node and how it has fared: one that fails rests, the longer the more often it has failed in a row.</summary>
/// <remarks>Safe to use from several threads.</remarks>
internal sealed class EndpointState(RpcEndpoint endpoint, TimeProvider clock)
{
    private const int MostDoublings = 6;

    private static readonly TimeSpan FirstRest = TimeSpan.FromMilliseconds(500);

    private readonly Lock _gate = new();
    private int _failures;
    private DateTimeOffset _restsUntil;

    public RpcEndpoint Endpoint { get; } = endpoint;

    public RequestBudget Budget { get; } = new(endpoint.RequestsPerSecond, endpoint.Burst, clock);

    /// <summary>How long the node still rests; it may be asked nevertheless where there is no other.</summary>
    public TimeSpan Rest
    {
        get
        {
            lock (_gate)
            {
                TimeSpan rest = _restsUntil - clock.GetUtcNow();
                return rest > TimeSpan.Zero ? rest : TimeSpan.Zero;
            }
        }
    }

    public void Succeeded()
    {
        lock (_gate)
        {
            _failures = 0;
            _restsUntil = default;
        }
    }

    public void Failed(RpcException error)
    {
        if (error.Kind == RpcErrorKind.RateLimited)
        {
            Budget.Close(error.RetryAfter ?? FirstRest);
            return;
        }

        // A node that does not know a method, or dislikes a question, is well.
        if (!error.IsTransient && error.Kind != RpcErrorKind.Unauthorized)
            return;
        lock (_gate)
        {
            _restsUntil = clock.GetUtcNow() + (FirstRest * (1 << Math.Min(_failures, MostDoublings)));
            _failures++;
        }
    }
}
