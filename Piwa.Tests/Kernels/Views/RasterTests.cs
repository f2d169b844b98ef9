using System.Runtime.InteropServices;
using Piwa.Kernels.Buffers;
using Piwa.Kernels.Numerics;
using Piwa.Kernels.Views;

namespace Piwa.Tests.Kernels.Views;

/// <summary>The rasteriser against one that asks every pixel of every triangle.</summary>
public sealed unsafe class RasterTests : IDisposable
{
    private const int Resolution = 64;
    private const int Pixels = Resolution * Resolution;
    private const int SubpixelBits = 8;
    private const int NumberInRow = TriangleRows.Length - 1;
    private const int Half = 1 << (SubpixelBits - 1);

    private readonly NativeArray<ushort> _triangles = new(3 * 400);
    private readonly NativeArray<int> _screenX = new(1216);
    private readonly NativeArray<int> _screenY = new(1216);
    private readonly NativeArray<float> _nearness = new(1216);
    private readonly NativeArray<byte> _infos = new(416);
    private readonly NativeArray<int> _normals = new(1200), _lights = new(1216), _vertexRows = new(1216 * RowsOfFour.Length), _rows = new(420 * TriangleRows.Length);
    private readonly Buffers _centres = new(Resolution), _corners = new(Resolution + 1);
    private readonly NativeArray<int> _tiles = new(RasterTiles.StrideOf(Resolution) * RasterTiles.StrideOf(Resolution) * RasterTiles.Words), _refused = new(1);
    private readonly NativeArray<ViewRecord> _view = new(1);

    public RasterTests()
    {
        _view.Span[0] = new ViewRecord { Resolution = Resolution, SubpixelBits = SubpixelBits };
        var random = new Random(5);
        random.NextBytes(_infos.Span);
        random.NextBytes(MemoryMarshal.AsBytes(_normals.Span));
        random.NextBytes(MemoryMarshal.AsBytes(_lights.Span));
    }

    public void Dispose()
    {
        foreach (IDisposable buffer in (IDisposable[])
            [_triangles, _screenX, _screenY, _nearness, _infos, _normals, _lights, _vertexRows, _rows, _centres, _corners, _tiles, _refused, _view])
        {
            buffer.Dispose();
        }
    }

    [Theory]
    [InlineData(1, 3)]
    [InlineData(2, 20)]
    [InlineData(3, 200)]
    public void EverySampleShowsTheNearestTriangleThatCoversIt(int seed, int extentPixels)
    {
        ViewWork work = RandomScene(seed, triangles: 300, extentPixels << SubpixelBits);
        (int[] Centres, int[] Corners) expected = (Reference(in work, Resolution, Half), Reference(in work, Resolution + 1, 0));
        Assert.Contains(expected.Centres, triangle => triangle >= 0);
        Assert.Equivalent(expected, Draw<FloatX1, IntX1, MaskX1>(in work));
        Assert.Equivalent(expected, Draw<FloatX4, IntX4, MaskX4>(in work));
        Assert.Equivalent(expected, Draw<FloatX8, IntX8, MaskX8>(in work));
        Assert.Equivalent(expected, Draw<FloatX16, IntX16, MaskX16>(in work));
    }

    [Theory]
    [InlineData(300)]
    [InlineData(293)]
    public void WhatASampleNeedsOfItsTriangleIsWhatLiesInTheMesh(int triangles)
    {
        ViewWork work = RandomScene(seed: 6, triangles, extent: 20 << SubpixelBits);
        Compare<FloatX16, IntX16, MaskX16>(in work);
        Compare<FloatX8, IntX8, MaskX8>(in work);
    }

    [Fact]
    public void TheDevicesBufferGivesTheSameInAnyOrderOfTriangles()
    {
        ViewWork work = RandomScene(seed: 4, triangles: 300, extent: 20 << SubpixelBits);
        int[] expected = Reference(in work, Resolution, Half);
        int[] order = [.. Enumerable.Range(0, work.TriangleCount)];
        new Random(1).Shuffle(order);
        foreach (int triangle in order)
            RasterKernel<FloatX1, IntX1, MaskX1, DeviceVisibility>.Draw(in work, triangle);
        for (int pixel = 0; pixel < Pixels; pixel++)
            Assert.Equal(expected[pixel], DeviceVisibility.Triangle(in work.Centres, pixel).Value);
    }

