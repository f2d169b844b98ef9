using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace Piwa.Pipeline.Shards;

/// <summary>Documents that are JSON and a line feed in one form: no byte of them can be another.</summary>
internal static class CanonicalJson
{
    public static byte[] Write<T>(T document, JsonTypeInfo<T> form) => [.. JsonSerializer.SerializeToUtf8Bytes(document, form), (byte)'\n'];

    /// <summary>Reads a document and checks that it is in the form that <see cref="Write"/> gives it.</summary>
    /// <param name="content">The file.</param>
    /// <param name="form">What it must be.</param>
    /// <param name="maximumBytes">The longest that it can be.</param>
    /// <param name="place">What to call it in messages.</param>
    /// <param name="kind">What it is one of, in messages: <c>proof of render</c>.</param>
    /// <param name="check">Throws if the document can be none.</param>
    /// <exception cref="ManifestException">It is none, or in another form.</exception>
    public static T Read<T>(ReadOnlySpan<byte> content, JsonTypeInfo<T> form, int maximumBytes, string place, string kind, Action<T>? check = null)
        where T : class
    {
        if (content.Length > maximumBytes)
            throw new ManifestException($"{place} is longer than {maximumBytes} bytes: no {kind}.");
        try
        {
            T document = JsonSerializer.Deserialize(content, form) ?? throw new ManifestException($"{place} is null.");
            check?.Invoke(document);
            return Write(document, form).AsSpan().SequenceEqual(content)
                ? document
                : throw new ManifestException($"{place} is not in the form that Piwa writes: it was changed.");
        }
        catch (Exception fault) when (fault is JsonException or FormatException)
        {
            throw new ManifestException($"{place} is no {kind}: {fault.Message}", fault);
        }
    }
}
