using System.Numerics;
using Piwa.Kernels.Recipes;

namespace Piwa.Tests.Kernels.Recipes;

public sealed class CameraRigTests
{
    private const int Assets = 400;

    public static TheoryData<string> Rigs => [.. CameraRig.All.Select(rig => rig.Name)];

    [Fact]
    public void ThereAreNineRigsOfTheirPublishedCounts() => Assert.Equal(
        [
            ("objaverse12", 12), ("lrm32", 32), ("zeroverse32", 32), ("trellis150", 150), ("trellis_cond24", 24), ("zero123pp6", 6),
            ("syncdreamer16", 16), ("gobj40", 40), ("ortho6", 6),
        ],
        CameraRig.All.Select(rig => (rig.Name, rig.ViewCount)));

    [Theory]
    [MemberData(nameof(Rigs))]
    public void CamerasAreOrthonormalLookAtTheAssetAndStandUpright(string name)
    {
        CameraRig rig = CameraRig.Find(name);
        for (ulong index = 0; index < 20; index++)
        {
            IReadOnlyList<Camera> cameras = rig.CreateCameras(3, index);
            Assert.Equal(rig.ViewCount, cameras.Count);
            foreach (Camera camera in cameras)
            {
                Assert.Equal(0f, Vector3.Dot(camera.Right, camera.Forward), 1e-6f);
                Assert.Equal(0f, Vector3.Dot(camera.Right, camera.Down), 1e-6f);
                Assert.Equal(0f, (Vector3.Cross(camera.Right, camera.Down) - camera.Forward).Length(), 1e-6f);
                Assert.Equal(1f, Vector3.Dot(camera.Forward, Vector3.Normalize(-camera.Position)), 1e-6f);
                Assert.True(MathF.Abs(camera.Forward.Z) > 0.999f || MathF.Abs(camera.Right.Z) < 1e-6f);
                Assert.True(camera.Down.Z <= 1e-6f || MathF.Abs(camera.Forward.Z) > 0.999f);
                Assert.True(camera.Near > 0f && camera.Far > camera.Near);
                Assert.Equal(Camera.AssetRadius, (camera.Far - camera.Near) / 2f, 1e-5f);
            }
        }
    }

    [Theory]
    [MemberData(nameof(Rigs))]
    public void CamerasAreAPureFunctionOfSeedAndIndex(string name)
    {
        CameraRig rig = CameraRig.Find(name);
        IReadOnlyList<Camera> first = rig.CreateCameras(3, 7);
        rig.CreateCameras(4, 8);
        Assert.Equal(first, rig.CreateCameras(3, 7));
        bool isRandom = name is "lrm32" or "zeroverse32" or "trellis150" or "trellis_cond24" or "gobj40";
        Assert.Equal(isRandom, !first.SequenceEqual(rig.CreateCameras(3, 8)));
        Assert.Equal(isRandom, !first.SequenceEqual(rig.CreateCameras(4, 7)));
    }

    [Theory]
    [MemberData(nameof(Rigs))]
    public void RecipesOfEveryRigAreReadBackFromJson(string name)
    {
        for (ulong index = 0; index < 20; index++)
        {
            Recipe recipe = Preset.Piwa.Sample(5, index, CameraRig.Find(name));
            Assert.Equal(recipe.Cameras, RecipeJson.Read(RecipeJson.Write(recipe)).Cameras);
        }
    }

    [Theory]
    [InlineData("objaverse12")]
    [InlineData("syncdreamer16")]
    public void OrbitsStandAsPublished(string name)
    {
        IReadOnlyList<Camera> cameras = CameraRig.Find(name).CreateCameras(1, 1);
        for (int i = 0; i < cameras.Count; i++)
        {
            Assert.Equal(1.5f, cameras[i].Position.Length(), 1e-6f);
            Assert.Equal(30, Elevation(cameras[i]), 1e-4);
            Assert.Equal(i * 360.0 / cameras.Count, Azimuth(cameras[i]), 1e-2);
            Assert.Equal(49.13, Fov(cameras[i]), 0.01);
        }
    }

