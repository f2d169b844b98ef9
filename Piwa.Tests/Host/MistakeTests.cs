using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using Piwa.Tests.Infrastructure;

namespace Piwa.Tests.Host;

/// <summary>The likeliest mistakes of an operator: the message says what to do, the exit code of which kind it is.</summary>
public sealed class MistakeTests : IDisposable
{
    private static readonly string[] Small = ["--resolution", "64", "--triangles", "600", "--shard-assets", "8"];

    private readonly TemporaryDirectory _home = new();
    private readonly PiwaProcess _piwa;

    public MistakeTests() => _piwa = new PiwaProcess(_home.Path);

    public void Dispose() => _home.Dispose();

    [Theory]
    [InlineData("verify")]
    [InlineData("repair")]
    [InlineData("replay")]
    [InlineData("inspect")]
    [InlineData("stats")]
    [InlineData("card")]
    [InlineData("export", "--asset", "1")]
    [InlineData("promote", "--assets", "1")]
    public async Task AWrongDirectory(string command, params string[] more) =>
        (await _piwa.RunAsync([command, "datasett", .. more])).Exits(1).Says("no data set in 'datasett'", "piwa generate --out datasett");

    [Fact]
    public async Task NoRoomOnTheDisk()
    {
        using Process running = _piwa.Start(["generate", "--assets", "8", "--min-free-disk", "1000000000000", .. Small]);
        string? said = await running.StandardError.ReadLineAsync(TestContext.Current.CancellationToken);
        using (Process.Start("kill", ["-TERM", running.Id.ToString(CultureInfo.InvariantCulture)]))
        {
        }

        await PiwaProcess.FinishAsync(running);
        Assert.StartsWith("waiting: the disk of dataset has", said, StringComparison.Ordinal);
        Assert.EndsWith("MB that are to stay free; make room on it", said, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("--assets", "many", "--assets is 'many'; it must be a whole number that is not negative.")]
    [InlineData("--assets", "-5", "--assets is '-5'; it must be a whole number that is not negative.")]
    [InlineData("--assets", "0", "--assets is 0; it must be at least 1.")]
    [InlineData("--shard-assets", "1e3", "--shard-assets is '1e3'; it must be a whole number.")]
    [InlineData("--max-dead-share", "half", "--max-dead-share is 'half'; it must be a number, like 0.2.")]
    [InlineData("--chain", "never", "--chain is 'never'; it must be one of mint, anchor, both.")]
    [InlineData("--preset", "piwo", "Did you mean 'piwa'?")]
    [InlineData("--preset", "zeroverze", "Did you mean 'zeroverse'?")]
    [InlineData("--channels", "color,dept", "There is no channel 'dept'. Did you mean 'depth'? There are: all, color, depth,")]
    public async Task AWrongValue(string option, string value, string expected) =>
        (await _piwa.RunAsync("generate", option, value)).Exits(2).Says(expected);

    [Fact]
    public async Task ABadWallet()
    {
        await File.WriteAllTextAsync(_home["wallet.json"], "[1,2,3]", TestContext.Current.CancellationToken);
        if (!OperatingSystem.IsWindows())
            File.SetUnixFileMode(_home["wallet.json"], UnixFileMode.UserRead | UnixFileMode.UserWrite);
        (await _piwa.RunAsync(["generate", "--wallet", "wallet.json", .. Small])).Exits(77)
            .Says("'wallet.json' is not a keypair file", "Name the right one, or restore it from a backup.");
    }

    [Fact]
    public async Task AnothersWallet()
    {
        (await _piwa.RunAsync(["generate", "--assets", "8", "--wallet", "a.json", .. Small])).Exits(0);
        (await _piwa.RunAsync(["generate", "--assets", "16", "--wallet", "b.json", .. Small])).Exits(2)
            .Says("belong to the wallet", "Give the wallet that began the data set to continue it");
    }

    [Theory]
    [InlineData("ledger", "serve", "new", "--port", "{port}")]
    [InlineData("oracle", "serve", "--port", "{port}")]
    public async Task ATakenPort(params string[] command)
    {
        using var taken = new TcpListener(IPAddress.Loopback, 0);
        taken.Start();
        string port = ((IPEndPoint)taken.LocalEndpoint).Port.ToString(CultureInfo.InvariantCulture);
        Directory.CreateDirectory(_home["new"]);
        (await _piwa.RunAsync([.. command.Select(argument => argument == "{port}" ? port : argument)])).Exits(1).Says(port, "--port");
    }

    [Fact]
    public async Task APlaceThatMayNotBeWritten()
    {
        if (OperatingSystem.IsWindows())
        {
            Assert.Skip("Windows has no file modes.");
            return;
        }

        // Root may write everywhere but where the kernel says no.
        Directory.CreateDirectory(_home["locked"], UnixFileMode.UserRead | UnixFileMode.UserExecute);
        string place = Environment.UserName == "root" ? "/sys/piwa" : _home["locked/dataset"];
        (await _piwa.RunAsync(["generate", "--out", place, .. Small])).Exits(77)
            .Says(place, "Name a place that this user", "may write to, or have its permissions mended.");
    }

    [Fact]
    public async Task AFileWhereADirectoryIsToBe()
    {
        await File.WriteAllTextAsync(_home["dataset"], "", TestContext.Current.CancellationToken);
        (await _piwa.RunAsync(["generate", .. Small])).Exits(1).Says("dataset");
    }

    [Fact]
    public async Task OtherOptionsThanTheDataSetWasBegunWith()
    {
        (await _piwa.RunAsync(["generate", "--assets", "8", .. Small])).Exits(0);
        (await _piwa.RunAsync(["generate", "--assets", "16", "--seed", "7", "--preset", "zeroverse", .. Small])).Exits(2).Says(
            "its preset is piwa, not zeroverse", "its seed is 1, not 7", "Give the same options to continue it, or another directory to begin a new one.");
    }

    /// <summary>The program's starter asks for a .NET that is not here: it says which, and where to get it.</summary>
    [Fact]
    public async Task AnOldDotnet()
    {
        foreach (string file in (string[])["piwa", "piwa.dll", "piwa.deps.json", "piwa.runtimeconfig.json"])
            File.Copy(Path.Combine(AppContext.BaseDirectory, file), _home[file]);
        string settings = await File.ReadAllTextAsync(_home["piwa.runtimeconfig.json"], TestContext.Current.CancellationToken);
        await File.WriteAllTextAsync(
            _home["piwa.runtimeconfig.json"], settings.Replace("\"10.0.0\"", "\"99.0.0\"", StringComparison.Ordinal), TestContext.Current.CancellationToken);
        using Process process = Process.Start(
            new ProcessStartInfo(_home["piwa"], ["devices"]) { RedirectStandardOutput = true, RedirectStandardError = true })!;
        PiwaResult result = await PiwaProcess.FinishAsync(process);
        result.Exits(150).Says("You must install or update .NET", "99.0.0", "aka.ms/dotnet");
    }
}
