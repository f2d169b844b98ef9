using System.Globalization;
using System.Numerics;
using Piwa.Kernels.Recipes;
using Piwa.Pipeline.Exports;

namespace Piwa.Pipeline.Cameras;

/// <summary>
/// The dialects of arrays: <see cref="CameraDialect.WorldToCameraNpy"/>, <see cref="CameraDialect.CamerasNpz"/>,
/// <see cref="CameraDialect.PoseNpy"/>. Matrices have 3 rows and 4 columns.
/// </summary>
internal static class PoseFiles
{
    private const int Rows = 3;
    private const int Columns = 4;
    private const int MatrixLength = Rows * Columns;
    private const string ArchiveName = "cameras.npz";
    private const string ArrayName = "cam_poses";
    private const string PoseFolder = "pose";
    private const string IntrinsicsName = "intrinsics.npy";

    public static void WriteWorldToCamera(IReadOnlyList<CameraRecord> cameras, string directory)
    {
        for (int view = 0; view < cameras.Count; view++)
            WriteMatrix(MatrixPath(directory, view), Pose.FlipRows(cameras[view].WorldToCamera));
    }

    public static IReadOnlyList<CameraRecord> ReadWorldToCamera(string directory, CameraRecord missing) =>
        ReadMatrices(directory, matrix => (missing with { Projection = CameraProjection.Perspective }).WithWorldToCamera(Pose.FlipRows(matrix)));

    public static void WriteArchive(IReadOnlyList<CameraRecord> cameras, string directory)
    {
        var poses = new float[cameras.Count * MatrixLength];
        for (int view = 0; view < cameras.Count; view++)
            Pose.CopyTopRows(Pose.FlipRows(cameras[view].WorldToCamera), poses.AsSpan(view * MatrixLength));
        using FileStream stream = File.Create(Path.Combine(directory, ArchiveName));
        using var archive = new NpzWriter(stream);
        archive.Add<float>(ArrayName, poses, cameras.Count, Rows, Columns);
    }

    public static IReadOnlyList<CameraRecord> ReadArchive(string directory, CameraRecord missing)
    {
        string path = Path.Combine(directory, ArchiveName);
        using FileStream stream = File.OpenRead(path);
        if (!Npz.Read(stream).TryGetValue(ArrayName, out NpyArray? array) || array.Shape is not [_, Rows, Columns])
            throw new InvalidDataException($"{path} has no array '{ArrayName}' of shape (views, {Rows}, {Columns}).");

        float[] poses = Floats(array, path);
        var cameras = new CameraRecord[array.Shape[0]];
        for (int view = 0; view < cameras.Length; view++)
        {
            Matrix4x4 matrix = Pose.FromTopRows(poses.AsSpan(view * MatrixLength, MatrixLength));
            cameras[view] = (missing with { Projection = CameraProjection.Perspective }).WithWorldToCamera(Pose.FlipRows(matrix));
        }

        return cameras;
    }

    public static void WriteCameraToWorld(IReadOnlyList<CameraRecord> cameras, string directory)
    {
        string folder = Path.Combine(directory, PoseFolder);
        Directory.CreateDirectory(folder);
        for (int view = 0; view < cameras.Count; view++)
            WriteMatrix(MatrixPath(folder, view), cameras[view].CameraToWorld);

        CameraRecord first = cameras[0];
        using FileStream stream = File.Create(Path.Combine(directory, IntrinsicsName));
        Npy.Write<float>(stream, [first.FocalX, first.FocalY, first.CentreX, first.CentreY, first.Width, first.Height], 3, 2);
    }

    public static IReadOnlyList<CameraRecord> ReadCameraToWorld(string directory, CameraRecord missing)
    {
        string path = Path.Combine(directory, IntrinsicsName);
        NpyArray array = ReadArray(path);
        if (array.Shape is not [3, 2])
            throw new InvalidDataException($"{path} is not of shape (3, 2).");
        float[] k = Floats(array, path);
        CameraRecord common = missing with
        {
            FocalX = k[0],
            FocalY = k[1],
            CentreX = k[2],
            CentreY = k[3],
            Width = (int)k[4],
            Height = (int)k[5],
            Projection = CameraProjection.Perspective,
        };
        return ReadMatrices(Path.Combine(directory, PoseFolder), matrix => common.WithCameraToWorld(matrix));
    }

    private static string MatrixPath(string directory, int view) =>
        Path.Combine(directory, view.ToString("D3", CultureInfo.InvariantCulture) + ".npy");

    private static void WriteMatrix(string path, Matrix4x4 matrix)
    {
        Span<float> values = stackalloc float[MatrixLength];
        Pose.CopyTopRows(matrix, values);
        using FileStream stream = File.Create(path);
        Npy.Write<float>(stream, values, Rows, Columns);
    }

    private static List<CameraRecord> ReadMatrices(string directory, Func<Matrix4x4, CameraRecord> create)
    {
        var cameras = new List<CameraRecord>();
        for (string path = MatrixPath(directory, 0); File.Exists(path); path = MatrixPath(directory, cameras.Count))
        {
            NpyArray array = ReadArray(path);
            if (array.Shape is not [Rows, Columns])
                throw new InvalidDataException($"{path} is not of shape ({Rows}, {Columns}).");
            cameras.Add(create(Pose.FromTopRows(Floats(array, path))));
        }

        return cameras;
    }

    private static NpyArray ReadArray(string path)
    {
        using FileStream stream = File.OpenRead(path);
        return Npy.Read(stream);
    }

    /// <summary>Renderers of Blender write double precision.</summary>
    private static float[] Floats(NpyArray array, string path)
    {
        if (array.ElementType == typeof(float))
            return array.Values<float>().ToArray();
        if (array.ElementType != typeof(double))
            throw new InvalidDataException($"{path} holds {array.ElementType.Name}; expected are numbers of single or double precision.");

        ReadOnlySpan<double> values = array.Values<double>();
        var floats = new float[values.Length];
        for (int i = 0; i < floats.Length; i++)
            floats[i] = (float)values[i];
        return floats;
    }
}
