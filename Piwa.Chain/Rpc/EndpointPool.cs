namespace Piwa.Chain.Rpc;

/// <summary>The nodes in order of preference.</summary>
internal sealed class EndpointPool(IEnumerable<RpcEndpoint> endpoints, TimeProvider clock)
{
    private readonly EndpointState[] _states = [.. endpoints.Select(endpoint => new EndpointState(endpoint, clock))];

    public int Count => _states.Length;

    /// <summary>Whether some node can be asked at once.</summary>
    public bool HasReady => _states.Any(IsReady);

    /// <summary>The first node that can be asked at once; if there is none, the one for which the wait is shortest.</summary>
    public EndpointState Choose() =>
        Array.Find(_states, IsReady) ?? _states.MinBy(state => state.Rest > state.Budget.Wait ? state.Rest : state.Budget.Wait)!;

    private static bool IsReady(EndpointState state) => state.Rest == TimeSpan.Zero && state.Budget.Wait == TimeSpan.Zero;
}
