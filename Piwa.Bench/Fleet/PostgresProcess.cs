using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using Npgsql;

namespace Piwa.Bench.Fleet;

/// <summary>A real PostgreSQL of its own, in a directory that is there as long as it is.</summary>
/// <remarks>Not thread-safe. It ends with the process.</remarks>
internal sealed class PostgresProcess : IDisposable
{
    private const int StartAttempts = 300;

    private readonly string _home = Directory.CreateTempSubdirectory("piwa-postgres-").FullName;
    private readonly int _port = FreePort();
    private readonly string[] _settings;
    private Process? _server;

    /// <summary>Prepares a directory; nothing runs yet.</summary>
    /// <param name="settings">Settings of the server, as <c>name=value</c>.</param>
    private PostgresProcess(string[] settings) => _settings = settings;

    /// <summary>Why there can be none; null if there can.</summary>
    public static string? Missing => FindTool("initdb") is null ? "It takes a PostgreSQL server: apt-get install postgresql" : null;

    /// <summary>How it is reached.</summary>
    public string Connection => string.Create(
        CultureInfo.InvariantCulture, $"Host=127.0.0.1;Port={_port};Username=piwa;Database=postgres;Timeout=5;Command Timeout=30");

    private string Data => Path.Combine(_home, "data");

    private static string[] AsUser =>
        Environment.UserName == "root" ? ["setpriv", "--reuid=postgres", "--regid=postgres", "--clear-groups"] : [];

    /// <summary>Makes a server and starts it.</summary>
    /// <param name="settings">Settings of the server, as <c>name=value</c>.</param>
    /// <exception cref="InvalidOperationException">PostgreSQL is not installed, or does not start.</exception>
    public static async Task<PostgresProcess> CreateAsync(params string[] settings)
    {
        string initdb = FindTool("initdb") ?? throw new InvalidOperationException(Missing);
        var server = new PostgresProcess(settings);

        // It refuses to run as root.
        Directory.CreateDirectory(server.Data);
        if (Environment.UserName == "root")
        {
            await RunAsync("chown", "-R", "postgres", server._home).ConfigureAwait(false);
            await RunAsync("chmod", "755", server._home).ConfigureAwait(false);
        }

        await RunAsync([.. AsUser, initdb, "-D", server.Data, "-A", "trust", "-U", "piwa", "--no-sync", "--encoding=UTF8", "--locale=C"]).ConfigureAwait(false);
        await server.StartAsync().ConfigureAwait(false);
        AppDomain.CurrentDomain.ProcessExit += (_, _) => server.Kill();
        return server;
    }

    /// <summary>Starts it, and waits until it answers.</summary>
    public async Task StartAsync()
    {
        string[] command =
        [
            .. AsUser, FindTool("postgres")!, "-D", Data, "-h", "127.0.0.1", "-p", _port.ToString(CultureInfo.InvariantCulture), "-k", Data,
            .. _settings.SelectMany(setting => (string[])["-c", setting]),
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
                var connection = new NpgsqlConnection(Connection + ";Pooling=false");
                await using (connection.ConfigureAwait(false))
                    await connection.OpenAsync().ConfigureAwait(false);
                return;
            }
            catch (NpgsqlException) when (attempt < StartAttempts && !_server.HasExited)
            {
                await Task.Delay(100).ConfigureAwait(false);
            }
        }
    }

    /// <summary>Kills all its processes at once, as a loss of power would.</summary>
    public void Kill()
    {
        if (_server is null || _server.HasExited)
            return;
        _server.Kill(entireProcessTree: true);
        _server.WaitForExit();
    }

    /// <summary>Ends it, and deletes what it had.</summary>
    public void Dispose()
    {
        Kill();
        _server?.Dispose();
        _server = null;
        if (Directory.Exists(_home))
            Directory.Delete(_home, recursive: true);
    }

    private static string? FindTool(string name) =>
        (Directory.Exists("/usr/lib/postgresql") ? Directory.GetDirectories("/usr/lib/postgresql").OrderDescending(StringComparer.Ordinal) : Enumerable.Empty<string>())
        .Select(version => Path.Combine(version, "bin", name)).FirstOrDefault(File.Exists);

    private static async Task RunAsync(params string[] command)
    {
        using Process process = Process.Start(new ProcessStartInfo(command[0], command[1..]) { RedirectStandardError = true, RedirectStandardOutput = true })!;
        Task<string> output = process.StandardOutput.ReadToEndAsync();
        string errors = await process.StandardError.ReadToEndAsync().ConfigureAwait(false);
        await output.ConfigureAwait(false);
        await process.WaitForExitAsync().ConfigureAwait(false);
        if (process.ExitCode != 0)
            throw new InvalidOperationException($"{string.Join(' ', command)}: {errors}");
    }

    /// <summary>A free port below those that systems give to connections (of Linux from 32,768): none takes it before the server starts, or starts again.</summary>
    private static int FreePort()
    {
        const int First = 10_000, End = 32_768, Attempts = 100;
        for (int attempt = 1; ; attempt++)
        {
            int port = Random.Shared.Next(First, End);
            try
            {
                using var listener = new TcpListener(IPAddress.Loopback, port);
                listener.Start();
                return port;
            }
            catch (SocketException) when (attempt < Attempts)
            {
            }
        }
    }
}