    [Fact]
    public void Lrm32KeepsToItsPublishedRanges()
    {
        Camera[] cameras = Many(CameraRig.Lrm32);
        Assert.All(cameras, camera =>
        {
            Assert.InRange(camera.Position.Length(), 1.0f - 1e-5f, 1.75f);
            Assert.InRange(camera.Position.Z, -0.375f, 0.8f);
            Assert.Equal(50, Fov(camera), 0.01);
        });
        Assert.InRange(ShareBelow(cameras), 0.27, 0.29); // published: 28 %
    }

    [Fact]
    public void Zeroverse32KeepsToItsPublishedDistribution()
    {
        Camera[] cameras = Many(CameraRig.Zeroverse32);
        Assert.All(cameras, camera =>
        {
            Assert.InRange(camera.Position.Length(), 0.91f - 1e-5f, 2.8f / 1.8f);
            Assert.InRange(camera.Position.Z, -0.75f / 1.5f * 0.91f, 0.91f); // those moved out keep their elevation
            Assert.Equal(50, Fov(camera), 0.01);
        });
        Assert.InRange(ShareBelow(cameras), 0.265, 0.29); // measured of the source: 27 %
        Assert.Equal(17.8, Percentile(cameras.Select(Elevation), 50), 0.8);
        Assert.InRange(cameras.Count(camera => camera.Position.Length() < 0.9101f) / (double)cameras.Length, 0.125, 0.155); // moved out
    }

    [Fact]
    public void Trellis150IsEvenWithAQuarterBelowTheHorizon()
    {
        Camera[] cameras = Many(CameraRig.Trellis150);
        Assert.All(cameras, camera =>
        {
            Assert.Equal(2f, camera.Position.Length(), 1e-5f);
            Assert.Equal(40, Fov(camera), 0.01);
        });
        Assert.InRange(ShareBelow(cameras), 0.245, 0.255);

        // Even in height above and below the horizon, and in azimuth.
        Assert.Equal(0.5, Percentile(cameras.Where(camera => camera.Position.Z > 0f).Select(camera => camera.Position.Z / 2.0), 50), 0.01);
        Assert.Equal(-0.5, Percentile(cameras.Where(camera => camera.Position.Z < 0f).Select(camera => camera.Position.Z / 2.0), 50), 0.01);
        for (int quarter = 0; quarter < 4; quarter++)
        {
            int low = 90 * quarter;
            Assert.InRange(cameras.Count(camera => Azimuth(camera) >= low && Azimuth(camera) < low + 90) / (double)cameras.Length, 0.24, 0.26);
        }
    }

    [Fact]
    public void TrellisCond24FitsTheSphereAtEveryAngle()
    {
        Camera[] cameras = Many(CameraRig.TrellisCond24);
        Assert.All(cameras, camera => Assert.Equal(
            Math.Sqrt(0.75) / Math.Sin(Fov(camera) * Math.PI / 360), camera.Position.Length(), 1e-3));
        Assert.InRange(cameras.Min(Fov), 10 - 1e-2, 12);
        Assert.InRange(cameras.Max(Fov), 69.5, 70 + 1e-2);
        Assert.Equal(17.7, Percentile(cameras.Select(Fov), 5), 0.5);
        Assert.Equal(48.5, Percentile(cameras.Select(Fov), 50), 0.5);
        Assert.Equal(68, Percentile(cameras.Select(Fov), 95), 0.5);
        Assert.InRange(ShareBelow(cameras), 0.24, 0.26);
    }

