using System.Globalization;
using System.Text.Json.Nodes;
using System.Threading.Channels;

namespace Piwa.Chain.Rpc.Streaming;

/// <summary>A subscription whose notifications wait to be read.</summary>
internal abstract class QueueSubscription<T>(
    string method, string unsubscribeMethod, Func<JsonArray> parameters, int maximumUnread)
    : StreamSubscription(method, unsubscribeMethod, parameters)
{
    // Unbounded, with a limit of our own: a reader that falls behind gets an error, not a silent gap.
    private readonly Channel<T> _unread = Channel.CreateUnbounded<T>();

    public IAsyncEnumerable<T> ReadAllAsync(CancellationToken cancellationToken) => _unread.Reader.ReadAllAsync(cancellationToken);

    protected int MaximumUnread { get; } = maximumUnread;

    public override void Fail(Exception error)
    {
        base.Fail(error);
        _unread.Writer.TryComplete(error);
    }

    /// <summary>Ends the subscription without an error.</summary>
    public void Complete() => _unread.Writer.TryComplete();

    protected void Add(T notification)
    {
        if (_unread.Reader.Count < MaximumUnread)
            _unread.Writer.TryWrite(notification);
        else
            Overflow();
    }

    /// <summary>Ends the subscription: more has come than may wait.</summary>
    protected void Overflow() => Fail(new RpcException(
        string.Create(CultureInfo.InvariantCulture, $"{MaximumUnread} notifications wait to be read. Read faster.")));
}
