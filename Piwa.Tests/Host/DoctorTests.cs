using System.Text.Json;
using Piwa.Tests.Infrastructure;

namespace Piwa.Tests.Host;

public sealed class DoctorTests : IDisposable
{
    private readonly TemporaryDirectory _home = new();
    private readonly PiwaProcess _piwa;

    public DoctorTests() => _piwa = new PiwaProcess(_home.Path);

    public void Dispose() => _home.Dispose();

    [Fact]
    public async Task EverythingHereIsLookedAtAndNothingIsLeftBehind()
    {
        PiwaResult result = await _piwa.RunAsync("doctor");
        Assert.True(result.ExitCode == (result.Output.Contains("fault ", StringComparison.Ordinal) ? 1 : 0), $"{result}");
        result.Says(
            "host: CPU", "opens, and its bits are right", "free at", "file system", "written and flushed", "against the monotonic clock", "clock kept",
            "the first run makes it", "free of", "file handles");
        Assert.DoesNotContain(Directory.EnumerateFileSystemEntries(_home.Path), path => !path.EndsWith(".config", StringComparison.Ordinal));
    }

    [Fact]
    public async Task JsonHasEachFinding()
    {
        using JsonDocument json = JsonDocument.Parse((await _piwa.RunAsync("doctor", "--json")).Output);
        JsonElement[] findings = [.. json.RootElement.GetProperty("findings").EnumerateArray()];
        Assert.Contains(findings, finding => finding.GetProperty("name").GetString() == "disk rate");
        Assert.All(findings, finding => Assert.Contains(finding.GetProperty("verdict").GetString(), (string[])["ok", "warning", "fault"]));
        Assert.All(findings, finding => Assert.Equal(
            finding.GetProperty("verdict").GetString() == "ok", finding.GetProperty("remedy").ValueKind == JsonValueKind.Null));
    }

    [Fact]
    public async Task FaultsAreNamedWithWhatToDo()
    {
        await File.WriteAllTextAsync(_home["dataset"], "", TestContext.Current.CancellationToken);
        await File.WriteAllTextAsync(_home["wallet.json"], "[1]", TestContext.Current.CancellationToken);
        if (!OperatingSystem.IsWindows())
            File.SetUnixFileMode(_home["wallet.json"], UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.OtherRead);

        // Nothing listens at port 1, the one of tcpmux.
        (await _piwa.RunAsync("doctor", "--wallet", "wallet.json", "--oracle", "http://127.0.0.1:1", "--rpc", "http://127.0.0.1:1")).Exits(1).Says(
            "is a file", "Name another directory with --out.", "--wallet names another.", "whether 'piwa oracle serve' runs there", "Look at --rpc");
    }

    [Fact]
    public async Task TheLedgerOpensAndANodeOfAnotherClusterIsAFault()
    {
        (await _piwa.RunAsync("generate", "--assets", "8", "--resolution", "64", "--triangles", "600", "--shard-assets", "8")).Exits(0);
        using System.Diagnostics.Process serving = _piwa.Start("ledger", "serve", "dataset", "--read-only", "--port", "0");
        try
        {
            string? address = null;
            while (address is null && await serving.StandardOutput.ReadLineAsync(TestContext.Current.CancellationToken) is { } line)
                address = line.StartsWith("HTTP", StringComparison.Ordinal) ? line.Split(' ', StringSplitOptions.RemoveEmptyEntries)[1] : null;
            Assert.NotNull(address);
            PiwaResult any = await _piwa.RunAsync("doctor", "--rpc", address);
            any.Says("opens; 1 shards are in the manifest", "is healthy, of a cluster of its own", "in '");
            (await _piwa.RunAsync("doctor", "--rpc", address, "--cluster", "mainnet")).Exits(1).Says("not of mainnet", "is lost");
        }
        finally
        {
            serving.Kill();
        }
    }
}
