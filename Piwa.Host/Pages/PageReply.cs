using System.Buffers;
using System.Text.Json;
using Microsoft.AspNetCore.Http;

namespace Piwa.Host.Pages;

/// <summary>What the page's server answers.</summary>
/// <param name="Status">Status of HTTP.</param>
/// <param name="ContentType">What the body is.</param>
/// <param name="Body">The body.</param>
internal sealed record PageReply(int Status, string ContentType, ReadOnlyMemory<byte> Body)
{
    private const string JsonType = "application/json; charset=utf-8";

    /// <summary>Tells this body from others of the same address; null if it is not to be kept by the browser.</summary>
    public string? ETag { get; init; }

    /// <summary>The name under which a browser saves it; null for what is shown.</summary>
    public string? FileName { get; init; }

    /// <summary>When to ask again; null if it is not said.</summary>
    public TimeSpan? RetryAfter { get; init; }

    /// <summary>Whether what stands at the address never changes.</summary>
    public bool IsImmutable { get; init; }

    /// <summary>An answer that a writer of JSON makes.</summary>
    public static PageReply Json(Action<Utf8JsonWriter> write)
    {
        var body = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(body))
            write(json);
        return new PageReply(StatusCodes.Status200OK, JsonType, body.WrittenMemory);
    }

    /// <summary>A refusal, with what to do.</summary>
    public static PageReply Refuse(int status, string message) => Json(json =>
    {
        json.WriteStartObject();
        json.WriteString("error", message);
        json.WriteEndObject();
    }) with
    {
        Status = status,
    };
}
