using System.Numerics;
using Piwa.Kernels.Buffers;
using Piwa.Kernels.Recipes;
using Piwa.Kernels.Views;
using Piwa.Pipeline.Cameras;
using Piwa.Pipeline.Shards;
using Piwa.Pipeline.Stages;
using Piwa.Tests.Kernels.Meshes;

namespace Piwa.Tests.Cameras;

public sealed class CameraRecordTests
{
    [Fact]
    public void ARecordOfARecipeEqualsThatOfItsSealedRow()
    {
        using var bench = new MeshBench(600);
        AssetBuffer asset = bench.Render(Preset.Piwa.Sample(3, 5, CameraRig.Objaverse12));
        var row = new AssetRow(new RowLayout(asset.ViewCount, asset.Channels));
        using var sealer = new AssetSealer(3);
        using var chunks = new BlobChunks();
        sealer.Seal(asset, row, new BlobArena(chunks));
        for (int view = 0; view < asset.ViewCount; view++)
        {
            CameraRecord stored = CameraRecord.FromRow(
                row.Intrinsics.AsSpan(4 * view, 4),
                row.WorldToCamera.AsSpan(16 * view, 16),
                row.CameraToWorld.AsSpan(16 * view, 16),
                row.DepthRange.AsSpan(2 * view, 2),
                row.ImageResolution,
                DepthKind.Z,
                NormalSpace.World,
                CameraProjection.Perspective);
            Assert.Equal(stored, CameraRecord.From(asset.Recipe.Cameras[view], asset.ImageResolution));
        }
    }

    [Fact]
    public void AScaledCameraSeesAScaledWorldInTheSamePixels()
    {
        foreach (CameraRig rig in (CameraRig[])[CameraRig.Lrm32, CameraRig.Ortho6])
        {
            foreach (Camera camera in rig.CreateCameras(1, 2))
            {
                CameraRecord record = CameraRecord.From(camera, 512), twice = record.Scale(2f);
                var (u, v, axial) = ViewGeometry.Of(record).Project(new Point(0.1, -0.2, 0.3));
                var scaled = ViewGeometry.Of(twice).Project(new Point(0.2, -0.4, 0.6));
                Assert.Equal(u, scaled.U, 1e-3);
                Assert.Equal(v, scaled.V, 1e-3);
                Assert.Equal(2 * axial, scaled.Axial, 1e-6);
                Assert.Equal((2 * record.Near, 2 * record.Far), (twice.Near, twice.Far));
                Assert.Equal(record, twice.Scale(0.5f));
            }
        }
    }

    [Fact]
    public void AnglesAreThoseOfTheSystemsTangent()
    {
        for (int degrees = 1; degrees < 179; degrees++)
        {
            double radians = degrees * Math.PI / 180, focal = 256 / Math.Tan(radians / 2);
            Assert.Equal(1, Angle.Focal(radians, 512) / focal, 1e-14);
            Assert.Equal(radians, Angle.FieldOfView(focal, 512), 1e-14);
        }
    }

    [Fact]
    public void PosesAreInverseUpToTheAxes()
    {
        foreach (Camera camera in CameraRig.Lrm32.CreateCameras(1, 2))
        {
            CameraRecord record = CameraRecord.From(camera, 64);
            Matrix4x4 product = Matrix4x4.Multiply(record.WorldToCamera, record.CameraToWorld);
            Matrix4x4 axes = Matrix4x4.CreateScale(1f, -1f, -1f);
            for (int row = 0; row < 4; row++)
            {
                for (int column = 0; column < 4; column++)
                    Assert.Equal(axes[row, column], product[row, column], 1e-6f);
            }
        }
    }

    [Fact]
    public void ArraysOfAnotherLengthAreRefused() => Assert.ThrowsAny<ArgumentException>(() => CameraRecord.FromRow(
        new float[3], new float[16], new float[16], new float[2], 64, DepthKind.Z, NormalSpace.World, CameraProjection.Perspective));
}
