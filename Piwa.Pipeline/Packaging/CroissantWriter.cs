using System.Buffers;
using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;
using Piwa.Pipeline.Shards;

namespace Piwa.Pipeline.Packaging;

/// <summary>Writes a data set's description in Croissant 1.1 (mlcommons/croissant, <c>docs/croissant-spec-1.1.md</c>), with the RAI vocabulary 1.0.</summary>
internal static class CroissantWriter
{
    /// <summary>The media type by which mlcroissant knows Parquet.</summary>
    private const string Parquet = "application/x-parquet";

    private const string FileSet = "shards";
    private const string RecordSet = "assets";

    /// <summary>Relative to the document: where the card lies.</summary>
    private const string Here = "./";

    /// <summary>Appendix 1 of the specification, and the vocabulary of provenance that it recommends.</summary>
    private static readonly (string Term, string Meaning)[] Context =
    [
        ("@language", "en"), ("@vocab", "http://schema.org/"), ("sc", "http://schema.org/"), ("cr", "http://mlcommons.org/croissant/"),
        ("rai", "http://mlcommons.org/croissant/RAI/"), ("dct", "http://purl.org/dc/terms/"), ("prov", "http://www.w3.org/ns/prov#"),
        .. new[]
        {
            "annotation", "arrayShape", "citeAs", "column", "containedIn", "equivalentProperty", "excludes", "extract", "field",
            "fileProperty", "fileObject", "fileSet", "format", "includes", "isArray", "isLiveDataset", "jsonPath", "key", "md5",
            "parentField", "recordSet", "references", "regex", "readLines", "sdVersion", "separator", "source", "subField", "transform",
            "unArchive", "value",
        }.Select(term => (term, "cr:" + term)),
        ("conformsTo", "dct:conformsTo"),
    ];

    /// <summary>Terms of the context that have a type: JSON, or names of a vocabulary.</summary>
    private static readonly (string Term, string Type)[] TypedContext = [("data", "@json"), ("examples", "@json"), ("dataType", "@vocab")];

    /// <summary>The document.</summary>
    /// <param name="dataset">The data set.</param>
    /// <param name="details">What its owner says.</param>
    /// <param name="checksums">SHA-256 of each shard, hexadecimal.</param>
    public static ReadOnlySpan<byte> Write(Dataset dataset, CardDetails details, IReadOnlyList<string> checksums)
    {
        var facts = new CardFacts(dataset, details);
        var target = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(target, new JsonWriterOptions
        {
            Indented = true,
            NewLine = "\n",
            Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        }))
        {
            json.WriteStartObject();
            WriteContext(json);
            WriteDataset(json, facts, details);
            WriteResponsibility(json, facts);
            json.WriteStartArray("distribution");
            for (int i = 0; i < checksums.Count; i++)
                WriteShard(json, dataset.Shards[i], checksums[i]);
            WriteFileSet(json);
            json.WriteEndArray();
            WriteRecords(json, facts);
            json.WriteEndObject();
        }