    [Fact]
    public void Zero123Plus6StandsAsPublished()
    {
        IReadOnlyList<Camera> cameras = CameraRig.Zero123Plus6.CreateCameras(1, 1);
        for (int i = 0; i < cameras.Count; i++)
        {
            Assert.Equal(30 + (60 * i), Azimuth(cameras[i]), 1e-3);
            Assert.Equal(i % 2 == 0 ? 20 : -10, Elevation(cameras[i]), 1e-3);
            Assert.Equal(30, Fov(cameras[i]), 1e-3);
            Assert.Equal(Math.Sqrt(0.75) / Math.Sin(Math.PI / 12), cameras[i].Position.Length(), 1e-4);
        }
    }

    [Fact]
    public void GObjaverse40IsTwoOrbitsWithTopAndBottom()
    {
        double[] upper = new double[Assets], lower = new double[Assets], distance = new double[Assets];
        for (int index = 0; index < Assets; index++)
        {
            IReadOnlyList<Camera> cameras = CameraRig.GObjaverse40.CreateCameras(2, (ulong)index);
            (upper[index], lower[index], distance[index]) = (Elevation(cameras[0]), Elevation(cameras[27]), cameras[0].Position.Length());
            for (int i = 0; i < cameras.Count; i++)
            {
                Assert.Equal(39.6, Fov(cameras[i]), 0.01);
                Assert.Equal(distance[index], cameras[i].Position.Length(), 1e-5);
                if (i is 25 or 26)
                {
                    Assert.Equal(i == 25 ? -Vector3.UnitZ : Vector3.UnitZ, cameras[i].Forward);
                    continue;
                }

                Assert.Equal(i < 25 ? upper[index] : lower[index], Elevation(cameras[i]), 1e-3);
                Assert.Equal(i < 25 ? 15 * i % 360 : 30 * (i - 27) % 360, Azimuth(cameras[i]), 1e-2);
            }

            Assert.Equal(cameras[0], cameras[24]);
            Assert.Equal(cameras[27], cameras[39]);
        }

        AssertUniform(upper, 5, 30);
        AssertUniform(lower, -5, 5);
        AssertUniform(distance, 1.0, 1.5);
    }

    [Fact]
    public void Ortho6ShowsTheUnitCubeFromEverySide()
    {
        IReadOnlyList<Camera> cameras = CameraRig.Ortho6.CreateCameras(1, 1);
        Vector3[] axes = [Vector3.UnitX, -Vector3.UnitX, Vector3.UnitY, -Vector3.UnitY, Vector3.UnitZ, -Vector3.UnitZ];
        Assert.Equal(axes.Select(axis => axis * 1.5f), cameras.Select(camera => camera.Position));
        Assert.All(cameras, camera =>
        {
            Assert.Equal(CameraProjection.Orthographic, camera.Projection);
            Assert.InRange(1f / camera.FocalLength, 1.1f, 1.3f);
        });
    }

    private static Camera[] Many(CameraRig rig) => [.. Enumerable.Range(0, Assets).SelectMany(i => rig.CreateCameras(1, (ulong)i))];

    private static double Elevation(Camera camera) => Math.Asin(camera.Position.Z / camera.Position.Length()) * 180 / Math.PI;

    private static double Azimuth(Camera camera) =>
        ((Math.Atan2(camera.Position.Y, camera.Position.X) * 180 / Math.PI) + 360.0001) % 360;

    private static double Fov(Camera camera) => 2 * Math.Atan(0.5 / camera.FocalLength) * 180 / Math.PI;

    private static double ShareBelow(Camera[] cameras) => cameras.Count(camera => camera.Position.Z < 0f) / (double)cameras.Length;

    private static double Percentile(IEnumerable<double> values, int percent)
    {
        double[] sorted = [.. values.Order()];
        return sorted[sorted.Length * percent / 100];
    }

    private static void AssertUniform(double[] values, double low, double high)
    {
        Assert.All(values, value => Assert.InRange(value, low - 1e-4, high + 1e-4));
        Assert.Equal((low + high) / 2, values.Average(), (high - low) * 0.05);
        Assert.Equal(low + ((high - low) * 0.9), Percentile(values, 90), (high - low) * 0.05);
    }
}
