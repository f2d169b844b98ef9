using Piwa.Kernels.Buffers;
using Piwa.Kernels.Devices;
using Piwa.Kernels.Meshes;
using Piwa.Kernels.Recipes;

namespace Piwa.Tests.Kernels.Buffers;

/// <summary>Memory that is taken at once, and given back.</summary>
public sealed class NativeArrayTests
{
    private const int Length = 1 << 20;

    [Fact]
    public void WhatIsTakenIsThereAndZero()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "Only Linux is asked for pages.");
        using var array = new NativeArray<int>(Length);
        array.GiveBack(..);
        Assert.Equal(0, PageMap.PresentBytes(array.Span));
        array.Take(..);
        Assert.InRange(PageMap.PresentBytes(array.Span), (sizeof(int) * Length) - (2 * Environment.SystemPageSize), sizeof(int) * Length);
        Assert.False(array.Span.ContainsAnyExcept(0));
    }

    [Fact]
    public void WhatIsGivenBackTakesNoMemoryAndCanBeUsedAgain()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "Only Linux is asked for pages.");
        using var array = new NativeArray<int>(Length);
        array.Span.Fill(7);
        array.GiveBack((Length / 4)..(Length / 2));
        array.GiveBack(100..100);
        Assert.Equal(0, PageMap.PresentBytes(array.Span[(Length / 4)..(Length / 2)]));
        Assert.False(array.Span[..(Length / 4)].ContainsAnyExcept(7));
        Assert.False(array.Span[(Length / 2)..].ContainsAnyExcept(7));
        array.Span.Fill(8);
        Assert.False(array.Span.ContainsAnyExcept(8));
    }

    [Fact]
    public void AMeshLargerThanMostLeavesNoMemoryBehind()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "Only Linux is asked for pages.");
        var options = new LaneOptions { AssetCapacity = 1, ViewCount = 6, ImageResolution = 64, Mesh = new MeshOptions { TargetTriangles = 2000 } };
        using var device = new HostDevice(1);
        using DeviceLane lane = device.CreateLane(options);
        using AssetBatch batch = lane.CreateBatch();
        var source = new PresetSource(Preset.Piwa, CameraRig.Find("ortho6"), 1);

        // Many assets of the preset have more than one and a half times the triangles aimed at; after them come others.
        long most = 0, usual = 0;
        for (ulong index = 0; index < 60; index++)
        {
            batch.Begin(source, index, 1);
            lane.GenerateMeshes(batch);
            AssetBuffer asset = batch[0];
            long surplus = PageMap.PresentBytes(asset.NormalMemory.Span[(3 * options.Mesh.UsualTriangles)..]);
            if (asset.TriangleCount <= options.Mesh.UsualTriangles)
                usual = Math.Max(usual, surplus);
            else
                most = Math.Max(most, surplus);
        }

        Assert.True(most > 0);
        Assert.Equal(0, usual);
    }
}
