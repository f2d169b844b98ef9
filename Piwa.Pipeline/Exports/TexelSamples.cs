using System.Buffers;
using System.Numerics;
using Piwa.Kernels.Views;

namespace Piwa.Pipeline.Exports;

/// <summary>The materials of a chart's texels, some rows at a time.</summary>
/// <remarks>
/// (1) Each texel takes the material of its centre. (2) Where that bends from neighbour to neighbour it becomes the mean of four places in the
/// texel: patterns have hard edges, which would show as stairs when the texture is magnified. What is finer than a texel is no danger,
/// patterns fade it. (3) Texels of the gutter that only mip maps read are left at that.
/// </remarks>
internal static class TexelSamples
{
    private const int PlacesOfTexel = LinearLight.Count;

    /// <summary>Texels that are refined in one go.</summary>
    private const int MaxRefined = 256;

    /// <summary>How far from a triangle bilinear filtering reads texels: up to one in x and y.</summary>
    private const float FilterReach = 1.42f;

    /// <summary>Samples some rows.</summary>
    /// <param name="mesh">The mesh.</param>
    /// <param name="chart">One of its charts.</param>
    /// <param name="firstRow">First row of the chart.</param>
    /// <param name="rowCount">Number of rows.</param>
    /// <param name="target">Receives the materials by texel; those of no triangle are left as they are.</param>
    public static void Sample(AtlasMesh mesh, AtlasChart chart, int firstRow, int rowCount, Span<SurfaceSample> target)
    {
        // Rows above and below are for comparison.
        int first = Math.Max(firstRow - 1, 0) * chart.Width, last = Math.Min(firstRow + rowCount + 1, chart.Height) * chart.Width;
        int begin = firstRow * chart.Width, end = (firstRow + rowCount) * chart.Width;
        SurfaceSample[] centres = ArrayPool<SurfaceSample>.Shared.Rent(last - first);
        SampleCentres(mesh, chart, first, last, centres);
        centres.AsSpan(begin - first, end - begin).CopyTo(target);

        int[] refined = ArrayPool<int>.Shared.Rent(MaxRefined);
        int count = 0;
        for (int texel = begin; texel < end; texel++)
        {
            if (chart.Distances[texel] >= FilterReach || IsEven(chart, texel, centres, first))
                continue;
            refined[count++] = texel;
            if (count < MaxRefined)
                continue;
            Refine(mesh, chart, refined.AsSpan(0, count), begin, target);
            count = 0;
        }

        Refine(mesh, chart, refined.AsSpan(0, count), begin, target);
        ArrayPool<int>.Shared.Return(refined);
        ArrayPool<SurfaceSample>.Shared.Return(centres);
    }

    private static void SampleCentres(AtlasMesh mesh, AtlasChart chart, int first, int last, SurfaceSample[] centres)
    {
        SurfacePoint[] points = ArrayPool<SurfacePoint>.Shared.Rent(chart.Width);
        SurfaceSample[] samples = ArrayPool<SurfaceSample>.Shared.Rent(chart.Width);
        for (int row = first; row < last; row += chart.Width)
        {
            int count = 0, y = row / chart.Width;
            for (int x = 0; x < chart.Width; x++)
            {
                if (chart.Owners[row + x] is int owner and > 0)
                    points[count++] = Point(mesh, chart, owner - 1, chart.Left + x + 0.5f, chart.Top + y + 0.5f);
            }

            mesh.Surface.Sample(points.AsSpan(0, count), samples);
            for (int texel = row, i = 0; i < count; texel++)
            {
                if (chart.Owners[texel] > 0)
                    centres[texel - first] = samples[i++];
            }
        }

        ArrayPool<SurfacePoint>.Shared.Return(points);
        ArrayPool<SurfaceSample>.Shared.Return(samples);
    }

    /// <summary>
    /// Whether the mean of four places is hardly another than the centre: what rises steadily cancels out, and of what bends it takes
    /// a 32nd.
    /// </summary>
    private static bool IsEven(AtlasChart chart, int texel, ReadOnlySpan<SurfaceSample> centres, int first)
    {
        // The gutter is wider than the filter reaches: there are neighbours on all sides.
        ref readonly SurfaceSample centre = ref centres[texel - first];
        return IsStraight(in centres[texel - first - 1], in centre, in centres[texel - first + 1])
            && IsStraight(in centres[texel - first - chart.Width], in centre, in centres[texel - first + chart.Width]);
    }

