using System.Text.Json;
using System.Text.RegularExpressions;
using Piwa.Pipeline.Shards;
using Piwa.Tests.Infrastructure;

namespace Piwa.Tests.Packaging;

/// <summary>
/// What the specification of Croissant 1.1 requires (mlcommons/croissant, <c>docs/croissant-spec-1.1.md</c>). Its reference reader,
/// mlcroissant, is a package of Python's index, which the tests do not use.
/// </summary>
public sealed class CroissantTests(SmallDataset dataset) : IClassFixture<SmallDataset>
{
    /// <summary>Properties by class: of the data set as its section "Required" lists them, of the rest as their tables and mlcroissant do.</summary>
    private static readonly Dictionary<string, string[]> Required = new()
    {
        ["sc:Dataset"] = ["@context", "conformsTo", "name", "description", "license", "url", "creator", "datePublished", "distribution"],
        ["sc:Organization"] = ["name"],
        ["sc:CreativeWork"] = ["name"],
        ["cr:FileObject"] = ["@id", "name", "contentUrl", "contentSize", "encodingFormat", "sha256"],
        ["cr:FileSet"] = ["@id", "name", "encodingFormat", "includes"],
        ["cr:RecordSet"] = ["@id", "name", "key", "field"],
        ["cr:Field"] = ["@id", "name", "description", "dataType", "source"],
        ["prov:Activity"] = ["prov:label"],
    };

    private readonly CroissantDocument _document = CroissantDocument.Read(dataset.Directory);

    [Fact]
    public void EveryObjectHasWhatItsClassRequires()
    {
        foreach ((_, JsonElement element) in _document.Objects().Where(item => item.Element.TryGetProperty("@type", out _)))
        {
            foreach (string property in Required[CroissantDocument.Type(element)])
                Assert.True(element.TryGetProperty(property, out _), $"{CroissantDocument.Type(element)} lacks {property}: {element}");
        }

        Assert.Contains("http://mlcommons.org/croissant/1.1", _document.Root.GetProperty("conformsTo").EnumerateArray().Select(item => item.GetString()));
        Assert.Matches(@"^\d{4}-\d\d-\d\d$", _document.Root.GetProperty("datePublished").GetString());
        Assert.Matches(@"^\d+\.\d+\.\d+$", _document.Root.GetProperty("version").GetString());
    }

    [Fact]
    public void EveryTermIsOfTheContextOrOfSchemaOrg()
    {
        JsonElement context = _document.Root.GetProperty("@context");
        string[] schema =
        [
            "name", "description", "license", "url", "creator", "datePublished", "version", "keywords", "distribution", "contentUrl", "contentSize",
            "encodingFormat", "sha256",
        ];
        foreach (JsonProperty property in _document.Objects().SelectMany(item => item.Element.EnumerateObject()))
        {
            string term = property.Name.Split(':')[0];
            Assert.True(
                term.StartsWith('@') || context.TryGetProperty(term, out _) || schema.Contains(term),
                $"{property.Name} is no term of the document.");
        }
    }

    [Fact]
    public void IdsAreUniqueAndReferencesLead()
    {
        JsonElement[] identified = [.. _document.Objects().Select(item => item.Element).Where(element => element.TryGetProperty("@id", out _))];
        string[] ids = [.. identified.Where(element => element.TryGetProperty("@type", out _)).Select(CroissantDocument.Id)];
        Assert.Equal(ids.Distinct(), ids);
        JsonElement[] references = [.. identified.Where(element => !element.TryGetProperty("@type", out _))];
        Assert.True(references.Length > _document.Fields.Count());
        Assert.All(references, reference => Assert.Contains(CroissantDocument.Id(reference), ids));
        Assert.All(_document.Fields, field => Assert.StartsWith(CroissantDocument.Id(_document.RecordSet) + "/", CroissantDocument.Id(field), StringComparison.Ordinal));
    }

    [Fact]
    public void EveryColumnIsAFieldOfItsType() => AssertFields(_document, dataset.Directory);

    [Fact]
    public async Task PicturesAreImages()
    {
        using var home = new TemporaryDirectory();
        await SmallRun.RunAsync(home["png"], 1, options => options.Campaign = SmallRun.Campaign with { ImageFormat = ImageFormat.Png });
        CroissantDocument document = CroissantDocument.Read(home["png"]);
        AssertFields(document, home["png"]);
        JsonElement color = document.Fields.Single(field => field.GetProperty("name").GetString() == "color");
        Assert.Equal("$[*].bytes", color.GetProperty("source").GetProperty("transform").GetProperty("jsonPath").GetString());
        Assert.StartsWith("PNG by view: red, green, blue, alpha", color.GetProperty("description").GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public void EveryFieldSaysWhatItIs() => Assert.All(_document.Fields, field =>
        Assert.NotEqual(field.GetProperty("name").GetString(), field.GetProperty("description").GetString()));

    [Fact]
    public void EveryShardIsThereAndTheSetIncludesThem()
    {
        string[] files = [.. Directory.GetFiles(Path.Combine(dataset.Directory, "shards")).Select(file => $"shards/{Path.GetFileName(file)}").Order()];
        Assert.Equal(files, _document.Shards.Select(CroissantDocument.Id));
        string pattern = _document.Distribution.Single(resource => CroissantDocument.Type(resource) == "cr:FileSet").GetProperty("includes").GetString()!;
        Assert.All(files, file => Assert.Matches($"^{Regex.Escape(pattern).Replace("\\*", "[^/]*", StringComparison.Ordinal)}$", file));
    }

    private static void AssertFields(CroissantDocument document, string directory)
    {
        List<(string Name, string Type)> columns = DataCardTests.Types(directory);
        Assert.Equal(columns.Select(column => column.Name), document.Fields.Select(field => field.GetProperty("name").GetString()));
        foreach ((JsonElement field, (string name, string type)) in document.Fields.Zip(columns))
        {
            Assert.Equal(name, field.GetProperty("source").GetProperty("extract").GetProperty("column").GetString());
            bool isList = type.EndsWith("[]", StringComparison.Ordinal);
            Assert.Equal(isList, field.TryGetProperty("isArray", out JsonElement isArray) && isArray.GetBoolean());
            string expected = (isList ? type[..^2] : type) switch
            {
                "BIGINT" or "INTEGER" => "sc:Integer",
                "FLOAT" => "sc:Float",
                "STRUCT(bytes BLOB, path VARCHAR)" => "sc:ImageObject",
                _ => "sc:Text",
            };
            Assert.Equal(expected, field.GetProperty("dataType").GetString());
        }
    }
}
