using System.Buffers;
using System.Numerics;
using Piwa.Kernels.Views;

namespace Piwa.Pipeline.Exports;

/// <summary>The materials of a surface, baked into the texels of its atlas. Pixels <c>[y, x, (red, green, blue)]</c>, 8 bits each.</summary>
/// <remarks>
/// See <see cref="TexelSamples"/> for the material of a texel.
/// Texels of gutters, beyond the edge of a chart, have the material of the place where the edge's triangle would go on: materials are
/// defined in all of space. Texels of no chart have the mean, as small levels of a mip map mix them in.
/// </remarks>
internal sealed class SurfaceTextures
{
    private const int Channels = 3;
    private const int RowsOfBand = 32;
    private const float LargestByte = 255f;

    private SurfaceTextures(int side)
    {
        Side = side;
        Color = new byte[Channels * side * side];
        Packed = new byte[Channels * side * side];
        Normal = new byte[Channels * side * side];
    }

    /// <summary>Texels along a side.</summary>
    public int Side { get; }

    /// <summary>Base colour, sRGB.</summary>
    public byte[] Color { get; }

    /// <summary>Occlusion, roughness, metallic, as glTF packs them.</summary>
    public byte[] Packed { get; }

    /// <summary>Normal in the frame of tangent, bitangent and normal: 0 to 255 for -1 to 1.</summary>
    public byte[] Normal { get; }

    /// <summary>Bakes the materials.</summary>
    public static SurfaceTextures Bake(AtlasMesh mesh, SurfaceAtlas atlas)
    {
        var textures = new SurfaceTextures(atlas.Side);
        (AtlasChart Chart, int Row)[] bands =
        [
            .. atlas.Charts.SelectMany(
                chart => Enumerable.Range(0, (chart.Height + RowsOfBand - 1) / RowsOfBand), (chart, band) => (chart, band * RowsOfBand)),
        ];
        Parallel.For(0, bands.Length, i => textures.Bake(mesh, bands[i].Chart, bands[i].Row));
        textures.FillEmpty(atlas);
        return textures;
    }

    /// <summary>The tangent at a place with that normal: the direction on the surface in which u grows.</summary>
    public static Vector3 Tangent(ChartPatch patch, Vector3 normal)
    {
        const float LeastFacing = 0.2f;
        float facing = MathF.Max(SpaceAlgebra.Dot(normal, patch.Out), LeastFacing);
        float rise = -SpaceAlgebra.Dot(normal, patch.Right) / facing;
        return SpaceAlgebra.Beside(
            new(patch.Right.X + (patch.Out.X * rise), patch.Right.Y + (patch.Out.Y * rise), patch.Right.Z + (patch.Out.Z * rise)), normal);
    }

    private void Bake(AtlasMesh mesh, AtlasChart chart, int firstRow)
    {
        int rows = Math.Min(RowsOfBand, chart.Height - firstRow);
        SurfaceSample[] samples = ArrayPool<SurfaceSample>.Shared.Rent(rows * chart.Width);
        TexelSamples.Sample(mesh, chart, firstRow, rows, samples);
        for (int y = 0; y < rows; y++)
        {
            for (int x = 0; x < chart.Width; x++)
            {
                if (chart.Owners[((firstRow + y) * chart.Width) + x] != 0)
                    Store(mesh, chart, x, firstRow + y, in samples[(y * chart.Width) + x]);
            }
        }

        ArrayPool<SurfaceSample>.Shared.Return(samples);
    }

    private void Store(AtlasMesh mesh, AtlasChart chart, int x, int y, in SurfaceSample sample)
    {
        int place = chart.Owners[(y * chart.Width) + x] - 1, corner = AtlasMesh.CornersOfTriangle * chart.Patch.Triangles[place];
        Vector3 shares = chart.Triangles[place].Weights(chart.Left + x + 0.5f, chart.Top + y + 0.5f);
        float open = (mesh.Surface.Openness(mesh.Corners[corner]) * shares.X)
            + (mesh.Surface.Openness(mesh.Corners[corner + 1]) * shares.Y)
            + (mesh.Surface.Openness(mesh.Corners[corner + 2]) * shares.Z);

        // The relief turns the normal against its slope along the surface, as in views.
        var turned = new Vector3(0f, 0f, 1f);
        if (sample.Slope != Vector3.Zero)
        {
            Vector3 normal = SpaceAlgebra.Normalize(
                (mesh.Normals[corner] * shares.X) + (mesh.Normals[corner + 1] * shares.Y) + (mesh.Normals[corner + 2] * shares.Z));
            Vector3 tangent = Tangent(chart.Patch, normal), bitangent = SpaceAlgebra.Cross(normal, tangent);
            turned = SpaceAlgebra.Normalize(new(-SpaceAlgebra.Dot(sample.Slope, tangent), -SpaceAlgebra.Dot(sample.Slope, bitangent), 1f));
        }

        int texel = (((chart.BlockY * AtlasChart.Block) + y) * Side) + (chart.BlockX * AtlasChart.Block) + x;
        Span<byte> color = Color.AsSpan(Channels * texel), packed = Packed.AsSpan(Channels * texel), bent = Normal.AsSpan(Channels * texel);
        (color[0], color[1], color[2]) = ((byte)sample.Color, (byte)(sample.Color >> 8), (byte)(sample.Color >> 16));
        (packed[0], packed[1], packed[2]) = (Code(open), Code(sample.Roughness), Code(sample.Metallic));
        (bent[0], bent[1], bent[2]) = (Code((turned.X * 0.5f) + 0.5f), Code((turned.Y * 0.5f) + 0.5f), Code((turned.Z * 0.5f) + 0.5f));
    }

    private static byte Code(float share) => (byte)((Math.Clamp(share, 0f, 1f) * LargestByte) + 0.5f);

    private void FillEmpty(SurfaceAtlas atlas)
    {
        var owned = new bool[Side * Side];
        foreach (AtlasChart chart in atlas.Charts)
        {
            int corner = (chart.BlockY * AtlasChart.Block * Side) + (chart.BlockX * AtlasChart.Block);
            for (int texel = 0; texel < chart.Owners.Length; texel++)
            {
                if (chart.Owners[texel] != 0)
                    owned[corner + (texel / chart.Width * Side) + (texel % chart.Width)] = true;
            }
        }

        FillEmpty(Color, owned);
        FillEmpty(Packed, owned);
        FillEmpty(Normal, owned);
    }

    private static void FillEmpty(byte[] texture, bool[] owned)
    {
        Span<long> sums = stackalloc long[Channels];
        sums.Clear();
        long count = 0;
        for (int texel = 0; texel < owned.Length; texel++)
        {
            if (!owned[texel])
                continue;
            count++;
            for (int channel = 0; channel < Channels; channel++)
                sums[channel] += texture[(Channels * texel) + channel];
        }

        for (int texel = 0; texel < owned.Length; texel++)
        {
            for (int channel = 0; channel < Channels && !owned[texel]; channel++)
                texture[(Channels * texel) + channel] = (byte)(sums[channel] / count);
        }
    }
}
