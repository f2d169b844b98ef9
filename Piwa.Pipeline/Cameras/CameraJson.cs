using System.Numerics;
using System.Text.Json;

namespace Piwa.Pipeline.Cameras;

/// <summary>What the JSON dialects have in common.</summary>
internal static class CameraJson
{
    private const int Side = 4;

    /// <summary>Longest file that is read: some hundred thousand cameras.</summary>
    private const long MaxBytes = 64 << 20;

    /// <summary>Writes a file of one object.</summary>
    public static void Write(string path, Action<Utf8JsonWriter> content)
    {
        using FileStream stream = File.Create(path);
        using (var writer = new Utf8JsonWriter(stream, new JsonWriterOptions { Indented = true, NewLine = "\n" }))
        {
            writer.WriteStartObject();
            content(writer);
            writer.WriteEndObject();
        }

        stream.WriteByte((byte)'\n');
    }

    /// <summary>Reads a file of one object.</summary>
    /// <exception cref="InvalidDataException">The file is not of its form; the message names it.</exception>
    public static T Read<T>(string path, Func<JsonElement, T> content)
    {
        try
        {
            using FileStream stream = File.OpenRead(path);
            if (stream.Length > MaxBytes)
                throw new FormatException($"it has {stream.Length} bytes; at most {MaxBytes} are read.");
            using JsonDocument document = JsonDocument.Parse(stream);
            return content(document.RootElement);
        }
        catch (Exception fault) when (fault is JsonException or KeyNotFoundException or InvalidOperationException or FormatException)
        {
            throw new InvalidDataException($"{path} is not of its form: {fault.Message}", fault);
        }
    }

    /// <summary>Writes the list <c>frames</c>, one object by camera.</summary>
    public static void WriteFrames(
        Utf8JsonWriter writer,
        IReadOnlyList<CameraRecord> cameras,
        Func<int, string> imageName,
        Action<Utf8JsonWriter, CameraRecord, string> frame)
    {
        writer.WriteStartArray("frames");
        for (int view = 0; view < cameras.Count; view++)
            frame(writer, cameras[view], imageName(view));
        writer.WriteEndArray();
    }

    /// <summary>Reads the list <c>frames</c> of a file.</summary>
    /// <exception cref="InvalidDataException">The file is not of its form; the message names it.</exception>
    public static IReadOnlyList<CameraRecord> ReadFrames(string path, Func<JsonElement, CameraRecord> frame) =>
        Read<CameraRecord[]>(path, root => [.. root.GetProperty("frames").EnumerateArray().Select(frame)]);

    public static void WriteVector(Utf8JsonWriter writer, string name, float x, float y, float z)
    {
        writer.WriteStartArray(name);
        writer.WriteNumberValue(x);
        writer.WriteNumberValue(y);
        writer.WriteNumberValue(z);
        writer.WriteEndArray();
    }

    public static void WriteMatrix(Utf8JsonWriter writer, string name, Matrix4x4 m)
    {
        writer.WriteStartArray(name);
        for (int row = 0; row < Side; row++)
        {
            writer.WriteStartArray();
            for (int column = 0; column < Side; column++)
                writer.WriteNumberValue(m[row, column]);
            writer.WriteEndArray();
        }

        writer.WriteEndArray();
    }

    public static Vector3 ReadVector(JsonElement parent, string name)
    {
        JsonElement element = parent.GetProperty(name);
        CheckLength(element, 3, name);
        return new Vector3(element[0].GetSingle(), element[1].GetSingle(), element[2].GetSingle());
    }

    public static Matrix4x4 ReadMatrix(JsonElement parent, string name)
    {
        JsonElement rows = parent.GetProperty(name);
        CheckLength(rows, Side, name);
        Matrix4x4 m = default;
        for (int row = 0; row < Side; row++)
        {
            CheckLength(rows[row], Side, name);
            for (int column = 0; column < Side; column++)
                m[row, column] = rows[row][column].GetSingle();
        }

        return m;
    }

    /// <summary>A number that may be missing.</summary>
    public static float Optional(JsonElement parent, string name, float missing) =>
        parent.TryGetProperty(name, out JsonElement value) ? value.GetSingle() : missing;

    /// <inheritdoc cref="Optional(JsonElement, string, float)"/>
    public static int Optional(JsonElement parent, string name, int missing) =>
        parent.TryGetProperty(name, out JsonElement value) ? value.GetInt32() : missing;

    private static void CheckLength(JsonElement element, int length, string name)
    {
        if (element.GetArrayLength() != length)
            throw new FormatException($"'{name}' has {element.GetArrayLength()} entries where {length} are expected.");
    }
}
