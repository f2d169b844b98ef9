using System.Numerics;
using System.Text.Json;
using Piwa.Kernels.Recipes;
using Piwa.Kernels.Views;
using Piwa.Pipeline.Cameras;
using Piwa.Tests.Infrastructure;

namespace Piwa.Tests.Cameras;

public sealed class CameraFilesTests : IDisposable
{
    private const int Resolution = 256;
    private const float PlaceTolerance = 1e-6f; // of the distance: a camera's place out of world-to-camera is a sum of three products

    private readonly TemporaryDirectory _folder = new();

    public static TheoryData<CameraDialect, string> All => new(
        from dialect in Enum.GetValues<CameraDialect>() from rig in CameraRig.All select (dialect, rig.Name));

    public static TheoryData<CameraDialect> Dialects => [.. Enum.GetValues<CameraDialect>()];

    public void Dispose() => _folder.Dispose();

    [Theory]
    [MemberData(nameof(All))]
    public void EveryRigComesBackOrIsRefused(CameraDialect dialect, string rig)
    {
        CameraRecord[] cameras = Records(CameraRig.Find(rig).CreateCameras(5, 3));
        bool isParallel = rig == "ortho6", isVarying = rig == "trellis_cond24";
        bool canHold = dialect switch
        {
            CameraDialect.TransformsJson => true,
            CameraDialect.OpenCvJson or CameraDialect.AxesJson => !isParallel,
            _ => !isParallel && !isVarying,
        };
        Assert.Equal(canHold, CameraFiles.Check(dialect, cameras).Count == 0);
        if (!canHold)
        {
            string message = Assert.Throws<ArgumentException>(() => CameraFiles.Write(dialect, cameras, _folder["refused"])).Message;
            Assert.Contains(isParallel ? "View 0 is a parallel projection" : "View 1 has other intrinsics", message, StringComparison.Ordinal);
            Assert.False(Directory.Exists(_folder["refused"]));
            return;
        }

        CameraFiles.Write(dialect, cameras, _folder.Path);

        // What the dialect does not hold is given; what it holds is given wrong, and must not be taken.
        bool holdsIntrinsics = dialect is not (CameraDialect.WorldToCameraNpy or CameraDialect.CamerasNpz);
        bool holdsSize = holdsIntrinsics && dialect != CameraDialect.AxesJson;
        bool holdsRange = dialect is CameraDialect.TransformsJson or CameraDialect.OpenCvJson or CameraDialect.AxesJson;
        CameraRecord missing = cameras[0] with { CameraToWorld = default, WorldToCamera = default };
        if (holdsIntrinsics)
            missing = missing with { FocalX = 1f, FocalY = 2f, CentreX = 3f, CentreY = 4f };
        if (holdsSize)
            missing = missing with { Width = 5, Height = 6 };
        if (holdsRange)
            missing = missing with { Near = 7f, Far = 8f };
        IReadOnlyList<CameraRecord> read = CameraFiles.Read(dialect, _folder.Path, missing);

        Assert.Equal(cameras.Length, read.Count);
        bool isExact = dialect is CameraDialect.TransformsJson or CameraDialect.PoseNpy or CameraDialect.AxesJson;
        for (int view = 0; view < cameras.Length; view++)
        {
            CameraRecord expected = cameras[view];
            if (!holdsRange)
                expected = expected with { Near = missing.Near, Far = missing.Far };
            if (!isExact)
            {
                Vector3 place = Place(expected.CameraToWorld);
                Assert.Equal(0f, (place - Place(read[view].CameraToWorld)).Length() / place.Length(), PlaceTolerance);
                expected = expected with { CameraToWorld = WithPlace(expected.CameraToWorld, Place(read[view].CameraToWorld)) };
            }

            Assert.Equal(expected, read[view]);
        }
    }

    [Theory]
    [MemberData(nameof(Dialects))]
    public void TheFilesAreTheGoldenOnes(CameraDialect dialect)
    {
        string name = JsonNamingPolicy.KebabCaseLower.ConvertName(dialect.ToString());
        CameraFiles.Write(dialect, Records([.. CameraRig.Objaverse12.CreateCameras(1, 1).Take(2)]), _folder[name]);
        string golden = Path.Combine(AppContext.BaseDirectory, "Golden", "cameras", name);
        string[] files = Files(golden);
        Assert.NotEmpty(files);
        Assert.Equal(files, Files(_folder[name]));
        Assert.All(files, file => Assert.Equal(File.ReadAllBytes(Path.Combine(golden, file)), File.ReadAllBytes(Path.Combine(_folder[name], file))));
    }

