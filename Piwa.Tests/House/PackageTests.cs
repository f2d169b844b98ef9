using System.Diagnostics;
using System.IO.Compression;
using System.Xml.Linq;
using Piwa.Tests.Infrastructure;

namespace Piwa.Tests.House;

/// <summary>Packs the libraries as they are released, and runs the programs of the documents against the packages, in a project of its own.</summary>
[Collection("packing")]
public sealed class PackageTests : IDisposable
{
    private static readonly string[] Libraries = ["Piwa.Kernels", "Piwa.Chain", "Piwa.Pipeline"];

    /// <summary>The samples, and words that each says when all went well.</summary>
    private static readonly Dictionary<string, string> Samples = new()
    {
        ["Minimal"] = "its mesh is ",
        ["CustomGenerator"] = "4 corals; sound: True",
        ["CustomSink"] = "shards copied: 3",
    };

    private readonly TemporaryDirectory _home = new();

    public void Dispose() => _home.Dispose();

    [Fact]
    public async Task TheProgramsOfTheDocumentsRunAgainstThePackedPackages()
    {
        await PackAsync();
        foreach (string library in Libraries)
            CheckPackage(Assert.Single(Directory.GetFiles(_home["packages"], $"{library}.*.nupkg")));

        Directory.CreateDirectory(_home["app"]);
        string version = typeof(Piwa.Pipeline.PiwaPipeline).Assembly.GetName().Version!.ToString(3);
        await File.WriteAllTextAsync(
            _home["app/App.csproj"],
            $"""
            <Project Sdk="Microsoft.NET.Sdk">
              <PropertyGroup>
                <OutputType>Exe</OutputType>
                <TargetFramework>net10.0</TargetFramework>
                <ImplicitUsings>enable</ImplicitUsings>
                <Nullable>enable</Nullable>
                <TreatWarningsAsErrors>true</TreatWarningsAsErrors>
              </PropertyGroup>
              <ItemGroup>
                <PackageReference Include="Piwa.Pipeline" Version="{version}" />
                <PackageReference Include="Microsoft.Extensions.TimeProvider.Testing" Version="{DocumentProgram.TestingVersion}" />
                <FrameworkReference Include="Microsoft.AspNetCore.App" />
              </ItemGroup>
            </Project>
            """,
            TestContext.Current.CancellationToken);
        foreach ((string file, string text) in DocumentProgram.Files())
            await File.WriteAllTextAsync(Path.Combine(_home["app"], file), text, TestContext.Current.CancellationToken);

        string output = await RunAsync(_home["app"]);
        Assert.True(Directory.Exists(_home["cache/piwa.pipeline"]), "The package did not come from the folder.");
        Assert.All(["is sound: True", .. DocumentProgram.Says], words => Assert.Contains(words, output, StringComparison.Ordinal));
    }

    [Fact]
    public async Task TheSamplesRunAgainstThePackedPackages()
    {
        await PackAsync();
        Assert.Equal(
            Samples.Keys.Order(), Directory.GetDirectories(Path.Combine(Repository.Root, "samples")).Select(folder => Path.GetFileName(folder)).Order());
        foreach ((string sample, string expected) in Samples)
        {
            // Elsewhere: nothing of this tree is above it.
            Directory.CreateDirectory(_home[sample]);
            foreach (string file in (string[])["Program.cs", $"{sample}.csproj"])
                File.Copy(Path.Combine(Repository.Root, "samples", sample, file), Path.Combine(_home[sample], file));
            string output = await RunAsync(_home[sample]);
            Assert.Contains(expected, output, StringComparison.Ordinal);
        }

        Assert.True(Directory.Exists(_home["cache/piwa.pipeline"]), "The package did not come from the folder.");
    }

    private async Task PackAsync()
    {
        foreach (string library in Libraries)
        {
            await DotnetAsync(
                Repository.Root, "pack", Path.Combine(Repository.Root, library), "--no-build", "--configuration", Repository.Configuration,
                "--output", _home["packages"]);
        }
    }

    /// <summary>Builds and runs a program. The packages of others come from where this build has them; ours only from the folder.</summary>
    private Task<string> RunAsync(string directory)
    {
        string cache = Environment.GetEnvironmentVariable("NUGET_PACKAGES")
            ?? Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), ".nuget", "packages");
        return DotnetAsync(
            directory, "run", "--configuration", "Release", $"-p:RestorePackagesPath={_home["cache"]}", $"-p:RestoreFallbackFolders={cache}",
            $"-p:RestoreAdditionalProjectSources={_home["packages"]}");
    }

    private static void CheckPackage(string path)
    {
        using ZipArchive package = ZipFile.OpenRead(path);
        string name = Path.GetFileName(path).Split(".0.")[0];
        string[] files = [.. package.Entries.Select(entry => entry.FullName)];
        Assert.Contains($"lib/net10.0/{name}.dll", files);
        Assert.Contains($"lib/net10.0/{name}.xml", files);
        Assert.Contains("README.md", files);

        using Stream stream = package.Entries.Single(entry => entry.FullName.EndsWith(".nuspec", StringComparison.Ordinal)).Open();
        XElement metadata = XDocument.Load(stream).Root!.Elements().Single();
        string Value(string element) => metadata.Elements().Single(e => e.Name.LocalName == element).Value;
        Assert.Equal("Apache-2.0", Value("license"));
        Assert.True(Value("description").Length > 40);
        Assert.Equal("README.md", Value("readme"));
        Assert.NotEmpty(Value("tags"));
    }

    private async Task<string> DotnetAsync(string directory, params string[] arguments)
    {
        var start = new ProcessStartInfo("dotnet", arguments)
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            WorkingDirectory = directory,
        };

        // What this process was started with is no business of that one, nor is the build server's life.
        foreach (string name in (string[])["MSBUILD_EXE_PATH", "MSBuildExtensionsPath", "MSBuildSDKsPath", "MSBuildLoadMicrosoftTargetsReadOnly", "CI"])
            start.Environment.Remove(name);
        start.Environment["MSBUILDDISABLENODEREUSE"] = "1";
        start.Environment["XDG_CONFIG_HOME"] = _home["config"];
        using Process process = Process.Start(start)!;
        Task<string> output = process.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        Task<string> errors = process.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);
        Assert.True(process.ExitCode == 0, $"dotnet {string.Join(' ', arguments)}\n{await output}\n{await errors}");
        return await output;
    }
}
