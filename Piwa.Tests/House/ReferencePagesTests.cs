using System.Diagnostics;
using System.Reflection;
using Piwa.Pipeline;
using Piwa.Tests.Host;
using Piwa.Tests.Infrastructure;

namespace Piwa.Tests.House;

/// <summary>Makes the reference of the API, in which a warning is an error, and looks for what should be there.</summary>
[Collection("packing")]
public sealed class ReferencePagesTests : IDisposable
{
    private readonly TemporaryDirectory _home = new();

    public void Dispose() => _home.Dispose();

    [Fact]
    public async Task TheReferenceIsMadeWithoutAWarning()
    {
        // Half a minute, most of it for pages that a browser shows; links between documents and in the code are checked without.
        if (Environment.GetEnvironmentVariable("PIWA_REFERENCE") is null)
            Assert.Skip("PIWA_REFERENCE is not set: the reference is not made.");
        var start = new ProcessStartInfo("bash", ["eng/reference", _home["reference"]])
        {
            WorkingDirectory = Repository.Root,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        start.Environment["CONFIGURATION"] = Repository.Configuration;
        start.Environment["NO_BUILD"] = "1";
        using Process process = Process.Start(start)!;
        (await PiwaProcess.FinishAsync(process, commands: 3)).Exits(0);

        string[] pages =
        [
            "index.html",
            .. Document.All.Where(document => document != Document.Readme).Select(document => Path.ChangeExtension(document, ".html")),
            .. ((Type[])[typeof(Piwa.Kernels.Recipes.Recipe), typeof(Piwa.Chain.Minting.MintingLane), typeof(PiwaPipeline)])
                .SelectMany(type => type.Assembly.GetExportedTypes()).Where(type => !type.IsNested && !IsCompilers(type))
                .Select(type => $"api/{type.FullName!.Replace('`', '-')}.html"),
        ];
        string[] missing = [.. pages.Where(page => !File.Exists(Path.Combine(_home["reference"], page)))];
        Assert.Empty(missing);
        Assert.True(File.Exists(Path.Combine(_home["reference"], "docs", "graph.svg")));
    }

    /// <summary>What docfx leaves out: nothing but what the compiler made.</summary>
    private static bool IsCompilers(Type type) => type.GetCustomAttribute<System.Runtime.CompilerServices.CompilerGeneratedAttribute>() is not null;
}
