using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using Npgsql;

namespace Piwa.Tests.Infrastructure;

/// <summary>A real PostgreSQL of its own, for all tests that want one; each takes a schema of its own.</summary>
public sealed class PostgresServer : IAsyncLifetime
{
    private readonly TemporaryDirectory _home = new();
    private readonly int _port = FreePort();
    private int _schemas;
    private Process? _server;

    /// <summary>Why there is none; null if it runs.</summary>
    public string? Missing { get; private set; }

    /// <summary>How it is reached.</summary>
    public string Connection => string.Create(
        CultureInfo.InvariantCulture, $"Host=127.0.0.1;Port={_port};Username=piwa;Database=postgres;Timeout=5;Command Timeout=30;Maximum Pool Size=24");

    /// <summary>A schema that no other test has.</summary>
    public string NewSchema() => string.Create(CultureInfo.InvariantCulture, $"test_{Interlocked.Increment(ref _schemas)}");

    public async ValueTask InitializeAsync()
    {
        if (FindTool("initdb") is not { } initdb)
        {
            Missing = "It takes a PostgreSQL server: apt-get install postgresql";
            return;
        }

        // It refuses to run as root.
        string data = _home["data"];
        Directory.CreateDirectory(data);
        if (Environment.UserName == "root")
        {
            await RunAsync("chown", "-R", "postgres", _home.Path);
            await RunAsync("chmod", "755", _home.Path);
        }

        await RunAsync([.. AsUser, initdb, "-D", data, "-A", "trust", "-U", "piwa", "--no-sync", "--encoding=UTF8", "--locale=C"]);
        await StartAsync();
        AppDomain.CurrentDomain.ProcessExit += (_, _) => Kill();
    }

    /// <summary>Kills all its processes at once, as a loss of power would.</summary>
    public void Kill()
    {
        if (_server is null || _server.HasExited)
            return;
        _server.Kill(entireProcessTree: true);
        _server.WaitForExit();
    }

    /// <summary>Starts it, and waits until it answers.</summary>
    public async Task StartAsync()
    {
        string[] command =
        [
            .. AsUser, FindTool("postgres")!, "-D", _home["data"], "-h", "127.0.0.1", "-p", _port.ToString(CultureInfo.InvariantCulture), "-k", _home["data"],
        ];
        _server?.Dispose();
        _server = Process.Start(new ProcessStartInfo(command[0], command[1..]) { RedirectStandardError = true, RedirectStandardOutput = true })!;
        _server.OutputDataReceived += (_, _) => { };
        _server.ErrorDataReceived += (_, _) => { };
        _server.BeginOutputReadLine();
        _server.BeginErrorReadLine();
        for (int attempt = 0; ; attempt++)
        {
            try
            {
                await using var connection = new NpgsqlConnection(Connection + ";Pooling=false");
                await connection.OpenAsync();
                return;
            }
            catch (NpgsqlException) when (attempt < 300 && !_server.HasExited)
            {
                await Task.Delay(100);
            }
        }
    }

    public ValueTask DisposeAsync()
    {
        Kill();
        _server?.Dispose();
        _server = null;
        _home.Dispose();
        return ValueTask.CompletedTask;
    }

    private static string[] AsUser =>
        Environment.UserName == "root" ? ["setpriv", "--reuid=postgres", "--regid=postgres", "--clear-groups"] : [];

    private static string? FindTool(string name) =>
        (Directory.Exists("/usr/lib/postgresql") ? Directory.GetDirectories("/usr/lib/postgresql").OrderDescending(StringComparer.Ordinal) : Enumerable.Empty<string>())
        .Select(version => Path.Combine(version, "bin", name)).FirstOrDefault(File.Exists);

    private static async Task RunAsync(params string[] command)
    {
        using Process process = Process.Start(new ProcessStartInfo(command[0], command[1..]) { RedirectStandardError = true, RedirectStandardOutput = true })!;
        Task<string> output = process.StandardOutput.ReadToEndAsync();
        string errors = await process.StandardError.ReadToEndAsync();
        await output;
        await process.WaitForExitAsync();
        if (process.ExitCode != 0)
            throw new InvalidOperationException($"{string.Join(' ', command)}: {errors}");
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