    [Fact]
    public void APointProjectsTheSameThroughEveryDialectAsItsReadersReadIt()
    {
        // Readers as published loaders have them, in terms of plain numbers; the truth comes from the recipe's camera.
        Camera[] cameras = [.. CameraRig.Lrm32.CreateCameras(2, 9)];
        foreach (CameraDialect dialect in Enum.GetValues<CameraDialect>())
            CameraFiles.Write(dialect, Records(cameras), _folder[dialect.ToString()]);
        var script = """
            import sys, json, numpy as np
            root, count = sys.argv[1], int(sys.argv[2])
            points = np.array([[0.1, -0.2, 0.3, 1], [-0.4, 0.25, -0.1, 1], [0.5, 0.5, 0.5, 1]]).T
            gl = np.diag([1.0, -1, -1, 1])
            square = lambda m: np.vstack([m, [0, 0, 0, 1]])
            def pixels(w2c_cv, fx, cx):
                p = w2c_cv @ points
                return np.stack([p[0] / p[2] * fx + cx, p[1] / p[2] * fx + cx, p[2]])
            transforms = json.load(open(f'{root}/TransformsJson/transforms.json'))['frames']
            opencv = json.load(open(f'{root}/OpenCvJson/opencv_cameras.json'))['frames']
            poses = np.load(f'{root}/CamerasNpz/cameras.npz')['cam_poses']
            k = np.load(f'{root}/PoseNpy/intrinsics.npy')
            w = 256
            for i in range(count):
                f = opencv[i]
                truth = pixels(np.array(f['w2c']), f['fx'], f['cx'])
                t = transforms[i]
                read = {
                    'TransformsJson': pixels(np.linalg.inv(np.array(t['transform_matrix']) @ gl), w / 2 / np.tan(t['camera_angle_x'] / 2), w / 2),
                    'WorldToCameraNpy': pixels(gl @ square(np.load(f'{root}/WorldToCameraNpy/{i:03d}.npy')), f['fx'], w / 2),
                    'CamerasNpz': pixels(gl @ square(poses[i]), f['fx'], w / 2),
                    'PoseNpy': pixels(np.linalg.inv(square(np.load(f'{root}/PoseNpy/pose/{i:03d}.npy')) @ gl), k[0, 0], k[1, 0]),
                }
                j = json.load(open(f'{root}/AxesJson/{i:05d}/{i:05d}.json'))
                c2w = np.eye(4)
                c2w[:3, 0], c2w[:3, 1], c2w[:3, 2], c2w[:3, 3] = j['x'], -np.array(j['y']), -np.array(j['z']), j['origin']
                read['AxesJson'] = pixels(np.linalg.inv(c2w @ gl), w / 2 / np.tan(j['x_fov'] / 2), w / 2)
                for name, got in read.items():
                    assert np.abs(got - truth).max() < 1e-3, (i, name, got, truth)
                print(*truth.T.reshape(-1), file=open(f'{root}/truth-{i}.txt', 'w'))
            """;
        File.WriteAllText(_folder["readers.py"], script);
        PythonTool.Run([_folder["readers.py"], _folder.Path, $"{cameras.Length}"], "numpy");

        Vector3[] points = [new(0.1f, -0.2f, 0.3f), new(-0.4f, 0.25f, -0.1f), new(0.5f)];
        for (int view = 0; view < cameras.Length; view++)
        {
            float[] truth = [.. File.ReadAllText(_folder[$"truth-{view}.txt"]).Split(' ').Select(text => float.Parse(text, System.Globalization.CultureInfo.InvariantCulture))];
            for (int i = 0; i < points.Length; i++)
            {
                Vector3 seen = points[i] - cameras[view].Position;
                float depth = Vector3.Dot(seen, cameras[view].Forward);
                Assert.Equal(((Vector3.Dot(seen, cameras[view].Right) / depth * cameras[view].FocalLength) + 0.5f) * Resolution, truth[3 * i], 1e-3f);
                Assert.Equal(((Vector3.Dot(seen, cameras[view].Down) / depth * cameras[view].FocalLength) + 0.5f) * Resolution, truth[(3 * i) + 1], 1e-3f);
                Assert.Equal(depth, truth[(3 * i) + 2], 1e-5f);
            }
        }
    }

