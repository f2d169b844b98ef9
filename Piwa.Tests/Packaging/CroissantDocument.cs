using System.Text.Json;

namespace Piwa.Tests.Packaging;

/// <summary>A data set's <c>croissant.json</c>.</summary>
internal sealed class CroissantDocument
{
    private CroissantDocument(JsonElement root) => Root = root;

    public JsonElement Root { get; }

    public IEnumerable<JsonElement> Distribution => Root.GetProperty("distribution").EnumerateArray();

    public IEnumerable<JsonElement> Shards => Distribution.Where(resource => Type(resource) == "cr:FileObject");

    public JsonElement RecordSet => Root.GetProperty("recordSet").EnumerateArray().Single();

    public IEnumerable<JsonElement> Fields => RecordSet.GetProperty("field").EnumerateArray();

    public static CroissantDocument Read(string directory)
    {
        using JsonDocument document = JsonDocument.Parse(File.ReadAllBytes(Path.Combine(directory, "croissant.json")));
        return new CroissantDocument(document.RootElement.Clone());
    }

    public static string Type(JsonElement element) => element.GetProperty("@type").GetString()!;

    public static string Id(JsonElement element) => element.GetProperty("@id").GetString()!;

    /// <summary>All objects of the document but its context, with the name under which each stands.</summary>
    public IEnumerable<(string Name, JsonElement Element)> Objects() => Objects("", Root);

    private static IEnumerable<(string Name, JsonElement Element)> Objects(string name, JsonElement element) => element.ValueKind switch
    {
        JsonValueKind.Array => element.EnumerateArray().SelectMany(item => Objects(name, item)),
        JsonValueKind.Object =>
        [
            (name, element),
            .. element.EnumerateObject().Where(property => property.Name != "@context").SelectMany(property => Objects(property.Name, property.Value)),
        ],
        _ => [],
    };
}
