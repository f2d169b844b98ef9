using System.Numerics;
using Piwa.Kernels.Views;

namespace Piwa.Pipeline.Exports;

/// <summary>The materials of a surface, baked into the texels of its atlas. Pixels <c>[y, x, (red, green, blue)]</c>, 8 bits each.</summary>
/// <remarks>
/// A texel is the mean of four places in it: patterns have hard edges, which would show as stairs when the texture is magnified.
/// Texels of gutters, beyond the edge of a chart, have the material of the place where the edge's triangle would go on: materials are
/// defined in all of space. Texels of no chart have the mean, as small levels of a mip map mix them in.
/// </remarks>
internal sealed class SurfaceTextures
{
    private const int Channels = 3;
    private const int PlacesOfTexel = 4;
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
        Parallel.ForEach(atlas.Charts, chart => textures.Bake(mesh, chart));
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

    private void Bake(AtlasMesh mesh, AtlasChart chart)
    {
        var points = new SurfacePoint[PlacesOfTexel * chart.Width];
        var samples = new SurfaceSample[PlacesOfTexel * chart.Width];
        var columns = new int[chart.Width];
        for (int y = 0; y < chart.Height; y++)
        {
            int count = 0;
            for (int x = 0; x < chart.Width; x++)
            {
                if (chart.Owners[(y * chart.Width) + x] is not (int owner and > 0))
                    continue;
                columns[count] = x;
                Span<SurfacePoint> own = points.AsSpan(PlacesOfTexel * count++, PlacesOfTexel);
                for (int i = 0; i < own.Length; i++)
                    own[i] = Point(mesh, chart, owner - 1, chart.Left + x + 0.25f + (0.5f * (i & 1)), chart.Top + y + 0.25f + (0.5f * (i >> 1)));
            }

            mesh.Surface.Sample(points.AsSpan(0, PlacesOfTexel * count), samples);
            for (int i = 0; i < count; i++)
                Store(mesh, chart, columns[i], y, samples.AsSpan(PlacesOfTexel * i, PlacesOfTexel));
        }
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

    private void Store(AtlasMesh mesh, AtlasChart chart, int x, int y, ReadOnlySpan<SurfaceSample> samples)
    {
        const float Share = 1f / PlacesOfTexel;
        int place = chart.Owners[(y * chart.Width) + x] - 1, corner = AtlasMesh.CornersOfTriangle * chart.Patch.Triangles[place];
        Vector3 shares = chart.Triangles[place].Weights(chart.Left + x + 0.5f, chart.Top + y + 0.5f);
        Vector3 normal = SpaceAlgebra.Normalize(
            (mesh.Normals[corner] * shares.X) + (mesh.Normals[corner + 1] * shares.Y) + (mesh.Normals[corner + 2] * shares.Z));
        float open = (mesh.Surface.Openness(mesh.Corners[corner]) * shares.X)
            + (mesh.Surface.Openness(mesh.Corners[corner + 1]) * shares.Y)
            + (mesh.Surface.Openness(mesh.Corners[corner + 2]) * shares.Z);

        int red = 0, green = 0, blue = 0;
        float roughness = 0f, metallic = 0f;
        Vector3 slope = default;
        foreach (SurfaceSample sample in samples)
        {
            red += sample.Color & 0xFF;
            green += (sample.Color >> 8) & 0xFF;
            blue += (sample.Color >> 16) & 0xFF;
            roughness += sample.Roughness * Share;
            metallic += sample.Metallic * Share;
            slope += sample.Slope * Share;
        }

        // The relief turns the normal against its slope along the surface, as in views.
        Vector3 tangent = Tangent(chart.Patch, normal), bitangent = SpaceAlgebra.Cross(normal, tangent);
        Vector3 turned = SpaceAlgebra.Normalize(new(-SpaceAlgebra.Dot(slope, tangent), -SpaceAlgebra.Dot(slope, bitangent), 1f));

        int texel = (((chart.BlockY * AtlasChart.Block) + y) * Side) + (chart.BlockX * AtlasChart.Block) + x;
        Span<byte> color = Color.AsSpan(Channels * texel), packed = Packed.AsSpan(Channels * texel), bent = Normal.AsSpan(Channels * texel);
        (color[0], color[1], color[2]) = (Mean(red), Mean(green), Mean(blue));
        (packed[0], packed[1], packed[2]) = (Code(open), Code(roughness), Code(metallic));
        (bent[0], bent[1], bent[2]) = (Code((turned.X * 0.5f) + 0.5f), Code((turned.Y * 0.5f) + 0.5f), Code((turned.Z * 0.5f) + 0.5f));
    }

    private static byte Mean(int sum) => (byte)((sum + (PlacesOfTexel / 2)) / PlacesOfTexel);

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
