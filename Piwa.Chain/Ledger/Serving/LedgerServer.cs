using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Net.WebSockets;
using Piwa.Chain.Ledger.Serving.Das;
using Piwa.Chain.Rpc;

namespace Piwa.Chain.Ledger.Serving;

/// <summary>Serves an embedded ledger over HTTP and WebSocket on loopback, as a Solana node would.</summary>
/// <remarks>
/// <para>
/// What answers is a <see cref="JsonRpcDispatcher"/>, which knows no transport; this class brings it bytes. It does so with the base
/// library's HttpListener: that suffices for loopback, and ASP.NET Core would make its shared framework a condition for all who use this
/// library to mint.
/// </para>
/// <para>
/// Nothing but loopback is served, and no web page: requests that name an origin other than loopback are refused, and those of HTTP must be
/// declared as JSON, which a page cannot do unasked.
/// </para>
/// <para>
/// Where the ledger keeps an index of its assets (<see cref="EmbeddedLedgerOptions.IndexAssets"/>), DAS is served as well, the read
/// interface of digital assets.
/// </para>
/// <para>Safe to use from several threads. Whoever starts it disposes it; the ledger stays open.</para>
/// </remarks>
public sealed partial class LedgerServer : IAsyncDisposable
{
    private readonly HttpListener _listener;
    private readonly EmbeddedLedger _ledger;
    private readonly LedgerServerOptions _options;
    private readonly JsonRpcDispatcher _dispatcher;
    private readonly SubscriptionHub _hub;
    private readonly CancellationTokenSource _stop = new();
    private readonly Task _accepting;
    private int _requests;
    private int _isDisposed;

    private LedgerServer(HttpListener listener, int port, EmbeddedLedger ledger, LedgerServerOptions options)
    {
        _listener = listener;
        _ledger = ledger;
        _options = options;
        Address = new Uri(string.Create(CultureInfo.InvariantCulture, $"http://127.0.0.1:{port}"));
        WebSocketAddress = new Uri(string.Create(CultureInfo.InvariantCulture, $"ws://127.0.0.1:{port + 1}"));
        Dictionary<string, JsonRpcMethod> methods = new(new LedgerMethods(ledger).ByName, StringComparer.Ordinal);
        if (ledger.IndexesAssets)
        {
            foreach ((string name, JsonRpcMethod method) in new AssetMethods(ledger).ByName)
                methods.Add(name, method);
        }

        _dispatcher = new JsonRpcDispatcher(methods, options.MaximumBatch);
        _hub = new SubscriptionHub(ledger, options);
        _accepting = AcceptAsync();
    }

    /// <summary>Where HTTP is served.</summary>
    public Uri Address { get; }

    /// <summary>Where WebSockets are served.</summary>
    public Uri WebSocketAddress { get; }

    /// <summary>Both, for a client.</summary>
    public RpcEndpoint Endpoint => new(Address, WebSocketAddress);

    /// <summary>Starts to serve a ledger.</summary>
    /// <param name="ledger">The ledger.</param>
    /// <param name="options">How to serve it; copied.</param>
    /// <exception cref="ArgumentException">The options are invalid; the message names all violations.</exception>
    /// <exception cref="HttpListenerException">A port is taken.</exception>
    public static LedgerServer Start(EmbeddedLedger ledger, LedgerServerOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(ledger);
        LedgerServerOptions copy = (options ?? new LedgerServerOptions()).ValidatedCopy();
        HttpListener listener = Listen(copy.Port, out int port);
        return new LedgerServer(listener, port, ledger, copy);
    }

    /// <summary>Cuts all connections and stops.</summary>
    public async ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref _isDisposed, 1) != 0)
            return;
        await _stop.CancelAsync().ConfigureAwait(false);
        _listener.Abort();
        await _accepting.ConfigureAwait(false);
        await _hub.DisposeAsync().ConfigureAwait(false);
        _stop.Dispose();
    }

    /// <summary>Cuts all WebSockets, as a network may.</summary>
    internal void Disconnect() => _hub.Disconnect();

    private static HttpListener Listen(int wanted, out int port)
    {
        // HttpListener cannot choose a port itself; another process may take one between the choice and the use of it.
        const int Attempts = 20;
        for (int attempt = 1; ; attempt++)
        {
            port = wanted != 0 ? wanted : FreePort();
            HttpListener listener = new() { IgnoreWriteExceptions = true };
            try
            {
                foreach (int served in (int[])[port, port + 1])
                {
                    foreach (string host in Hosts())
                        listener.Prefixes.Add(string.Create(CultureInfo.InvariantCulture, $"http://{host}:{served}/"));
                }

                listener.Start();
                return listener;
            }
            catch (HttpListenerException) when (wanted == 0 && attempt < Attempts)
            {
                listener.Close();
            }
            catch
            {
                listener.Close();
                throw;
            }
        }
    }

    /// <summary>The names of loopback. localhost counts where it means the same address, for a listener takes a name's first one.</summary>
    private static IEnumerable<string> Hosts()
    {
        yield return "127.0.0.1";
        IPAddress[] addresses = [];
        try
        {
            addresses = Dns.GetHostAddresses("localhost");
        }
        catch (SocketException)
        {
            // A machine that does not know the name has no use for it.
        }

        if (addresses.FirstOrDefault()?.Equals(IPAddress.Loopback) == true)
            yield return "localhost";
    }

    private static int FreePort()
    {
        using TcpListener probe = new(IPAddress.Loopback, 0);
        probe.Start();
        int port = ((IPEndPoint)probe.LocalEndpoint).Port;
        return Math.Min(port, IPEndPoint.MaxPort - 1);
    }

    private async Task AcceptAsync()
    {
        List<Task> serving = [];
        while (!_stop.IsCancellationRequested)
        {
            HttpListenerContext context;
            try
            {
                context = await _listener.GetContextAsync().ConfigureAwait(false);
            }
            catch (Exception error) when (error is HttpListenerException or ObjectDisposedException or InvalidOperationException)
            {
                break;
            }

            serving.RemoveAll(task => task.IsCompleted);
            serving.Add(ServeAsync(context));
        }

        await Task.WhenAll(serving).ConfigureAwait(false);
    }

    private async Task ServeAsync(HttpListenerContext context)
    {
        await Task.Yield();
        try
        {
            if (!IsFromLoopback(context.Request))
                await RefuseAsync(context, HttpStatusCode.Forbidden, "Only pages of this machine may ask.").ConfigureAwait(false);
            else if (context.Request.IsWebSocketRequest)
                await ServeSocketAsync(context).ConfigureAwait(false);
            else
                await ServeRequestAsync(context).ConfigureAwait(false);
        }
        catch (Exception error) when (error is IOException or HttpListenerException or ObjectDisposedException or OperationCanceledException
            or WebSocketException or InvalidOperationException or ProtocolViolationException)
        {
            // The other side has gone, or this one is stopping: there is nobody to tell.
            context.Response.Abort();
        }
    }

    private static bool IsFromLoopback(HttpListenerRequest request) =>
        request.Headers["Origin"] is not { } origin || (Uri.TryCreate(origin, UriKind.Absolute, out Uri? uri) && uri.IsLoopback);
}
