using System.Numerics;
using Piwa.Kernels.Buffers;
using Piwa.Kernels.Recipes;
using Piwa.Kernels.Views;
using Piwa.Pipeline.Cameras;

namespace Piwa.Tests.Cameras;

public sealed class ReprojectionTests
{
    private const int Assets = 4;
    private const string RayForZ = "z taken for ray, or ray for z";

    /// <summary>Rigs by depth kind.</summary>
    public static TheoryData<string, DepthKind> Cases => new(
        from rig in (string[])["objaverse12", "ortho6", "lrm32", "gobj40"] from kind in Enum.GetValues<DepthKind>() select (rig, kind));

    /// <summary>Records that are wrong in one way each.</summary>
    private static readonly Dictionary<string, Func<CameraRecord, CameraRecord>> Wrong = new()
    {
        ["world-to-camera transposed"] = record => record with { WorldToCamera = Transpose(record.WorldToCamera) },
        ["both transposed"] = record => record with
        {
            WorldToCamera = Transpose(record.WorldToCamera),
            CameraToWorld = Transpose(record.CameraToWorld),
        },
        ["camera-to-world in OpenCV axes"] = record => record with { CameraToWorld = Matrix4x4.Multiply(record.CameraToWorld, Matrix4x4.CreateScale(1f, -1f, -1f)) },
        [RayForZ] = record => record with { DepthKind = 1 - record.DepthKind },
        ["principal point half a pixel off"] = record => record with { CentreX = record.CentreX + 0.5f, CentreY = record.CentreY + 0.5f },
        ["near and far swapped"] = record => record with { Near = record.Far, Far = record.Near },
        ["focal length 3 % off"] = record => record with { FocalX = record.FocalX * 1.03f, FocalY = record.FocalY * 1.03f },
        ["asset half the size"] = record => record with { Near = record.Near / 2f, Far = record.Far / 2f },
    };

    [Theory]
    [MemberData(nameof(Cases))]
    public void WhatOneViewSeesAnotherSeesInTheSamePixel(string rig, DepthKind kind)
    {
        using var bench = new DepthBench(CameraRig.Find(rig), kind);
        var check = new Reprojection();
        int points = 0;
        ForEachAsset(bench, (asset, records) =>
        {
            ReprojectionResult result = check.Measure(asset, records);
            Assert.True(result.Agrees, $"asset {asset.Index}: {result}");
            Assert.InRange(result.LargestError, 0, ReprojectionResult.Tolerance);
            Assert.Equal(result, new Reprojection().Measure(asset, records));
            Assert.Equal(result, check.Measure(Planes(asset), records));
            points += result.MutualPoints;
        });
        Assert.InRange(points, 20 * Assets, 4 * Reprojection.MaxPoints * Assets);
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void EveryWrongConventionIsFound(string rig, DepthKind kind)
    {
        using var bench = new DepthBench(CameraRig.Find(rig), kind, 128);
        var check = new Reprojection();
        int telling = 0;
        ForEachAsset(bench, (asset, records) =>
        {
            // Small mistakes hide where hardly anything is seen twice.
            const int PointsThatTell = 20;
            if (check.Measure(asset, records).MutualPoints < PointsThatTell)
                return;

            telling++;
            foreach ((string mistake, Func<CameraRecord, CameraRecord> change) in Wrong)
            {
                if (rig == "ortho6" && mistake == RayForZ)
                    continue; // the same in a parallel projection
                ReprojectionResult wrong = check.Measure(asset, [.. records.Select(change)]);
                Assert.False(wrong.Agrees, $"{mistake}, asset {asset.Index}: {wrong}");
                Assert.True(wrong.MutualPoints < ReprojectionResult.FewestPoints || wrong.Contradictions > 0 || wrong.LargestError > ReprojectionResult.Tolerance);
            }
        });
        Assert.InRange(telling, (Assets / 2) + 1, Assets);
    }

    [Fact]
    public void OneWrongViewAmongManyIsFound()
    {
        using var bench = new DepthBench(CameraRig.Objaverse12, DepthKind.Z);
        var check = new Reprojection();
        ForEachAsset(bench, (asset, records) =>
        {
            for (int view = 0; view < records.Length; view++)
            {
                CameraRecord right = records[view];
                records[view] = records[(view + 1) % records.Length];
                Assert.False(check.Measure(asset, records).Agrees);
                records[view] = right;
            }
        });
    }

    [Fact]
    public void ViewsThatShareNothingHaveNoMutualPoints()
    {
        using var bench = new DepthBench(CameraRig.Ortho6, DepthKind.Z);
        AssetBuffer asset = bench.Render(0)!;
        CameraRecord[] records = bench.Records(asset);
        ReprojectionResult result = new Reprojection().Measure([asset.Depth(0).ToArray(), asset.Depth(1).ToArray()], records.AsSpan(0, 2));
        Assert.Equal((0, 0), (result.MutualPoints, result.Contradictions));
        Assert.True(double.IsNaN(result.LargestError));
        Assert.False(result.Agrees);

        ReprojectionResult alone = new Reprojection().Measure([asset.Depth(0).ToArray()], records.AsSpan(0, 1));
        Assert.Equal(0, alone.MutualPoints);
    }

    [Fact]
    public void NothingIsAllocatedAfterTheFirstAsset()
    {
        using var bench = new DepthBench(CameraRig.Objaverse12, DepthKind.Z, 64);
        AssetBuffer asset = bench.Render(0)!;
        CameraRecord[] records = bench.Records(asset);
        var check = new Reprojection();
        check.Measure(asset, records);
        long before = GC.GetAllocatedBytesForCurrentThread();
        check.Measure(asset, records);
        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
    }

    [Fact]
    public void PlanesAndCamerasMustBelongTogether()
    {
        using var bench = new DepthBench(CameraRig.Ortho6, DepthKind.Z, 64);
        AssetBuffer asset = bench.Render(0)!;
        CameraRecord[] records = bench.Records(asset);
        Assert.Throws<ArgumentException>(() => new Reprojection().Measure(asset, records.AsSpan(1)));
        Assert.Throws<ArgumentException>(() => new Reprojection().Measure(Planes(asset), records.AsSpan(1)));
        records[2] = records[2] with { Width = 63 };
        Assert.Throws<ArgumentException>(() => new Reprojection().Measure(asset, records));
    }

    private static void ForEachAsset(DepthBench bench, Action<AssetBuffer, CameraRecord[]> test)
    {
        int tested = 0;
        for (ulong index = 0; tested < Assets; index++)
        {
            if (bench.Render(index) is not { } asset)
                continue;
            test(asset, bench.Records(asset));
            tested++;
        }
    }

    private static ushort[][] Planes(AssetBuffer asset) => [.. Enumerable.Range(0, asset.ViewCount).Select(view => asset.Depth(view).ToArray())];

    private static Matrix4x4 Transpose(Matrix4x4 m) => new(
        m.M11, m.M21, m.M31, m.M14, m.M12, m.M22, m.M32, m.M24, m.M13, m.M23, m.M33, m.M34, 0f, 0f, 0f, 1f);
}