    [Fact]
    public void TwoTrianglesOfASquareLeaveNoGapOnTheirDiagonal()
    {
        // Corners on pixel centres, so that the diagonal passes through pixel centres.
        (int X, int Y)[] corners = [(10, 10), (50, 10), (50, 50), (10, 50)];
        for (int i = 0; i < corners.Length; i++)
            SetVertex(i, (corners[i].X << SubpixelBits) + 128, (corners[i].Y << SubpixelBits) + 128, 1f);
        ushort[] indices = [0, 2, 1, 0, 3, 2]; // against the clock with y up
        indices.CopyTo(_triangles.Span);
        ViewWork work = Work(triangles: 2);
        (int[] drawn, _) = Draw<FloatX8, IntX8, MaskX8>(in work);
        for (int y = 0; y < Resolution; y++)
        {
            for (int x = 0; x < Resolution; x++)
                Assert.Equal(x is >= 10 and <= 50 && y is >= 10 and <= 50, drawn[(y * Resolution) + x] >= 0);
        }
    }

    [Theory]
    [InlineData(RasterLimits.MaxExtent, 0)]
    [InlineData(RasterLimits.MaxExtent + 1, 1)]
    public void TrianglesBeyondTheIntegersRangeAreCountedNotDrawnWrong(int extent, int refused)
    {
        SetVertex(0, 0, 0, 1f);
        SetVertex(1, 0, 2000, 1f);
        SetVertex(2, extent, 0, 1f);
        ushort[] indices = [0, 1, 2];
        indices.CopyTo(_triangles.Span);
        ViewWork work = Work(triangles: 1);
        Draw<FloatX8, IntX8, MaskX8>(in work);
        Assert.Equal(refused, _refused.Span[0]);
    }

    /// <summary>Corners and info of the triangles that samples show, sample by sample.</summary>
    private void Compare<F, I, M>(in ViewWork work)
        where F : unmanaged, IFloat<F, I, M>
        where I : unmanaged, IInt<F, I, M>
        where M : unmanaged, IMask<M>
    {
        _rows.Span.Fill(-1);
        (int[] triangles, _) = Draw<F, I, M>(in work);
        int[] drawn = _centres.Drawn;
        Assert.True(triangles.Max() >= work.TriangleCount - 16);
        int* shown = stackalloc int[16];
        int* infos = stackalloc int[16];
        for (int pixel = 0; pixel < Pixels; pixel += I.Width)
        {
            for (int i = 0; i < I.Width; i++)
                shown[i] = drawn[pixel + i] < 0 ? drawn.Max() : drawn[pixel + i];
            HostVisibility<F, I, M>.Corners(in work, I.Load(shown), placeOnly: false, out TriangleCorners<F, I, M> corners);
            TriangleCorners<F, I, M>.Gather(in work, corners.Number, placeOnly: false, out TriangleCorners<F, I, M> expected);
            int bytes = sizeof(TriangleCorners<F, I, M>);
            Assert.True(new ReadOnlySpan<byte>(&expected, bytes).SequenceEqual(new ReadOnlySpan<byte>(&corners, bytes)));
            I.Store(infos, HostVisibility<F, I, M>.Info(in work, in work.Centres, pixel, true));
            for (int i = 0; i < I.Width; i++)
                Assert.Equal(triangles[pixel + i] < 0 ? 0 : work.TriangleInfos[triangles[pixel + i]], infos[i]);
        }
    }

    private ViewWork RandomScene(int seed, int triangles, int extent)
    {
        var random = new Random(seed);
        int side = Resolution << SubpixelBits;
        for (int t = 0; t < triangles; t++)
        {
            int x = random.Next(-extent, side), y = random.Next(-extent, side);
            for (int corner = 0; corner < 3; corner++)
            {
                int vertex = (3 * t) + corner;
                SetVertex(vertex, x + random.Next(Math.Min(extent, 31_000)), y + random.Next(Math.Min(extent, 31_000)), 0.5f + random.NextSingle());
                _triangles.Span[vertex] = (ushort)vertex;
            }
        }

        // Some at exactly the same place and depth: the lower index wins.
        _triangles.Span.Slice(30, 30).CopyTo(_triangles.Span[90..]);
        return Work(triangles);
    }

    private void SetVertex(int vertex, int x, int y, float nearness) =>
        (_screenX.Span[vertex], _screenY.Span[vertex], _nearness.Span[vertex]) = (x, y, nearness);

