using System.Text.Json;
using Piwa.Chain.Keys;

namespace Piwa.Host.Pages.Market;

/// <summary>What an action is told: an object of JSON, each name once, no name that is not known.</summary>
internal sealed class JsonBody
{
    private const int MaximumDepth = 8;

    private static readonly JsonDocumentOptions Strict = new() { MaxDepth = MaximumDepth, AllowDuplicateProperties = false };

    private readonly JsonElement _root;

    private JsonBody(JsonElement root) => _root = root;

    /// <summary>Reads a body.</summary>
    /// <param name="body">The body.</param>
    /// <param name="names">The names that it may have.</param>
    /// <exception cref="ArgumentException">It is no object of JSON, or has other names.</exception>
    public static JsonBody Read(ReadOnlyMemory<byte> body, ReadOnlySpan<string> names)
    {
        JsonElement root;
        try
        {
            using JsonDocument document = JsonDocument.Parse(body, Strict);
            root = document.RootElement.Clone();
        }
        catch (JsonException fault)
        {
            throw new ArgumentException($"The body is no JSON: {fault.Message}", fault);
        }

        if (root.ValueKind != JsonValueKind.Object)
            throw new ArgumentException($"The body must be an object of JSON with: {string.Join(", ", names)}.");
        foreach (JsonProperty property in root.EnumerateObject())
        {
            if (!names.Contains(property.Name))
                throw new ArgumentException($"'{property.Name}' is not known here; there are: {string.Join(", ", names)}.");
        }

        return new JsonBody(root);
    }

    /// <summary>Whether something stands there that is not null.</summary>
    public bool Has(string name) => Find(name) is not null;

    /// <summary>A text.</summary>
    /// <exception cref="ArgumentException">It is missing, no text, or too long.</exception>
    public string Text(string name, int longest) => Find(name) is { ValueKind: JsonValueKind.String } value && value.GetString() is { } text
        ? text.Length <= longest ? text : throw new ArgumentException($"{name} has {text.Length} characters; it must be {longest} at most.")
        : throw new ArgumentException($"{name} must be a text.");

    /// <summary>Yes or no.</summary>
    /// <exception cref="ArgumentException">It is missing, or neither.</exception>
    public bool Flag(string name) => Find(name)?.ValueKind switch
    {
        JsonValueKind.True => true,
        JsonValueKind.False => false,
        _ => throw new ArgumentException($"{name} must be true or false."),
    };

    /// <summary>A whole number.</summary>
    /// <exception cref="ArgumentException">It is missing, none, or out of range.</exception>
    public int Number(string name, int least, int most) =>
        Find(name) is { ValueKind: JsonValueKind.Number } value && value.TryGetInt32(out int number) && number >= least && number <= most
            ? number
            : throw new ArgumentException($"{name} must be a whole number from {least} to {most}.");

    /// <summary>A list of texts.</summary>
    /// <exception cref="ArgumentException">It is missing, none, or too long.</exception>
    public IReadOnlyList<string> Texts(string name, int most, int longest)
    {
        if (Find(name) is not { ValueKind: JsonValueKind.Array } list || list.GetArrayLength() > most)
            throw new ArgumentException($"{name} must be a list of {most} texts at most.");
        return
        [
            .. list.EnumerateArray().Select(item => item.ValueKind == JsonValueKind.String && item.GetString() is { } text && text.Length <= longest
                ? text
                : throw new ArgumentException($"{name}: each must be a text of {longest} characters at most.")),
        ];
    }

    /// <summary>The address of a wallet.</summary>
    /// <exception cref="ArgumentException">It is missing or none.</exception>
    public PublicKey Wallet(string name)
    {
        const int LongestAddress = 44;
        string text = Text(name, LongestAddress);
        return PublicKey.TryParse(text, out PublicKey wallet) ? wallet : throw new ArgumentException($"{name} is '{text}', which is no address of a wallet.");
    }

    private JsonElement? Find(string name) =>
        _root.TryGetProperty(name, out JsonElement value) && value.ValueKind != JsonValueKind.Null ? value : null;
}
