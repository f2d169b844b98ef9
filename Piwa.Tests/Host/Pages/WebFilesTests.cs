using System.Security.Cryptography;
using System.Text.RegularExpressions;
using Piwa.Host.Pages;
using Piwa.Tests.House;

namespace Piwa.Tests.Host.Pages;

/// <summary>The page's files: others' are what they published, and ours ask nobody else.</summary>
public sealed partial class WebFilesTests
{
    /// <summary>SHA-256 of the files of three.js 0.182.0, as the package of npm has them.</summary>
    private static readonly Dictionary<string, string> Three = new()
    {
        ["LICENSE"] = "bfe119ea4fd413f5f7ca3fcd63adb0c4a073ed39daa2fe7d3e6b769e21272601",
        ["build/three.core.min.js"] = "e5a824c8ec97ee44aeb8ce0ab64664e1dd1777df9d0ab2345b35f9941a9fcf33",
        ["build/three.module.min.js"] = "0f860495069067a103d1df99e2bb01260f250e118ed7a50537167412ba195a0a",
        ["examples/jsm/controls/OrbitControls.js"] = "c5d5a92da069a9316344b327772486d6c1b78982ad4f2a83b9832e0a47219edd",
        ["examples/jsm/loaders/GLTFLoader.js"] = "a2d45c28c56774cc789b99154e914c34db3197f9ea2b89fee27600cc2509b14f",
        ["examples/jsm/utils/BufferGeometryUtils.js"] = "fda7e946b8e0b5ab39b779206589e7a1079a22eb24efb89d7223e03fdfb1f751",
    };

    private static string Folder => Path.Combine(Repository.Root, "Piwa.Host", "Pages", "Web");

    [Fact]
    public void TheFilesOfThreeAreThoseThatWerePublished()
    {
        string folder = Path.Combine(Folder, "three");
        string[] files = [.. Directory.GetFiles(folder, "*", SearchOption.AllDirectories).Select(file => Path.GetRelativePath(folder, file).Replace('\\', '/'))];
        Assert.Equal(Three.Keys.Order(StringComparer.Ordinal), files.Order(StringComparer.Ordinal));
        Assert.All(files, file => Assert.Equal(Three[file], Convert.ToHexStringLower(SHA256.HashData(File.ReadAllBytes(Path.Combine(folder, file))))));
    }

    [Fact]
    public void EachFileIsInTheProgramAsItIs()
    {
        var program = new WebFiles(PageServer.DatasetStart);
        foreach (string file in Directory.GetFiles(Folder, "*", SearchOption.AllDirectories))
        {
            string path = "/" + Path.GetRelativePath(Folder, file).Replace('\\', '/');
            Assert.True(program.Find(path)!.Body.Span.SequenceEqual(File.ReadAllBytes(file)), path);
        }
    }

    [Fact]
    public void OwnFilesNameNoOtherHostAndAreShort()
    {
        string[] files = Directory.GetFiles(Folder);
        Assert.True(files.Length > 10);
        Assert.All(files, file =>
        {
            string text = File.ReadAllText(file);
            Assert.DoesNotMatch(Elsewhere(), text);
            Assert.InRange(text.Split('\n').Length, 1, 400);
        });
    }

    /// <summary>Text on what is behind it has the contrast that WCAG 2.2 asks for (AA, 4.5 : 1), in both themes.</summary>
    [Theory]
    [InlineData("light")]
    [InlineData("dark")]
    public void ColoursOfTextStandOut(string theme)
    {
        string css = File.ReadAllText(Path.Combine(Folder, "page.css"));
        string block = (theme == "light" ? Light() : Dark()).Match(css).Groups[1].Value;
        Dictionary<string, string> colours = Colour().Matches(block).ToDictionary(one => one.Groups[1].Value, one => one.Groups[2].Value);
        foreach (string text in (string[])["text", "soft", "accent", "good", "bad"])
        {
            foreach (string back in (string[])["back", "panel"])
                Assert.True(Contrast(colours[text], colours[back]) >= 4.5, $"{text} on {back}: {Contrast(colours[text], colours[back]):F2}");
        }

        foreach ((string text, string back) in ((string, string)[])[("text", "sunk"), ("soft", "sunk"), ("hot", "hot-back"), ("soft", "hot-back"), ("on-accent", "accent")])
            Assert.True(Contrast(colours[text], colours[back]) >= 4.5, $"{text} on {back}: {Contrast(colours[text], colours[back]):F2}");
    }

    private static double Contrast(string a, string b)
    {
        double first = Luminance(a), second = Luminance(b);
        return (Math.Max(first, second) + 0.05) / (Math.Min(first, second) + 0.05);
    }

    /// <summary>Relative luminance as WCAG defines it.</summary>
    private static double Luminance(string colour)
    {
        byte[] rgb = Convert.FromHexString(colour);
        double[] linear = [.. rgb.Select(value => value / 255.0).Select(value => value <= 0.04045 ? value / 12.92 : Math.Pow((value + 0.055) / 1.055, 2.4))];
        return (0.2126 * linear[0]) + (0.7152 * linear[1]) + (0.0722 * linear[2]);
    }

    [GeneratedRegex(@"(https?:)?//(?!www\.w3\.org/)[a-z0-9-]+\.[a-z]")]
    private static partial Regex Elsewhere();

    [GeneratedRegex(@":root \{(.*?)\}", RegexOptions.Singleline)]
    private static partial Regex Light();

    [GeneratedRegex(@":root\[data-theme=""dark""\] \{(.*?)\}", RegexOptions.Singleline)]
    private static partial Regex Dark();

    [GeneratedRegex(@"--([a-z-]+): #([0-9a-f]{6});")]
    private static partial Regex Colour();
}
