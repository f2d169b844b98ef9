using System.Text.Json;
using Piwa.Kernels.Recipes;

namespace Piwa.Pipeline.Cameras;

/// <summary><see cref="CameraDialect.OpenCvJson"/>.</summary>
internal static class OpenCvFile
{
    private const string FileName = "opencv_cameras.json";

    public static void Write(IReadOnlyList<CameraRecord> cameras, string directory, Func<int, string> imageName) =>
        CameraJson.Write(Path.Combine(directory, FileName), writer =>
        {
            CameraJson.WriteFrames(writer, cameras, imageName, WriteFrame);
        });

    public static IReadOnlyList<CameraRecord> Read(string directory, CameraRecord missing) =>
        CameraJson.ReadFrames(Path.Combine(directory, FileName), frame => ReadFrame(frame, missing));

    private static void WriteFrame(Utf8JsonWriter writer, CameraRecord camera, string imageName)
    {
        writer.WriteStartObject();
        writer.WriteNumber("w", camera.Width);
        writer.WriteNumber("h", camera.Height);
        writer.WriteNumber("fx", camera.FocalX);
        writer.WriteNumber("fy", camera.FocalY);
        writer.WriteNumber("cx", camera.CentreX);
        writer.WriteNumber("cy", camera.CentreY);
        CameraJson.WriteMatrix(writer, "w2c", camera.WorldToCamera);
        writer.WriteString("file_path", imageName);
        writer.WriteNumber("near", camera.Near);
        writer.WriteNumber("far", camera.Far);
        writer.WriteEndObject();
    }

    private static CameraRecord ReadFrame(JsonElement frame, CameraRecord missing) => (missing with
    {
        FocalX = frame.GetProperty("fx").GetSingle(),
        FocalY = frame.GetProperty("fy").GetSingle(),
        CentreX = frame.GetProperty("cx").GetSingle(),
        CentreY = frame.GetProperty("cy").GetSingle(),
        Width = frame.GetProperty("w").GetInt32(),
        Height = frame.GetProperty("h").GetInt32(),
        Near = CameraJson.Optional(frame, "near", missing.Near),
        Far = CameraJson.Optional(frame, "far", missing.Far),
        Projection = CameraProjection.Perspective,
    }).WithWorldToCamera(CameraJson.ReadMatrix(frame, "w2c"));
}
