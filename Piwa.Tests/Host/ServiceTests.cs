using System.Diagnostics;
using System.Globalization;
using System.Net.Sockets;
using Piwa.Host.Serving;
using Piwa.Pipeline;
using Piwa.Tests.Host.Observability;
using Piwa.Tests.Infrastructure;

namespace Piwa.Tests.Host;

/// <summary>What a service manager is told, by a socket like systemd's.</summary>
public sealed class ServiceTests : IDisposable
{
    private const int Terminate = 15;

    private static readonly (string, int, double)[] Idle = [("generate", 1, 0), ("mint", 1, 0)];

    private readonly TemporaryDirectory _home = new();
    private readonly Socket? _socket;

    public ServiceTests()
    {
        if (!OperatingSystem.IsLinux())
            return;
        _socket = new Socket(AddressFamily.Unix, SocketType.Dgram, ProtocolType.Unspecified);
        _socket.Bind(new UnixDomainSocketEndPoint(_home["notify"]));
    }

    public void Dispose()
    {
        _socket?.Dispose();
        _home.Dispose();
    }

    [Fact]
    public async Task AServiceSaysThatItIsReadyLivesAndStops()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "systemd is a matter of Linux.");
        Assert.SkipWhen(PiwaProcess.IsIgnored(Terminate), "Whoever started the tests has SIGTERM ignored; so does the program.");
        Dictionary<string, string> environment = new() { ["NOTIFY_SOCKET"] = _home["notify"], ["WATCHDOG_USEC"] = "2000000" };
        using Process process = new PiwaProcess(_home.Path).Start(
            environment, "generate", "--assets", "100000", "--resolution", "64", "--triangles", "600", "--shard-assets", "8", "--quiet");
        List<string> told = [];
        while (told.Count(line => line == "WATCHDOG=1") < 2)
            told.Add(await ReceiveAsync());
        using (Process.Start("kill", ["-TERM", process.Id.ToString(CultureInfo.InvariantCulture)]))
        {
        }

        while (!told.Contains("STOPPING=1"))
            told.Add(await ReceiveAsync());
        (await PiwaProcess.FinishAsync(process)).Exits(75);
        Assert.Equal("READY=1", told[0]);
        Assert.Contains(told, line => line.StartsWith("STATUS=", StringComparison.Ordinal) && line.Contains("/100,000 assets", StringComparison.Ordinal));
    }

    [Fact]
    public void AGraphThatStandsStillGivesNoSignOfLife()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "systemd is a matter of Linux.");
        using ServiceManager manager = Find(("WATCHDOG_USEC", "4000000"))!;
        var reports = new ServiceReports(manager);
        reports.Report(At(0, 0));
        Assert.Equal(["READY=1", "STATUS=0/1,000 assets, 0.0/s, 0 shards unminted", "WATCHDOG=1"], Received());
        reports.Report(At(2, 8));
        Assert.Equal(["WATCHDOG=1"], Received());

        // Nothing moves, for minutes.
        for (int second = 3; second < 300; second++)
            reports.Report(At(second, 8));
        Assert.DoesNotContain("WATCHDOG=1", Received());

        // It waits for somebody else, and says so: that is no fault of its own.
        reports.Report(At(300, 8) with { Waiting = "the oracle is away" });
        Assert.Contains("WATCHDOG=1", Received());
        reports.Report(At(310, 16) with { IsDraining = true });
        Assert.Equal(["STOPPING=1", "STATUS=stopping; 16/1,000 assets, 0.8/s, 0 shards unminted", "WATCHDOG=1"], Received());
    }

    [Fact]
    public void OnlyOneWhomAManagerStartedTellsIt()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "systemd is a matter of Linux.");
        Assert.Null(ServiceManager.Find(_ => null, 1));
        using ServiceManager another = Find(("WATCHDOG_USEC", "4000000"), ("WATCHDOG_PID", "7"))!;
        Assert.Null(another.Watchdog);
        using ServiceManager own = Find(("WATCHDOG_USEC", "4000000"), ("WATCHDOG_PID", "1"))!;
        Assert.Equal(TimeSpan.FromSeconds(4), own.Watchdog);

        // Nobody listens there: the service goes on.
        using ServiceManager gone = ServiceManager.Find(name => name == "NOTIFY_SOCKET" ? _home["gone"] : null, 1)!;
        gone.Notify("READY=1");
        Assert.Empty(Received());
    }

    private static RunProgress At(double seconds, long made) => RunRatesTests.Progress(seconds, made, Idle);

    private ServiceManager? Find(params (string Name, string Value)[] variables) => ServiceManager.Find(
        name => name == "NOTIFY_SOCKET" ? _home["notify"] : variables.FirstOrDefault(variable => variable.Name == name).Value, 1);

    private async Task<string> ReceiveAsync()
    {
        byte[] buffer = new byte[4096];
        return System.Text.Encoding.UTF8.GetString(buffer, 0, await _socket!.ReceiveAsync(buffer, TestContext.Current.CancellationToken));
    }

    private List<string> Received()
    {
        List<string> messages = [];
        byte[] buffer = new byte[4096];
        while (_socket!.Available > 0)
            messages.Add(System.Text.Encoding.UTF8.GetString(buffer, 0, _socket.Receive(buffer)));
        return messages;
    }
}
