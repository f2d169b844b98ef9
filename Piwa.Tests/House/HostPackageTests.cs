using System.ComponentModel;
using System.Diagnostics;
using Piwa.Tests.Host;
using Piwa.Tests.Infrastructure;

namespace Piwa.Tests.House;

/// <summary>Makes the packages of the program as they are released, looks into them, and runs what they install.</summary>
[Collection("packing")]
public sealed class HostPackageTests : IDisposable
{
    private readonly TemporaryDirectory _home = new();

    public void Dispose() => _home.Dispose();

    [Fact]
    public async Task TheProgramIsPackedAsADebianPackageAndAsATool()
    {
        string package = await PackAsync();
        (await RunAsync("dpkg-deb", "--info", package))!.Exits(0).Says("Package: piwa", "Architecture: amd64", "Depends: adduser, libc6", "conffiles");
        (await RunAsync("dpkg-deb", "--extract", package, _home["root"]))!.Exits(0);
        string[] files = [.. Directory.EnumerateFiles(_home["root"], "*", SearchOption.AllDirectories).Select(file => Path.GetRelativePath(_home["root"], file))];
        Assert.Superset(
            new HashSet<string>
            {
                "etc/piwa/appsettings.json", "usr/bin/piwa", "usr/lib/piwa/piwa", "usr/lib/systemd/system/piwa.service", "usr/share/doc/piwa/copyright",
                "usr/share/bash-completion/completions/piwa", "usr/share/zsh/vendor-completions/_piwa", "usr/share/fish/vendor_completions.d/piwa.fish",
            },
            files.ToHashSet());

        // It makes a data set where no .NET is found.
        (await RunAsync(
            _home["root/usr/bin/piwa"], "generate", "--assets", "2", "--resolution", "64", "--triangles", "600", "--out", _home["set"], "--wallet",
            _home["wallet.json"], "--quiet"))!.Exits(0).Says("2 made");

        Assert.Single(Directory.GetFiles(_home["out"], "Piwa.*.nupkg"));
        (await RunAsync("dotnet", "tool", "install", "Piwa", "--tool-path", _home["tools"], "--source", _home["out"]))!.Exits(0);
        (await RunAsync(_home["tools/piwa"], "verify", _home["set"], "--samples", "1", "--device", "host", "--quiet"))!.Exits(0).Says("Sound.");
    }

    [Fact]
    public async Task SystemdRunsTheServiceAsItSays()
    {
        if (!Environment.IsPrivilegedProcess || await RunAsync("systemd-nspawn", "--version") is null || await RunAsync("debootstrap", "--version") is null)
            Assert.Skip("It needs root, systemd-nspawn (systemd-container) and debootstrap.");
        (await RunAsync("bash", Path.Combine(Repository.Root, "eng", "service"), await PackAsync()))!.Exits(0).Says("The service does as it says.");
    }

    /// <summary>Makes the packages, in the folder "out".</summary>
    /// <returns>The path of the Debian package.</returns>
    private async Task<string> PackAsync()
    {
        // Two builds of all in Release, one of them with the runtime within: some five minutes, if they are not there yet.
        if (Environment.GetEnvironmentVariable("PIWA_PACKAGING") is null)
            Assert.Skip("PIWA_PACKAGING is not set: the packages of the program are not made.");
        if (await RunAsync("dpkg-deb", "--version") is null)
            Assert.Skip("There is no dpkg-deb.");

        (await RunAsync("bash", Path.Combine(Repository.Root, "eng", "host"), _home["out"]))!.Exits(0);
        return Assert.Single(Directory.GetFiles(_home["out"], "piwa_*_amd64.deb"));
    }

    /// <summary>Runs a program; null where there is none.</summary>
    private async Task<PiwaResult?> RunAsync(string program, params string[] arguments)
    {
        var start = new ProcessStartInfo(program, arguments)
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            WorkingDirectory = _home.Path,
        };

        // What this process was started with is no business of that one, nor is the build server's life.
        PiwaProcess.Isolate(start);
        foreach (string name in (string[])["MSBUILD_EXE_PATH", "MSBuildExtensionsPath", "MSBuildSDKsPath", "MSBuildLoadMicrosoftTargetsReadOnly", "CI"])
            start.Environment.Remove(name);
        start.Environment["MSBUILDDISABLENODEREUSE"] = "1";
        if (program == _home["root/usr/bin/piwa"])
            start.Environment["DOTNET_ROOT"] = _home["nowhere"];
        try
        {
            using Process process = Process.Start(start)!;
            return await PiwaProcess.FinishAsync(process, commands: 5);
        }
        catch (Win32Exception)
        {
            return null;
        }
    }
}
