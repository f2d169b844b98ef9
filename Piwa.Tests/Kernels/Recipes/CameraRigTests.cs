using System.Numerics;
using Piwa.Kernels.Recipes;

namespace Piwa.Tests.Kernels.Recipes;

public sealed class CameraRigTests
{
    public static TheoryData<string> Rigs => [.. CameraRig.All.Select(rig => rig.Name)];

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
                Assert.Equal(0f, camera.Right.Z, 1e-6f);
                Assert.True(camera.Down.Z <= 0f);
                Assert.True(camera.Near > 0f && camera.Far > camera.Near);
            }
        }
    }

    [Fact]
    public void Objaverse12StandsAsPublished()
    {
        IReadOnlyList<Camera> cameras = CameraRig.Objaverse12.CreateCameras(1, 1);
        for (int i = 0; i < cameras.Count; i++)
        {
            Vector3 p = cameras[i].Position;
            Assert.Equal(1.5f, p.Length(), 1e-6f);
            Assert.Equal(30f, MathF.Asin(p.Z / p.Length()) * 180f / MathF.PI, 1e-4f);
            Assert.Equal(i * 30f, ((MathF.Atan2(p.Y, p.X) * 180f / MathF.PI) + 360.0001f) % 360f, 1e-2f);
            Assert.Equal(49.13f, 2f * MathF.Atan(0.5f / cameras[i].FocalLength) * 180f / MathF.PI, 0.01f);
        }
    }

    [Fact]
    public void Lrm32KeepsToItsPublishedRanges()
    {
        Camera[] cameras = [.. Enumerable.Range(0, 200).SelectMany(i => CameraRig.Lrm32.CreateCameras(1, (ulong)i))];
        Assert.All(cameras, camera =>
        {
            Assert.InRange(camera.Position.Length(), 1.0f - 1e-5f, 1.75f);
            Assert.InRange(camera.Position.Z, -0.375f, 0.8f);
            Assert.Equal(50f, 2f * MathF.Atan(0.5f / camera.FocalLength) * 180f / MathF.PI, 0.01f);
        });
        double below = cameras.Count(camera => camera.Position.Z < 0f) / (double)cameras.Length;
        Assert.InRange(below, 0.25, 0.32); // published: 28 %
    }
}