        target.Write("\n"u8);
        return target.WrittenSpan;
    }

    private static void WriteContext(Utf8JsonWriter json)
    {
        json.WriteStartObject("@context");
        foreach ((string term, string meaning) in Context)
            json.WriteString(term, meaning);
        foreach ((string term, string type) in TypedContext)
        {
            json.WriteStartObject(term);
            json.WriteString("@id", "cr:" + term);
            json.WriteString("@type", type);
            json.WriteEndObject();
        }

        json.WriteEndObject();
    }

    private static void WriteDataset(Utf8JsonWriter json, CardFacts facts, CardDetails details)
    {
        json.WriteString("@type", "sc:Dataset");
        WriteStrings(json, "conformsTo", "http://mlcommons.org/croissant/1.1", "http://mlcommons.org/croissant/RAI/1.0");
        json.WriteString("name", facts.Title);
        json.WriteString("description", $"{facts.Summary} {facts.Process} {facts.Origin}");
        WriteLicense(json, details, facts);
        json.WriteString("url", details.Url ?? Here);
        WriteObject(json, "creator", ("@type", "sc:Organization"), ("name", facts.Creator));
        json.WriteString("datePublished", details.Published!.Value.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture));
        json.WriteString("version", $"{facts.Campaign.GeneratorVersion}.{facts.Shards}.0");
        WriteStrings(json, "keywords", "3d", "multi-view", "synthetic", facts.Campaign.IsOfUploads ? "uploaded" : "procedural", "mesh", "depth", "normals");
    }

    private static void WriteLicense(Utf8JsonWriter json, CardDetails details, CardFacts facts)
    {
        if (details.License is { } license)
            json.WriteString("license", details.HasLicenseAddress ? license : $"https://spdx.org/licenses/{license}.html");
        else
            WriteObject(json, "license", ("@type", "sc:CreativeWork"), ("name", CardText.NoLicense), ("description", facts.Origin));
    }

    private static void WriteResponsibility(Utf8JsonWriter json, CardFacts facts)
    {
        json.WriteString("rai:dataCollection", facts.Process);
        WriteStrings(json, "rai:dataCollectionType", "Software Collection");
        WriteStrings(json, "rai:dataUseCases", CardFacts.Uses);
        WriteStrings(json, "rai:dataLimitations", [.. facts.Limits]);
        WriteStrings(json, "rai:dataBiases", facts.Biases);
        WriteStrings(json, "rai:personalSensitiveInformation", "None: nothing is of people, places or things that exist.");
        json.WriteStartObject("prov:wasGeneratedBy");
        json.WriteString("@type", "prov:Activity");
        json.WriteString("prov:label", facts.Process);
        json.WriteEndObject();
    }

    private static void WriteShard(Utf8JsonWriter json, ShardRecord shard, string checksum) => WriteObject(
        json,
        null,
        ("@type", "cr:FileObject"),
        ("@id", shard.File),
        ("name", Path.GetFileName(shard.File)),
        ("contentUrl", shard.File),
        ("contentSize", string.Create(CultureInfo.InvariantCulture, $"{shard.Bytes} B")),
        ("encodingFormat", Parquet),
        ("sha256", checksum));

    /// <summary>All shards as one table. Without a container it is of the document's own directory.</summary>
    private static void WriteFileSet(Utf8JsonWriter json) => WriteObject(
        json,
        null,
        ("@type", "cr:FileSet"),
        ("@id", FileSet),
        ("name", FileSet),
        ("description", "All shards: one row for each asset, in the order of their indices."),
        ("encodingFormat", Parquet),
        ("includes", "shards/*.parquet"));

    private static void WriteRecords(Utf8JsonWriter json, CardFacts facts)
    {
        json.WriteStartArray("recordSet");
        json.WriteStartObject();
        json.WriteString("@type", "cr:RecordSet");
        json.WriteString("@id", RecordSet);
        json.WriteString("name", RecordSet);
        json.WriteString("description", "One record is one asset.");
        WriteObject(json, "key", ("@id", $"{RecordSet}/{facts.Columns[0].Name}"));
        json.WriteStartArray("field");
        foreach (CardColumn column in facts.Columns)
            WriteField(json, column);
        json.WriteEndArray();
        json.WriteEndObject();
        json.WriteEndArray();
    }

    private static void WriteField(Utf8JsonWriter json, CardColumn column)
    {
        json.WriteStartObject();
        json.WriteString("@type", "cr:Field");
        json.WriteString("@id", $"{RecordSet}/{column.Name}");
        json.WriteString("name", column.Name);
        json.WriteString("description", column.Description);
        json.WriteString("dataType", column.CroissantType);
        if (column.IsList)
        {
            json.WriteBoolean("isArray", true);
            json.WriteString("arrayShape", "-1");
        }

        json.WriteStartObject("source");
        WriteObject(json, "fileSet", ("@id", FileSet));
        WriteObject(json, "extract", ("column", column.Name));
        if (column.IsPicture)
            WriteObject(json, "transform", ("jsonPath", "$[*].bytes"));
        json.WriteEndObject();
        json.WriteEndObject();
    }

    private static void WriteStrings(Utf8JsonWriter json, string name, params string[] values)
    {
        json.WriteStartArray(name);
        foreach (string value in values)
            json.WriteStringValue(value);
        json.WriteEndArray();
    }

    private static void WriteObject(Utf8JsonWriter json, string? name, params (string Name, string Value)[] values)
    {
        if (name is null)
            json.WriteStartObject();
        else
            json.WriteStartObject(name);
        foreach ((string key, string value) in values)
            json.WriteString(key, value);
        json.WriteEndObject();
    }
}
