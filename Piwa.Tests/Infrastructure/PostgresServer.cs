using System.Globalization;
using Piwa.Bench.Fleet;

namespace Piwa.Tests.Infrastructure;

/// <summary>A real PostgreSQL of its own, for all tests that want one; each takes a schema of its own.</summary>
public sealed class PostgresServer : IAsyncLifetime
{
    private int _schemas;
    private PostgresProcess? _server;

    /// <summary>Why there is none; null if it runs.</summary>
    public string? Missing { get; } = PostgresProcess.Missing;

    /// <summary>How it is reached.</summary>
    public string Connection => _server!.Connection + ";Maximum Pool Size=24";

    /// <summary>A schema that no other test has.</summary>
    public string NewSchema() => string.Create(CultureInfo.InvariantCulture, $"test_{Interlocked.Increment(ref _schemas)}");

    public async ValueTask InitializeAsync()
    {
        if (Missing is null)
            _server = await PostgresProcess.CreateAsync();
    }

    /// <summary>Kills all its processes at once, as a loss of power would.</summary>
    public void Kill() => _server!.Kill();

    /// <summary>Starts it, and waits until it answers.</summary>
    public Task StartAsync() => _server!.StartAsync();

    public ValueTask DisposeAsync()
    {
        _server?.Dispose();
        return ValueTask.CompletedTask;
    }
}
