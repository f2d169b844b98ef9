using System.Text.Json;
using System.Text.Json.Nodes;

namespace Piwa.Chain.Rpc.Streaming;

/// <summary>A subscription over all its connections.</summary>
/// <remarks>A connection's reader calls <see cref="Subscribed"/>, <see cref="Accept"/> and <see cref="Lost"/>; what
/// <see cref="CatchUpAsync"/> waits for goes on beside it.</remarks>
internal abstract class StreamSubscription(string method, string unsubscribeMethod, Func<JsonArray> parameters)
{
    private readonly TaskCompletionSource _ready = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public string Method { get; } = method;

    public string UnsubscribeMethod { get; } = unsubscribeMethod;

    /// <summary>Completes when a node has subscribed us and what came before is known.</summary>
    public Task Ready => _ready.Task;

    public JsonArray Parameters() => parameters();

    /// <summary>Takes note of what a node tells.</summary>
    /// <exception cref="JsonException">It makes no sense.</exception>
    public abstract void Accept(JsonElement told);

    /// <summary>A node has subscribed us: its notifications follow, and <see cref="CatchUpAsync"/> is called next.</summary>
    public virtual void Subscribed()
    {
    }

    /// <summary>The connection is lost: no notification comes until the next <see cref="Subscribed"/>.</summary>
    public virtual void Lost()
    {
    }

    /// <summary>Asks for what may have happened before the node subscribed us, and then marks the subscription as ready. Where that takes
    /// long, the connection may be lost and another may have subscribed us meanwhile: that one has a call of its own.</summary>
    public abstract Task CatchUpAsync(CancellationToken cancellationToken);

    /// <summary>Ends the subscription for good.</summary>
    public virtual void Fail(Exception error) => _ready.TrySetException(error);

    protected void MarkReady() => _ready.TrySetResult();
}
