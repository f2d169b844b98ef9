using System.Text.Json.Nodes;
using System.Text.Json.Serialization.Metadata;
using Polly;

namespace Piwa.Chain.Rpc;

/// <summary>Asks Solana nodes over HTTP, in JSON-RPC.</summary>
/// <remarks>
/// <para>
/// A question goes to the first of the nodes that is well and has room. Where that fails for a reason that may pass, the next node is
/// asked at once, and after a pause any; sending a transaction again is harmless, for its bytes are the same. A node that answers 429 is
/// left alone as long as it asks; one that fails rests, longer each time. Nodes may stand at different slots: see <see
/// cref="IRpcClient.GetSignatureStatusesAsync"/>.
/// </para>
/// <para>
/// No message of an exception names more of a node than scheme, host and port. .NET's own traces of HTTP show paths to those who listen to
/// them: put keys into headers where traces are kept.
/// </para>
/// <para>Safe to use from several threads. Whoever creates it disposes it.</para>
/// </remarks>
public sealed partial class SolanaRpcClient : IRpcClient, IDisposable
{
    private readonly RpcClientOptions _options;
    private readonly JsonRpcTransport _transport;
    private readonly EndpointPool _pool;
    private readonly ResiliencePipeline _retry;

    /// <summary>Prepares to ask nodes; nothing is sent yet.</summary>
    /// <param name="options">How to reach them; copied.</param>
    /// <exception cref="ArgumentException">The options are invalid; the message names all violations.</exception>
    public SolanaRpcClient(RpcClientOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        _options = options.ValidatedCopy();
        _pool = new EndpointPool(_options.Endpoints, _options.TimeProvider);
        _transport = new JsonRpcTransport(_options);
        _retry = RetryPolicy.Create(
            _options.MaximumAttempts,
            _options.RetryDelay,
            _options.MaximumRetryDelay,
            _options.JitterSeed,
            _options.TimeProvider,
            IsWorthAnother,
            PauseAfter);
    }

    /// <summary>Prepares to ask one node, with everything as it is by default.</summary>
    /// <param name="address">The node's http or https address.</param>
    public SolanaRpcClient(Uri address)
        : this(new RpcClientOptions { Endpoints = [new RpcEndpoint(address)] })
    {
    }

    /// <summary>Closes the connections.</summary>
    public void Dispose() => _transport.Dispose();

    /// <summary>Each other node gets its turn before anybody waits; a node that must be left alone is waited for by its budget.</summary>
    private TimeSpan? PauseAfter(int attempt, RpcException? error)
    {
        bool isHandedOn = attempt < _pool.Count - 1 && _pool.HasReady;
        bool isBudgeted = error is { Kind: RpcErrorKind.RateLimited, RetryAfter: not null };
        return isHandedOn || isBudgeted ? TimeSpan.Zero : null;
    }

    /// <summary>Another node may want another key; a pause that nobody waits for is an error unless another node has room.</summary>
    private bool IsWorthAnother(RpcException error) => error.Kind switch
    {
        RpcErrorKind.Unauthorized => _pool.Count > 1,
        RpcErrorKind.RateLimited => !(error.RetryAfter > _options.MaximumWait) || _pool.HasReady,
        _ => error.IsTransient,
    };

    private ValueTask<T> AskAsync<T>(
        string method, Func<JsonArray> parameters, JsonTypeInfo<T> answer, CancellationToken cancellationToken) =>
        AskAsync(method, parameters, answer, check: null, cancellationToken);

    /// <summary>Asks until there is an answer.</summary>
    /// <param name="method">The method's name.</param>
    /// <param name="parameters">Its parameters, made anew for each attempt.</param>
    /// <param name="answer">How to read the answer.</param>
    /// <param name="check">Says what is wrong with an answer, if anything.</param>
    /// <param name="cancellationToken">Gives up.</param>
    private ValueTask<T> AskAsync<T>(
        string method,
        Func<JsonArray> parameters,
        JsonTypeInfo<T> answer,
        Func<RpcEndpoint, T, RpcException?>? check,
        CancellationToken cancellationToken) =>
        _retry.ExecuteAsync(
            static (state, token) => state.Client.AttemptAsync(state.method, state.parameters(), state.answer, state.check, token),
            (Client: this, method, parameters, answer, check),
            cancellationToken);

    private async ValueTask<T> AttemptAsync<T>(
        string method,
        JsonArray parameters,
        JsonTypeInfo<T> answer,
        Func<RpcEndpoint, T, RpcException?>? check,
        CancellationToken cancellationToken)
    {
        EndpointState state = _pool.Choose();
        if (!await state.Budget.TryTakeAsync(_options.MaximumWait, cancellationToken).ConfigureAwait(false))
        {
            throw new RpcException(
                RpcErrorKind.RateLimited,
                $"{state.Endpoint} takes no request for {state.Budget.Wait} more, which is longer than MaximumWait = "
                + $"{_options.MaximumWait}. Ask less often, or name another node.")
            {
                RetryAfter = state.Budget.Wait,
            };
        }

        try
        {
            T result = await _transport.AskAsync(state.Endpoint, method, parameters, answer, cancellationToken).ConfigureAwait(false);
            if (check?.Invoke(state.Endpoint, result) is { } error)
                throw error;
            state.Succeeded();
            return result;
        }
        catch (RpcException error)
        {
            state.Failed(error);
            throw;
        }
    }
}