    [Fact]
    public void ImagesAreNamedAsAsked()
    {
        CameraRecord[] cameras = Records(CameraRig.Zero123Plus6.CreateCameras(1, 1));
        CameraFiles.Write(CameraDialect.OpenCvJson, cameras, _folder.Path, "images/view-{0:D5}.webp");
        using JsonDocument file = JsonDocument.Parse(File.ReadAllText(_folder["opencv_cameras.json"]));
        Assert.Equal("images/view-00003.webp", file.RootElement.GetProperty("frames")[3].GetProperty("file_path").GetString());
    }

    [Fact]
    public void AFileOfTrellisIsReadWithItsAngleAlone()
    {
        CameraRecord[] cameras = Records(CameraRig.TrellisCond24.CreateCameras(1, 1));
        CameraFiles.Write(CameraDialect.TransformsJson, cameras, _folder.Path);
        string text = File.ReadAllText(_folder["transforms.json"]);
        foreach (string ours in (string[])["w", "h", "fl_x", "fl_y", "cx", "cy", "proj_type"])
            text = System.Text.RegularExpressions.Regex.Replace(text, $@"\s*""{ours}"": [^\n]*(?=\n)", "");
        text = System.Text.RegularExpressions.Regex.Replace(text, @",(\s*\})", "$1");
        File.WriteAllText(_folder["transforms.json"], text);
        Assert.Equal(cameras, CameraFiles.Read(CameraDialect.TransformsJson, _folder.Path, cameras[0]));
    }

    [Fact]
    public void AnOffCentreOrSkewedImageIsRefusedWhereReadersDoNotKnowIt()
    {
        CameraRecord camera = Records(CameraRig.Objaverse12.CreateCameras(1, 1))[0];
        foreach (CameraDialect dialect in Enum.GetValues<CameraDialect>())
        {
            bool canHold = dialect is CameraDialect.OpenCvJson or CameraDialect.PoseNpy;
            Assert.Equal(canHold, CameraFiles.Check(dialect, [camera with { CentreX = 120f }]).Count == 0);
            Assert.Equal(canHold, CameraFiles.Check(dialect, [camera with { FocalY = 120f }]).Count == 0);
            Assert.NotEmpty(CameraFiles.Check(dialect, []));
        }
    }

    [Theory]
    [MemberData(nameof(Dialects))]
    public void WhatIsNotThereOrDamagedIsNamed(CameraDialect dialect)
    {
        CameraRecord[] cameras = Records(CameraRig.Objaverse12.CreateCameras(1, 1));
        Assert.ThrowsAny<IOException>(() => CameraFiles.Read(dialect, _folder["nothing"], cameras[0]));
        CameraFiles.Write(dialect, cameras, _folder.Path);
        foreach (string file in Directory.GetFiles(_folder.Path, "*", SearchOption.AllDirectories))
            File.WriteAllText(file, "{ \"frames\": [3] }");
        Assert.Throws<InvalidDataException>(() => CameraFiles.Read(dialect, _folder.Path, cameras[0]));
    }

    private static CameraRecord[] Records(IReadOnlyList<Camera> cameras) =>
        [.. cameras.Select(camera => CameraRecord.From(camera, Resolution, DepthKind.Ray, NormalSpace.Camera))];

    private static Vector3 Place(Matrix4x4 m) => new(m.M14, m.M24, m.M34);

    private static Matrix4x4 WithPlace(Matrix4x4 m, Vector3 place) => m with { M14 = place.X, M24 = place.Y, M34 = place.Z };

    private static string[] Files(string folder) =>
        [.. Directory.GetFiles(folder, "*", SearchOption.AllDirectories).Select(file => Path.GetRelativePath(folder, file)).Order(StringComparer.Ordinal)];
}
