using System.Globalization;
using System.Numerics;
using System.Text;
using System.Text.Json;

namespace Piwa.Kernels.Recipes;

/// <summary>Reads and writes custom rigs. See <see cref="CameraRig.Parse"/> for the form.</summary>
internal static class CameraRigJson
{
    /// <summary>Reading ends when so many are found: to say where a fault is takes time by the text's length.</summary>
    internal const int MaxFaults = 20;

    /// <exception cref="RecipeFormatException">The text is no rig; the message names every fault.</exception>
    public static Camera[] Read(string json)
    {
        if (json.Length > RecipeJson.MaxLength)
            throw new RecipeFormatException($"The camera rig has {json.Length} characters; at most {RecipeJson.MaxLength} are read.");

        var text = new PositionedText(Encoding.UTF8.GetBytes(json));
        var faults = new List<string>();
        List<Camera> cameras;
        try
        {
            cameras = ReadRig(text, faults);
        }
        catch (JsonException fault)
        {
            faults.Add($"line {fault.LineNumber + 1}, column {fault.BytePositionInLine + 1}: the text is not JSON.");
            cameras = [];
        }
        catch (InvalidOperationException)
        {
            faults.Add("A name or a text in it is not Unicode.");
            cameras = [];
        }

        if (faults.Count > 0)
            throw new RecipeFormatException("The camera rig cannot be used. " + string.Join(" ", faults.Take(MaxFaults)));
        return [.. cameras];
    }

    /// <summary>The canonical text.</summary>
    public static string Write(Camera[] cameras)
    {
        var text = new StringBuilder("{\n  \"cameras\": [");
        for (int i = 0; i < cameras.Length; i++)
        {
            Camera camera = cameras[i];
            string projection = camera.Projection == CameraProjection.Orthographic ? "orthographic" : "perspective";
            text.Append(i == 0 ? "\n" : ",\n").Append(CultureInfo.InvariantCulture, $$"""
                    {
                      "projection": "{{projection}}",
                      "position": {{Vector(camera.Position)}},
                      "right": {{Vector(camera.Right)}},
                      "down": {{Vector(camera.Down)}},
                      "forward": {{Vector(camera.Forward)}},
                      "focalLength": {{camera.FocalLength:R}},
                      "near": {{camera.Near:R}},
                      "far": {{camera.Far:R}}
                    }
                """);
        }

        return text.Append("\n  ]\n}\n").ToString();

        static string Vector(Vector3 v) => FormattableString.Invariant($"[{v.X:R}, {v.Y:R}, {v.Z:R}]");
    }

    private static List<Camera> ReadRig(PositionedText text, List<string> faults)
    {
        List<Camera> cameras = [];
        var reader = new Utf8JsonReader(text.Bytes, new JsonReaderOptions { CommentHandling = JsonCommentHandling.Skip, MaxDepth = 8 });
        reader.Read();
        int count = 0;
        bool found = false;
        if (reader.TokenType != JsonTokenType.StartObject)
        {
            faults.Add(text.At(reader, "expected an object with a list 'cameras'."));
            return cameras;
        }

        while (faults.Count < MaxFaults && reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            bool known = reader.ValueTextEquals("cameras"u8);
            if (!known || found)
            {
                faults.Add(text.At(reader, known ? "a second 'cameras'." : $"unknown name '{reader.GetString()}'; known is 'cameras'."));
                reader.Skip();
                continue;
            }

            found = true;
            reader.Read();
            if (reader.TokenType != JsonTokenType.StartArray)
            {
                faults.Add(text.At(reader, "'cameras' must be a list."));
                reader.Skip();
                continue;
            }

            while (faults.Count < MaxFaults && reader.Read() && reader.TokenType != JsonTokenType.EndArray)
            {
                if (new CameraText(text, $"cameras[{count++}]", faults).Read(ref reader) is { } camera)
                    cameras.Add(camera);
            }
        }

        if (faults.Count >= MaxFaults)
            return cameras;
        reader.Read(); // nothing may follow, or it is no JSON
        if (!found)
            faults.Add("There is no list 'cameras'.");
        else if (count is < 1 or > Devices.LaneOptions.MaxViewCount)
            faults.Add($"A rig has 1 to {Devices.LaneOptions.MaxViewCount} cameras, not {count}.");
        return cameras;
    }
}
