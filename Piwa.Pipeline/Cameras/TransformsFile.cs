using System.Text.Json;
using Piwa.Kernels.Recipes;

namespace Piwa.Pipeline.Cameras;

/// <summary><see cref="CameraDialect.TransformsJson"/>.</summary>
internal static class TransformsFile
{
    private const string FileName = "transforms.json";
    private const int ParallelType = 1;

    public static void Write(IReadOnlyList<CameraRecord> cameras, string directory, Func<int, string> imageName) =>
        CameraJson.Write(Path.Combine(directory, FileName), writer =>
        {
            const float Half = 0.5f; // the asset's box
            writer.WriteStartArray("aabb");
            WriteCorner(writer, -Half);
            WriteCorner(writer, Half);
            writer.WriteEndArray();
            writer.WriteNumber("scale", 1);
            CameraJson.WriteVector(writer, "offset", 0f, 0f, 0f);
            CameraJson.WriteFrames(writer, cameras, imageName, WriteFrame);
        });

    public static IReadOnlyList<CameraRecord> Read(string directory, CameraRecord missing) =>
        CameraJson.ReadFrames(Path.Combine(directory, FileName), frame => ReadFrame(frame, missing));

    private static void WriteCorner(Utf8JsonWriter writer, float value)
    {
        writer.WriteStartArray();
        for (int i = 0; i < 3; i++)
            writer.WriteNumberValue(value);
        writer.WriteEndArray();
    }

    private static void WriteFrame(Utf8JsonWriter writer, CameraRecord camera, string imageName)
    {
        bool parallel = camera.Projection == CameraProjection.Orthographic;
        writer.WriteStartObject();
        writer.WriteString("file_path", imageName);
        if (parallel)
            writer.WriteNumber("ortho_scale", camera.Width / camera.FocalX);
        else
            writer.WriteNumber("camera_angle_x", camera.FieldOfViewX);
        writer.WriteNumber("proj_type", parallel ? ParallelType : 0);
        CameraJson.WriteMatrix(writer, "transform_matrix", camera.CameraToWorld);
        writer.WriteStartObject("depth");
        writer.WriteNumber("min", camera.Near);
        writer.WriteNumber("max", camera.Far);
        writer.WriteEndObject();
        writer.WriteNumber("w", camera.Width);
        writer.WriteNumber("h", camera.Height);
        writer.WriteNumber("fl_x", camera.FocalX);
        writer.WriteNumber("fl_y", camera.FocalY);
        writer.WriteNumber("cx", camera.CentreX);
        writer.WriteNumber("cy", camera.CentreY);
        writer.WriteEndObject();
    }

    private static CameraRecord ReadFrame(JsonElement frame, CameraRecord missing)
    {
        int type = CameraJson.Optional(frame, "proj_type", 0);
        if (type is not (0 or ParallelType))
            throw new FormatException($"'proj_type' is {type}; known are 0 and {ParallelType}.");
        int width = CameraJson.Optional(frame, "w", missing.Width), height = CameraJson.Optional(frame, "h", missing.Height);
        float focal = missing.FocalX;
        if (frame.TryGetProperty("fl_x", out JsonElement pixels))
            focal = pixels.GetSingle();
        else if (type == ParallelType && frame.TryGetProperty("ortho_scale", out JsonElement scale))
            focal = width / scale.GetSingle();
        else if (type != ParallelType && frame.TryGetProperty("camera_angle_x", out JsonElement angle))
            focal = (float)Angle.Focal(angle.GetDouble(), width);
        bool ranged = frame.TryGetProperty("depth", out JsonElement depth);
        return (missing with
        {
            FocalX = focal,
            FocalY = CameraJson.Optional(frame, "fl_y", focal),
            CentreX = CameraJson.Optional(frame, "cx", width * 0.5f),
            CentreY = CameraJson.Optional(frame, "cy", height * 0.5f),
            Width = width,
            Height = height,
            Near = ranged ? depth.GetProperty("min").GetSingle() : missing.Near,
            Far = ranged ? depth.GetProperty("max").GetSingle() : missing.Far,
            Projection = type == ParallelType ? CameraProjection.Orthographic : CameraProjection.Perspective,
        }).WithCameraToWorld(CameraJson.ReadMatrix(frame, "transform_matrix"));
    }
}
