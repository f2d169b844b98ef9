using System.Globalization;
using System.Numerics;
using System.Text.Json;
using Piwa.Kernels.Recipes;

namespace Piwa.Pipeline.Cameras;

/// <summary><see cref="CameraDialect.AxesJson"/>.</summary>
internal static class AxesFiles
{
    public static void Write(IReadOnlyList<CameraRecord> cameras, string directory)
    {
        for (int view = 0; view < cameras.Count; view++)
        {
            string path = FilePath(directory, view);
            Directory.CreateDirectory(Path.GetDirectoryName(path)!);
            CameraRecord camera = cameras[view];
            CameraJson.Write(path, writer => WriteCamera(writer, camera));
        }
    }

    public static IReadOnlyList<CameraRecord> Read(string directory, CameraRecord missing)
    {
        var cameras = new List<CameraRecord>();
        for (string path = FilePath(directory, 0); File.Exists(path); path = FilePath(directory, cameras.Count))
            cameras.Add(CameraJson.Read(path, root => ReadCamera(root, missing)));
        return cameras;
    }

    private static string FilePath(string directory, int view)
    {
        string name = view.ToString("D5", CultureInfo.InvariantCulture);
        return Path.Combine(directory, name, name + ".json");
    }

    private static void WriteCamera(Utf8JsonWriter writer, in CameraRecord camera)
    {
        const float Half = 0.5f; // the asset's box
        Matrix4x4 pose = camera.CameraToWorld;
        writer.WriteStartArray("bbox");
        foreach (float corner in (ReadOnlySpan<float>)[-Half, Half])
        {
            writer.WriteStartArray();
            for (int i = 0; i < 3; i++)
                writer.WriteNumberValue(corner);
            writer.WriteEndArray();
        }

        writer.WriteEndArray();
        CameraJson.WriteVector(writer, "origin", pose.M14, pose.M24, pose.M34);
        writer.WriteNumber("x_fov", camera.FieldOfViewX);
        writer.WriteNumber("y_fov", camera.FieldOfViewY);
        CameraJson.WriteVector(writer, "x", pose.M11, pose.M21, pose.M31);
        CameraJson.WriteVector(writer, "y", -pose.M12, -pose.M22, -pose.M32);
        CameraJson.WriteVector(writer, "z", -pose.M13, -pose.M23, -pose.M33);
        writer.WriteNumber("near", camera.Near);
        writer.WriteNumber("far", camera.Far);
    }

    private static CameraRecord ReadCamera(JsonElement root, CameraRecord missing)
    {
        Vector3 origin = CameraJson.ReadVector(root, "origin"), x = CameraJson.ReadVector(root, "x");
        Vector3 y = CameraJson.ReadVector(root, "y"), z = CameraJson.ReadVector(root, "z");
        return (missing with
        {
            FocalX = (float)Angle.Focal(root.GetProperty("x_fov").GetDouble(), missing.Width),
            FocalY = (float)Angle.Focal(root.GetProperty("y_fov").GetDouble(), missing.Height),
            CentreX = missing.Width * 0.5f,
            CentreY = missing.Height * 0.5f,
            Near = CameraJson.Optional(root, "near", missing.Near),
            Far = CameraJson.Optional(root, "far", missing.Far),
            Projection = CameraProjection.Perspective,
        }).WithCameraToWorld(Pose.CameraToWorld(origin, x, y, z));
    }
}
