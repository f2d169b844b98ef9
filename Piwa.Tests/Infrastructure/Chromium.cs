using System.Collections.Concurrent;
using System.Diagnostics;
using System.Net.WebSockets;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace Piwa.Tests.Infrastructure;

/// <summary>A headless Chromium, spoken with over the DevTools protocol (chromedevtools.github.io/devtools-protocol).</summary>
/// <remarks>One receiving loop; commands may be sent from several tasks.</remarks>
internal sealed partial class Chromium : IAsyncDisposable
{
    private const int MessageBytes = 64 << 20;

    private static readonly string[] Names = ["chromium", "chromium-browser", "google-chrome"];

    private readonly Process _process;
    private readonly TemporaryDirectory _profile;
    private readonly ClientWebSocket _socket = new();
    private readonly SemaphoreSlim _sending = new(1);
    private readonly ConcurrentDictionary<int, TaskCompletionSource<JsonElement>> _pending = new();
    private readonly CancellationTokenSource _end = new();
    private Task _receiving = Task.CompletedTask;
    private int _lastId;

    private Chromium(Process process, TemporaryDirectory profile)
    {
        _process = process;
        _profile = profile;
    }

    /// <summary>Told of every event: the session, the method, the parameters.</summary>
    public event Action<string, string, JsonElement>? Happened;

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    /// <summary>Starts a browser, or skips the test where there is none.</summary>
    public static async Task<Chromium> StartAsync()
    {
        string[] folders = (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries);
        string? program = Names.SelectMany(name => folders.Select(folder => Path.Combine(folder, name))).FirstOrDefault(File.Exists);
        Assert.SkipWhen(program is null, "Chromium is not installed.");
        var profile = new TemporaryDirectory();
        var start = new ProcessStartInfo(
            program!,
            [
                "--headless=new", "--remote-debugging-port=0", $"--user-data-dir={profile.Path}", "--no-first-run", "--no-default-browser-check",
                "--disable-background-networking", "--disable-component-update", "--disable-sync", "--disable-dev-shm-usage", "--no-sandbox",

                // WebGL without a GPU.
                "--use-angle=swiftshader", "--enable-unsafe-swiftshader", "about:blank",
            ])
        {
            RedirectStandardError = true,
            RedirectStandardOutput = true,
        };
        var browser = new Chromium(Process.Start(start)!, profile);
        try
        {
            await browser.ConnectAsync();
            return browser;
        }
        catch
        {
            await browser.DisposeAsync();
            throw;
        }
    }

    /// <summary>Opens a page of its own, with nothing kept from others.</summary>
    public async Task<ChromiumPage> OpenPageAsync()
    {
        string context = (await SendAsync(null, "Target.createBrowserContext", [])).GetProperty("browserContextId").GetString()!;
        string target = (await SendAsync(null, "Target.createTarget", new() { ["url"] = "about:blank", ["browserContextId"] = context }))
            .GetProperty("targetId").GetString()!;
        string session = (await SendAsync(null, "Target.attachToTarget", new() { ["targetId"] = target, ["flatten"] = true }))
            .GetProperty("sessionId").GetString()!;
        return await ChromiumPage.BeginAsync(this, session);
    }

    /// <summary>Sends a command and waits for its answer.</summary>
    public async Task<JsonElement> SendAsync(string? session, string method, JsonObject parameters)
    {
        int id = Interlocked.Increment(ref _lastId);
        var answer = new TaskCompletionSource<JsonElement>(TaskCreationOptions.RunContinuationsAsynchronously);
        _pending[id] = answer;
        var message = new JsonObject { ["id"] = id, ["method"] = method, ["params"] = parameters };
        if (session is not null)
            message["sessionId"] = session;
        await _sending.WaitAsync(Stop);
        try
        {
            await _socket.SendAsync(JsonSerializer.SerializeToUtf8Bytes(message), WebSocketMessageType.Text, endOfMessage: true, Stop);
        }
        finally
        {
            _sending.Release();
        }

        return await answer.Task.WaitAsync(TimeSpan.FromMinutes(1), Stop);
    }

    public async ValueTask DisposeAsync()
    {
        await _end.CancelAsync();
        if (!_process.HasExited)
            _process.Kill(entireProcessTree: true);
        await _process.WaitForExitAsync(CancellationToken.None);
        await _receiving;
        _process.Dispose();
        _socket.Dispose();
        _sending.Dispose();
        _end.Dispose();
        _profile.Dispose();
    }

    private async Task ConnectAsync()
    {
        Match address = Match.Empty;
        while (!address.Success)
        {
            string? line = await _process.StandardError.ReadLineAsync(Stop);
            Assert.True(line is not null, "Chromium ended before it listened.");
            address = Address().Match(line);
        }

        _ = _process.StandardError.ReadToEndAsync(CancellationToken.None);
        await _socket.ConnectAsync(new Uri(address.Groups[1].Value), Stop);
        _receiving = ReceiveAsync();
    }

    private async Task ReceiveAsync()
    {
        byte[] buffer = new byte[MessageBytes];
        try
        {
            while (true)
            {
                int length = 0;
                ValueWebSocketReceiveResult part;
                do
                {
                    part = await _socket.ReceiveAsync(buffer.AsMemory(length), _end.Token);
                    length += part.Count;
                }
                while (!part.EndOfMessage);
                if (part.MessageType == WebSocketMessageType.Close)
                    throw new WebSocketException("Chromium has closed the connection.");
                Take(JsonDocument.Parse(buffer.AsMemory(0, length).ToArray()).RootElement);
            }
        }
        catch (Exception fault) when (fault is OperationCanceledException or WebSocketException)
        {
            foreach (TaskCompletionSource<JsonElement> waiting in _pending.Values)
                waiting.TrySetException(new IOException("Chromium has gone.", fault));
        }
    }

    private void Take(JsonElement message)
    {
        if (!message.TryGetProperty("id", out JsonElement id))
        {
            string session = message.TryGetProperty("sessionId", out JsonElement own) ? own.GetString()! : "";
            Happened?.Invoke(session, message.GetProperty("method").GetString()!, message.GetProperty("params"));
        }
        else if (_pending.TryRemove(id.GetInt32(), out TaskCompletionSource<JsonElement>? waiting))
        {
            if (message.TryGetProperty("error", out JsonElement error))
                waiting.SetException(new InvalidOperationException(error.ToString()));
            else
                waiting.SetResult(message.GetProperty("result"));
        }
    }

    [GeneratedRegex(@"DevTools listening on (ws://\S+)")]
    private static partial Regex Address();
}
