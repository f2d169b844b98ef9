using System.Globalization;
using System.Net.WebSockets;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using System.Threading.Channels;
using Piwa.Chain.Keys;
using Piwa.Chain.Ledger.Faults;
using Piwa.Chain.Rpc;

namespace Piwa.Chain.Ledger.Serving;

/// <summary>One WebSocket connection: its subscriptions, and what is still to be sent.</summary>
/// <remarks>One lock guards the subscriptions, and is held while a question is answered, so that no notification overtakes the answer that
/// announces it. Sending has a queue and a task of its own.</remarks>
internal sealed partial class SubscriptionSession
{
    /// <summary>Bytes that wait for a connection to take them, before it is cut: four accounts of the largest size.</summary>
    private const long MaximumWaitingBytes = 64 << 20;

    private const int BufferBytes = 4096;

    private readonly EmbeddedLedger _ledger;
    private readonly SubscriptionHub _hub;
    private readonly LedgerServerOptions _options;
    private readonly JsonRpcDispatcher _dispatcher;
    private readonly Lock _gate = new();
    private readonly Channel<byte[]> _outgoing = Channel.CreateUnbounded<byte[]>();
    private readonly TaskCompletionSource _cut = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly Dictionary<ulong, Subscription> _subscriptions = [];
    private readonly Dictionary<Signature, List<Subscription>> _signatures = [];
    private readonly Dictionary<PublicKey, List<Subscription>> _accounts = [];
    private readonly List<Action> _afterAnswer = [];
    private ulong _toldSlot;
    private long _waitingBytes;

    public SubscriptionSession(EmbeddedLedger ledger, SubscriptionHub hub, LedgerServerOptions options)
    {
        _ledger = ledger;
        _hub = hub;
        _options = options;
        _dispatcher = new JsonRpcDispatcher(Methods(), options.MaximumBatch);
    }

    /// <summary>Serves until either side ends the connection.</summary>
    public async Task RunAsync(WebSocket socket, CancellationToken cancellationToken)
    {
        using CancellationTokenSource end = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        Task sending = SendAsync(socket, end.Token);
        Task receiving = ReceiveAsync(socket, end.Token);
        await Task.WhenAny(sending, receiving, _cut.Task).ConfigureAwait(false);
        await end.CancelAsync().ConfigureAwait(false);
        socket.Abort();
        await Task.WhenAll(sending, receiving).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    /// <summary>Ends the connection.</summary>
    public void Cut() => _cut.TrySetResult();

    private async Task ReceiveAsync(WebSocket socket, CancellationToken cancellationToken)
    {
        byte[] buffer = new byte[BufferBytes];
        int length = 0;
        while (true)
        {
            ValueWebSocketReceiveResult received = await socket
                .ReceiveAsync(buffer.AsMemory(length), cancellationToken).ConfigureAwait(false);
            if (received.MessageType == WebSocketMessageType.Close)
            {
                await socket.CloseOutputAsync(WebSocketCloseStatus.NormalClosure, null, cancellationToken).ConfigureAwait(false);
                return;
            }

            length += received.Count;
            if (length > _options.MaximumRequestBytes)
            {
                await socket.CloseOutputAsync(
                    WebSocketCloseStatus.MessageTooBig,
                    string.Create(CultureInfo.InvariantCulture, $"A message has at most {_options.MaximumRequestBytes} bytes."),
                    cancellationToken).ConfigureAwait(false);
                return;
            }

            if (received.EndOfMessage)
            {
                Answer(buffer.AsMemory(..length));
                length = 0;
            }
            else if (length == buffer.Length)
            {
                Array.Resize(ref buffer, 2 * length);
            }
        }
    }

    private async Task SendAsync(WebSocket socket, CancellationToken cancellationToken)
    {
        await foreach (byte[] message in _outgoing.Reader.ReadAllAsync(cancellationToken).ConfigureAwait(false))
        {
            await socket.SendAsync(message, WebSocketMessageType.Text, endOfMessage: true, cancellationToken).ConfigureAwait(false);
            Interlocked.Add(ref _waitingBytes, -message.Length);
        }
    }

    private void Answer(ReadOnlyMemory<byte> question)
    {
        lock (_gate)
        {
            CallFault? fault = _ledger.NextCall();
            if (fault is { BreaksBefore: true } or { BreaksAfter: true })
                Cut();
            if (fault is { BreaksBefore: true })
                return;
            if (_dispatcher.Handle(question) is { } answer)
                Queue(answer);
            foreach (Action action in _afterAnswer)
                action();
            _afterAnswer.Clear();
        }
    }

    private void Queue(byte[] message)
    {
        // A single message may have more: the account of the largest tree has.
        if (_outgoing.Reader.Count >= _options.MaximumBacklog
            || (Interlocked.Add(ref _waitingBytes, message.Length) > MaximumWaitingBytes && _outgoing.Reader.Count > 0))
        {
            Cut();
        }
        else
        {
            _outgoing.Writer.TryWrite(message);
        }
    }

    private void Notify<T>(Subscription subscription, T value, JsonTypeInfo<T> type)
    {
        using MemoryStream message = new();
        using (Utf8JsonWriter writer = new(message))
        {
            writer.WriteStartObject();
            writer.WriteString("jsonrpc", "2.0");
            writer.WriteString("method", subscription.Notification);
            writer.WriteStartObject("params");
            writer.WritePropertyName("result");
            JsonSerializer.Serialize(writer, value, type);
            writer.WriteNumber("subscription", subscription.Id);
            writer.WriteEndObject();
            writer.WriteEndObject();
        }

        Queue(message.ToArray());
    }

    /// <summary>What is told, about what, and how.</summary>
    private sealed record Subscription(ulong Id, string Notification)
    {
        public Signature? Signature { get; init; }

        public PublicKey? Account { get; init; }

        public Commitment Commitment { get; init; }

        public JsonRpcOptions AccountOptions { get; init; }

        public DataSlice? DataSlice { get; init; }
    }
}
