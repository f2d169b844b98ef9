using System.Diagnostics;
using System.Text.Json;
using System.Text.RegularExpressions;
using System.Xml.Linq;
using Piwa.Tests.Infrastructure;

namespace Piwa.Tests.House;

/// <summary>What is built on: docs/dependencies.md says so, the lock files and the packages prove it.</summary>
[Collection("packing")]
public sealed partial class DependencyTests
{
    private static readonly string[] Shipped = ["Piwa.Kernels", "Piwa.Chain", "Piwa.Pipeline", "Piwa.Host"];
    private static readonly string[] OfTests = ["Piwa.Tests", "Piwa.Bench"];
    private static readonly string[] Permissive = ["MIT", "Apache-2.0", "BSD-2-Clause", "BSD-3-Clause", "ISC", "PostgreSQL", "NCSA"];

    /// <summary>Packages that name no identifier of their licence, and words of the licence that they have instead.</summary>
    private static readonly Dictionary<string, (string Licence, string Words)> InAFile = new()
    {
        ["ILGPU"] = ("NCSA", "University of Illinois/NCSA"),
        ["K4os.Compression.LZ4"] = ("MIT", "github.com/MiloszKrajewski/K4os.Compression.LZ4/blob/master/LICENSE"),
        ["Apache.Arrow"] = ("Apache-2.0", "Apache License"),
        ["CommandLineParser"] = ("MIT", "The MIT License"),
        ["Microsoft.DotNet.PlatformAbstractions"] = ("MIT", "The MIT License"),
    };

    private static string Cache => Environment.GetEnvironmentVariable("NUGET_PACKAGES")
        ?? Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), ".nuget", "packages");

    [Fact]
    public void TheTablesAreWhatTheLockFilesSay()
    {
        Dictionary<string, string> shipped = Locked(Shipped), tests = Locked(OfTests);
        (string Name, string Version)[] expected =
        [
            .. shipped.OrderBy(package => package.Key, StringComparer.OrdinalIgnoreCase).Select(package => (package.Key, package.Value)),
            .. tests.Where(package => !shipped.ContainsKey(package.Key)).OrderBy(package => package.Key, StringComparer.OrdinalIgnoreCase)
                .Select(package => (package.Key, package.Value)),
        ];
        Assert.Equal(expected, Rows().Select(row => (row.Name, row.Version)));
    }

    [Fact]
    public void EveryLicenceIsPermissiveAndThePackagesOwn() =>
        Assert.All(Rows(), row =>
        {
            Assert.Contains(row.Licence, Permissive);
            Assert.Equal(LicenceOf(row.Name, row.Version), row.Licence);
        });

    [Fact]
    public async Task TheBillsOfMaterialsNameWhatIsShipped()
    {
        using TemporaryDirectory home = new();
        var start = new ProcessStartInfo("bash", ["eng/pack", home.Path])
        {
            WorkingDirectory = Repository.Root,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        start.Environment["CONFIGURATION"] = Repository.Configuration;
        using Process process = Process.Start(start)!;
        Task<string> output = process.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        string errors = await process.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);
        Assert.True(process.ExitCode == 0, $"{await output}\n{errors}");
        Assert.Equal(3, Directory.GetFiles(home.Path, "*.nupkg").Length);
        Assert.All(Shipped, project =>
        {
            using JsonDocument bill = JsonDocument.Parse(File.ReadAllBytes(Assert.Single(Directory.GetFiles(home.Path, $"{project}.*.cdx.json"))));
            HashSet<string> named = [.. bill.RootElement.GetProperty("components").EnumerateArray().Select(each => each.GetProperty("name").GetString()!)];
            Assert.Empty(Locked([project]).Keys.Except(named));
            Assert.All(
                bill.RootElement.GetProperty("components").EnumerateArray().Where(each => !Shipped.Contains(each.GetProperty("name").GetString())),
                each => Assert.Equal("SHA-512", each.GetProperty("hashes")[0].GetProperty("alg").GetString()));
        });
    }

    private static Dictionary<string, string> Locked(string[] projects)
    {
        Dictionary<string, string> packages = [];
        foreach (string project in projects)
        {
            using JsonDocument file = JsonDocument.Parse(File.ReadAllBytes(Path.Combine(Repository.Root, project, "packages.lock.json")));
            foreach (JsonProperty package in file.RootElement.GetProperty("dependencies").EnumerateObject().SelectMany(each => each.Value.EnumerateObject()))
            {
                if (package.Value.GetProperty("type").GetString() != "Project")
                    packages[package.Name] = package.Value.GetProperty("resolved").GetString()!;
            }
        }

        return packages;
    }

    private static List<(string Name, string Version, string Licence)> Rows() =>
    [
        .. File.ReadLines(Path.Combine(Repository.Root, "docs", "dependencies.md")).Select(line => Row().Match(line)).Where(match => match.Success)
            .Select(match => (match.Groups[1].Value, match.Groups[2].Value, match.Groups[3].Value)),
    ];

    private static string LicenceOf(string name, string version)
    {
        string folder = Path.Combine(Cache, name.ToLowerInvariant(), version.ToLowerInvariant());
        XElement metadata = XDocument.Load(Path.Combine(folder, $"{name.ToLowerInvariant()}.nuspec")).Root!.Elements().First();
        string? Value(string element) => metadata.Elements().FirstOrDefault(each => each.Name.LocalName == element)?.Value;
        XElement? licence = metadata.Elements().FirstOrDefault(each => each.Name.LocalName == "license");
        if (licence?.Attribute("type")?.Value == "expression")
            return licence.Value;
        (string identifier, string words) = InAFile[name];
        string text = licence is null ? Value("licenseUrl") ?? "" : File.ReadAllText(Path.Combine(folder, licence.Value));
        Assert.Contains(words, text, StringComparison.Ordinal);
        return identifier;
    }

    [GeneratedRegex(@"^\| ([\w.-]+) \| (\d[\w.-]*) \| ([\w.-]+) \|")]
    private static partial Regex Row();
}