    private static bool IsStraight(in SurfaceSample a, in SurfaceSample b, in SurfaceSample c)
    {
        const int Codes = 16;
        const float Share = Codes / 255f, Slope = 0.25f;
        return Math.Abs((a.Color & 0xFF) + (c.Color & 0xFF) - (2 * (b.Color & 0xFF))) <= Codes
            && Math.Abs((a.Color >> 8 & 0xFF) + (c.Color >> 8 & 0xFF) - (2 * (b.Color >> 8 & 0xFF))) <= Codes
            && Math.Abs((a.Color >> 16 & 0xFF) + (c.Color >> 16 & 0xFF) - (2 * (b.Color >> 16 & 0xFF))) <= Codes
            && MathF.Abs(a.Metallic + c.Metallic - (2f * b.Metallic)) <= Share
            && MathF.Abs(a.Roughness + c.Roughness - (2f * b.Roughness)) <= Share
            && MathF.Abs(a.Slope.X + c.Slope.X - (2f * b.Slope.X)) <= Slope
            && MathF.Abs(a.Slope.Y + c.Slope.Y - (2f * b.Slope.Y)) <= Slope
            && MathF.Abs(a.Slope.Z + c.Slope.Z - (2f * b.Slope.Z)) <= Slope;
    }

    private static void Refine(AtlasMesh mesh, AtlasChart chart, ReadOnlySpan<int> texels, int begin, Span<SurfaceSample> target)
    {
        int count = PlacesOfTexel * texels.Length;
        SurfacePoint[] points = ArrayPool<SurfacePoint>.Shared.Rent(count);
        SurfaceSample[] samples = ArrayPool<SurfaceSample>.Shared.Rent(count);
        for (int i = 0; i < count; i++)
        {
            int texel = texels[i / PlacesOfTexel], y = texel / chart.Width, x = texel - (y * chart.Width);
            float right = 0.25f + (0.5f * (i & 1)), down = 0.25f + (0.5f * (i >> 1 & 1));
            points[i] = Point(mesh, chart, chart.Owners[texel] - 1, chart.Left + x + right, chart.Top + y + down);
        }

        mesh.Surface.Sample(points.AsSpan(0, count), samples);
        for (int i = 0; i < texels.Length; i++)
            target[texels[i] - begin] = Mean(samples.AsSpan(PlacesOfTexel * i, PlacesOfTexel));
        ArrayPool<SurfacePoint>.Shared.Return(points);
        ArrayPool<SurfaceSample>.Shared.Return(samples);
    }

    private static SurfaceSample Mean(ReadOnlySpan<SurfaceSample> samples)
    {
        const float Share = 1f / PlacesOfTexel;
        float roughness = 0f, metallic = 0f;
        Vector3 slope = default;
        foreach (ref readonly SurfaceSample sample in samples)
        {
            roughness += sample.Roughness * Share;
            metallic += sample.Metallic * Share;
            slope += sample.Slope * Share;
        }

        return new SurfaceSample(
            LinearLight.Mean(samples[0].Color, samples[1].Color, samples[2].Color, samples[3].Color), metallic, roughness, slope);
    }

    private static SurfacePoint Point(AtlasMesh mesh, AtlasChart chart, int place, float x, float y)
    {
        ChartPatch patch = chart.Patch;
        float unit = 1f / chart.Density;
        float right = x * unit, up = -y * unit, outward = chart.Triangles[place].Height(x, y) * unit;
        var position = new Vector3(
            (patch.Right.X * right) + (patch.Up.X * up) + (patch.Out.X * outward),
            (patch.Right.Y * right) + (patch.Up.Y * up) + (patch.Out.Y * outward),
            (patch.Right.Z * right) + (patch.Up.Z * up) + (patch.Out.Z * outward));
        int triangle = patch.Triangles[place];
        return new SurfacePoint(position, unit, mesh.Parts[triangle], mesh.Surface.IsSeam(triangle));
    }
}
