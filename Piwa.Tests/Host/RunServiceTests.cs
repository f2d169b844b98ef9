using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Text.RegularExpressions;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Piwa.Host.Pages;
using Piwa.Host.Serving;
using Piwa.Host.Terminal;
using Piwa.Kernels.Devices;
using Piwa.Pipeline;
using Piwa.Tests.Infrastructure;

namespace Piwa.Tests.Host;

/// <summary>A run as a service of the host, with what is around it.</summary>
public sealed partial class RunServiceTests : IDisposable
{
    private const int Terminate = 15;
    private const int SignalCode = 128;
    private const int Lines = 5;

    private readonly TemporaryDirectory _home = new();
    private readonly CancellationTokenSource _interruption = new();
    private readonly PiwaProcess _piwa;

    public RunServiceTests() => _piwa = new PiwaProcess(_home.Path);

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    public void Dispose()
    {
        _interruption.Dispose();
        _home.Dispose();
    }

    [Fact]
    public async Task ARunThatIsDoneEndsTheHostAndAllWatchersWereTold()
    {
        Watcher first = new(), second = new();
        using IHost host = Build(assets: 8, services => services.AddWatcher(_ => first).AddSingleton<IProgress<RunProgress>>(second));
        await ServiceHost.RunAsync(host);
        RunReport report = host.Services.GetRequiredService<RunService>().Report;
        SmallRun.AssertLaw(report.Progress);
        Assert.Equal((8, false), (report.Progress.Completed, report.WasCancelled));
        Assert.Equal((8, 8), (first.Last!.Completed, second.Last!.Completed));
        Assert.Same(first, host.Services.GetRequiredService<Watcher>());
    }

    [Fact]
    public async Task AnInterruptedRunDrainsAndReportsSo()
    {
        Watcher watcher = new()
        {
            Seen = progress =>
            {
                if (progress.Shards > 0)
                    _interruption.Cancel();
            },
        };
        using IHost host = Build(assets: 1_000_000, services => services.AddWatcher(_ => watcher));
        await ServiceHost.RunAsync(host);
        RunReport report = host.Services.GetRequiredService<RunService>().Report;
        SmallRun.AssertLaw(report.Progress);
        Assert.True(report.WasCancelled);
    }

    [Fact]
    public async Task ARunThatFailsEndsItsPageAndThrowsItsFault()
    {
        DeviceException fault = new("It is away.");
        Uri? page = null;
        HttpStatusCode? seen = null;
        using HttpClient client = new();
        using IHost host = Build(
            assets: 8,
            services => services.AddHostedService(_ =>
                new PageServer(_home["dataset"], null, new IPEndPoint(IPAddress.Loopback, 0), null, address => page = address)),
            options => options.OpenDevice = (_, _) =>
            {
                using HttpRequestMessage request = new(HttpMethod.Get, page);
                using HttpResponseMessage reply = client.Send(request, Stop);
                seen = reply.StatusCode;
                throw fault;
            });
        Assert.Same(fault, await Assert.ThrowsAsync<DeviceException>(() => ServiceHost.RunAsync(host)));
        Assert.Equal(HttpStatusCode.OK, seen);
        await Assert.ThrowsAsync<HttpRequestException>(() => client.GetAsync(page, Stop));
    }

    // With servers beside the run the second signal did nothing: each server had a host around it that took the signals for itself.
    [Theory]
    [InlineData]
    [InlineData("--metrics", "127.0.0.1:0", "--page", "127.0.0.1:0")]
    public async Task ASecondSignalEndsARunThatDrainsLong(params string[] servers)
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Signals are a matter of Unix.");
        Assert.SkipWhen(PiwaProcess.IsIgnored(Terminate), "Whoever started the tests has SIGTERM ignored; so does the program.");
        using Process oracle = _piwa.Start("oracle", "serve", "state", "--port", "0", "--device", "host");
        using Process run = _piwa.Start(
        [
            "generate", "--assets", "100000", "--resolution", "64", "--triangles", "600", "--shard-assets", "8", "--json",
            "--oracle", (await OracleCommandTests.AddressAsync(oracle)).OriginalString, .. servers,
        ]);
        try
        {
            // An oracle that takes shards and answers nothing: a run that drains gives it seconds for them.
            await ReadAsync(run, Committed());
            Signal("STOP", oracle);

            // What it said before may still be on its way: by the last of these, some seconds later, a shard is with the oracle.
            for (int line = 0; line < Lines; line++)
                await ReadAsync(run, Unminted());
            Signal("TERM", run);
            await ReadAsync(run, Stopping());
            Signal("TERM", run);
            (await PiwaProcess.FinishAsync(run)).Exits(SignalCode + Terminate);
        }
        finally
        {
            run.Kill();
            oracle.Kill();
        }
    }

    private static void Signal(string name, Process process)
    {
        using Process kill = Process.Start("kill", [$"-{name}", process.Id.ToString(CultureInfo.InvariantCulture)]);
        kill.WaitForExit();
    }

    private static async Task ReadAsync(Process process, Regex awaited)
    {
        while (await process.StandardOutput.ReadLineAsync(Stop) is { } line)
        {
            if (awaited.IsMatch(line))
                return;
        }

        Assert.Fail($"It ended before it said '{awaited}': {await process.StandardError.ReadToEndAsync(Stop)}");
    }

    private IHost Build(ulong assets, Action<IServiceCollection> add, Action<PiwaOptions>? change = null)
    {
        HostApplicationBuilder builder = ServiceHost.CreateBuilder(_interruption.Token);
        add(builder.Services);
        builder.Services.AddDisplay(OutputMode.Json).AddRun(new RunRequest(assets, _home["dataset"], ChainPolicy.Mint), options =>
        {
            options.OutputDirectory = _home["dataset"];
            options.WalletPath = _home["wallet.json"];
            options.Campaign = SmallRun.Campaign;
            options.Device = "host";
            options.Threads = 2;
            change?.Invoke(options);
        });
        return builder.Build();
    }

    [GeneratedRegex("\"shards\":[1-9]")]
    private static partial Regex Committed();

    [GeneratedRegex("\"unmintedShards\":([2-9]|[1-9][0-9])")]
    private static partial Regex Unminted();

    [GeneratedRegex("\"state\":\"stopping\"")]
    private static partial Regex Stopping();

    private sealed class Watcher : IProgress<RunProgress>
    {
        public RunProgress? Last { get; private set; }

        public Action<RunProgress>? Seen { get; init; }

        public void Report(RunProgress value)
        {
            Last = value;
            Seen?.Invoke(value);
        }
    }
}
