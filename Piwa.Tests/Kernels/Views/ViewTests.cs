using System.Numerics;
using Piwa.Kernels.Buffers;
using Piwa.Kernels.Meshes;
using Piwa.Kernels.Recipes;
using Piwa.Tests.Kernels.Meshes;

namespace Piwa.Tests.Kernels.Views;

/// <summary>Rendered views of shapes whose pictures are known.</summary>
public sealed class ViewTests : IDisposable
{
    private readonly MeshBench _bench = new();

    public void Dispose() => _bench.Dispose();

    [Fact]
    public void ASphereIsADiscWithItsDepthAndNormals()
    {
        AssetBuffer asset = _bench.Render(MeshBench.Of(new Part { Primitive = PrimitiveKind.Ellipsoid, HalfExtents = new(1f) }));
        for (int view = 0; view < asset.ViewCount; view++)
        {
            Camera camera = asset.Recipe.Cameras[view];
            for (int pixel = 0; pixel < asset.Depth(view).Length; pixel++)
            {
                (Vector3 origin, Vector3 direction) = Ray(camera, asset.ImageResolution, pixel);
                float b = Vector3.Dot(origin, direction);
                float discriminant = (b * b) - (Vector3.Dot(origin, origin) - 0.25f);
                bool covered = asset.Depth(view)[pixel] != 0;
                if (MathF.Abs(discriminant) < 0.02f)
                    continue; // the rim, where a pixel may go either way

                Assert.Equal(discriminant > 0f, covered);
                Assert.Equal(covered, asset.Color(view)[pixel] != 0);
                if (!covered)
                    continue;

                Vector3 hit = origin + (direction * (-b - MathF.Sqrt(discriminant)));
                float depth = Vector3.Dot(hit - camera.Position, camera.Forward);
                Assert.Equal(depth, Depth(camera, asset.Depth(view)[pixel]), 0.004f);
                Vector3 normal = OctahedralNormal.Decode(asset.Normal(view)[pixel]);
                Assert.InRange(Vector3.Dot(normal, hit * 2f), 0.995f, 1.01f);
            }
        }
    }

    [Fact]
    public void DepthOfOneViewLandsOnTheSurfaceInAnother()
    {
        AssetBuffer asset = _bench.Render(Preset.Piwa.Sample(3, 5, CameraRig.Objaverse12));
        Camera from = asset.Recipe.Cameras[0], to = asset.Recipe.Cameras[1];
        int resolution = asset.ImageResolution, compared = 0, near = 0;
        for (int pixel = 0; pixel < asset.Depth(0).Length; pixel++)
        {
            if (asset.Depth(0)[pixel] == 0)
                continue;

            (Vector3 origin, Vector3 direction) = Ray(from, resolution, pixel);
            Vector3 point = origin + (direction * (Depth(from, asset.Depth(0)[pixel]) / Vector3.Dot(direction, from.Forward)));
            Vector3 seen = point - to.Position;
            float depth = Vector3.Dot(seen, to.Forward);
            int x = (int)(((Vector3.Dot(seen, to.Right) / depth * to.FocalLength) + 0.5f) * resolution);
            int y = (int)(((Vector3.Dot(seen, to.Down) / depth * to.FocalLength) + 0.5f) * resolution);
            if (x < 1 || y < 1 || x > resolution - 2 || y > resolution - 2 || asset.Depth(1)[(y * resolution) + x] == 0)
                continue; // the rim

            // Either the same point, or something before it hides it: never something behind, within a pixel.
            compared++;
            float other = float.MaxValue;
            for (int i = 0; i < 9; i++)
            {
                ushort there = asset.Depth(1)[((y + (i / 3) - 1) * resolution) + x + (i % 3) - 1];
                other = there == 0 ? other : MathF.Min(other, Depth(to, there));
            }

            Assert.True(other < depth + 0.01f, $"pixel {pixel}: {other} behind {depth}");
            near += MathF.Abs(Depth(to, asset.Depth(1)[(y * resolution) + x]) - depth) < 0.02f ? 1 : 0;
        }

        Assert.InRange(compared, 200, int.MaxValue);
        Assert.InRange((double)near / compared, 0.5, 1);
    }

    [Theory]
    [InlineData("piwa")]
    [InlineData("zeroverse")]
    public void NoViewIsBlankBlackOrBurnt(string preset)
    {
        for (ulong index = 0; index < 12; index++)
        {
            AssetBuffer asset = _bench.Render(Preset.Find(preset).Sample(9, index, CameraRig.Objaverse12));
            Assert.Null(asset.Fault);
            for (int view = 0; view < asset.ViewCount; view++)
            {
                int[] covered = [.. asset.Color(view).ToArray().Where(pixel => pixel != 0)];
                Assert.InRange(covered.Length, asset.Color(view).Length / 100, asset.Color(view).Length);
                double mean = covered.Average(pixel => ((pixel & 0xFF) + ((pixel >> 8) & 0xFF) + ((pixel >> 16) & 0xFF)) / 3.0);
                Assert.InRange(mean, 8, 245);
            }
        }
    }

    private static (Vector3 Origin, Vector3 Direction) Ray(Camera camera, int resolution, int pixel)
    {
        float x = (((pixel % resolution) + 0.5f) / resolution) - 0.5f, y = (((pixel / resolution) + 0.5f) / resolution) - 0.5f;
        return (camera.Position, Vector3.Normalize((camera.Right * x) + (camera.Down * y) + (camera.Forward * camera.FocalLength)));
    }

    private static float Depth(Camera camera, ushort value) => camera.Near + ((value - 1) / 65534f * (camera.Far - camera.Near));
}