    private ViewWork Work(int triangles) => new()
    {
        TriangleCount = triangles,
        VertexCount = 3 * triangles,
        Triangles = _triangles.Pointer,
        ScreenX = _screenX.Pointer,
        ScreenY = _screenY.Pointer,
        Nearness = _nearness.Pointer,
        TriangleInfos = _infos.Pointer,
        TriangleNormals = _normals.Pointer,
        VertexLights = _lights.Pointer,
        VertexRows = _vertexRows.Pointer,
        TriangleRows = _rows.Pointer,
        Tiles = new RasterTiles { First = _tiles.Pointer, Stride = RasterTiles.StrideOf(Resolution) },
        Centres = Plane(_centres, Resolution),
        Corners = Plane(_corners, Resolution + 1),
        RefusedTriangles = _refused.Pointer,
        View = _view.Pointer,
    };

    private (int[] Centres, int[] Corners) Draw<F, I, M>(in ViewWork work)
        where F : unmanaged, IFloat<F, I, M>
        where I : unmanaged, IInt<F, I, M>
        where M : unmanaged, IMask<M>
    {
        HostRaster<F, I, M>.DrawAll(in work);
        var box = new ScreenBox(0, Resolution - 1, 0, Resolution - 1);
        (int first, int last) = RasterTiles.RowsOf(in box);
        for (int row = first; row <= last; row++)
            RasterTiles.Resolve<F, I, M>(in work, in box, row);
        Assert.DoesNotContain(_tiles.Span.ToArray(), word => word != 0);
        return (Shown<I>(_centres), Shown<I>(_corners));
    }

    /// <summary>Triangles that a plane shows, as the mesh numbers them.</summary>
    private int[] Shown<I>(Buffers plane) =>
        [.. plane.Drawn.Select(drawn => drawn < 0 || !TriangleRows.AreUsedBy<I>() ? drawn : _rows.Span[(drawn * TriangleRows.Length) + NumberInRow])];

    private static VisibilityPlane Plane(Buffers buffers, int side) => new()
    {
        Nearness = buffers.Nearness.Pointer,
        Marks = buffers.Marks.Pointer,
        Key = buffers.Key.Pointer,
        Side = side,
    };

    /// <summary>Slow and obvious: 64-bit edge functions at every sample; the nearness by the same roundings.</summary>
    private static int[] Reference(in ViewWork work, int resolution, int shift)
    {
        int samples = resolution * resolution;
        var nearest = new int[samples];
        var depths = new float[samples];
        Array.Fill(nearest, -1);
        for (int t = 0; t < work.TriangleCount; t++)
        {
            int v0 = work.Triangles[3 * t], v1 = work.Triangles[(3 * t) + 2], v2 = work.Triangles[(3 * t) + 1];
            long x0 = work.ScreenX[v0], y0 = work.ScreenY[v0], x1 = work.ScreenX[v1], y1 = work.ScreenY[v1], x2 = work.ScreenX[v2], y2 = work.ScreenY[v2];
            long area = ((x1 - x0) * (y2 - y0)) - ((x2 - x0) * (y1 - y0));
            if (area <= 0)
                continue;

            float inverseArea = 1f / area;
            float d0 = work.Nearness[v0] * inverseArea, d1 = work.Nearness[v1] * inverseArea, d2 = work.Nearness[v2] * inverseArea;
            for (int pixel = 0; pixel < samples; pixel++)
            {
                long px = ((long)(pixel % resolution) << SubpixelBits) + shift, py = ((long)(pixel / resolution) << SubpixelBits) + shift;
                long e0 = ((x2 - x1) * (py - y1)) - ((y2 - y1) * (px - x1));
                long e1 = ((x0 - x2) * (py - y2)) - ((y0 - y2) * (px - x2));
                long e2 = ((x1 - x0) * (py - y0)) - ((y1 - y0) * (px - x0));
                if (e0 < 0 || e1 < 0 || e2 < 0)
                    continue;

                float depth = MathF.FusedMultiplyAdd(e0, d0, MathF.FusedMultiplyAdd(e1, d1, e2 * d2));
                if (depth > depths[pixel])
                    (nearest[pixel], depths[pixel]) = (t, depth);
            }
        }

        return nearest;
    }

    private sealed class Buffers(int side) : IDisposable
    {
        public NativeArray<float> Nearness { get; } = new(VisibilityPlane.Capacity(side));

        public NativeArray<int> Marks { get; } = new(VisibilityPlane.Capacity(side));

        public NativeArray<ulong> Key { get; } = new(side * side);

        public int[] Drawn => [.. Marks.Span[..(side * side)].ToArray().Select(mark => (mark >> 8) - 1)];

        public void Clear()
        {
            Nearness.Span.Clear();
            Marks.Span.Clear();
        }

        public void Dispose()
        {
            Nearness.Dispose();
            Marks.Dispose();
            Key.Dispose();
        }
    }
}
